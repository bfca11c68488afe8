// "Line 12" beside a problem puts the cursor there; below a long text stands the line of the cursor.
const startOf = (text, line) => text.split("\n").slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);

for (const link of document.querySelectorAll("a[data-go-to-line]")) {
  const area = document.querySelector(link.hash);
  if (!(area instanceof HTMLTextAreaElement)) continue;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const lines = area.value.split("\n");
    const line = Math.min(Number(link.dataset.goToLine), lines.length);
    const start = startOf(area.value, line);
    area.focus();
    area.setSelectionRange(start, start + lines[line - 1].length);
    area.scrollTop = (area.scrollHeight * (line - 1)) / lines.length - area.clientHeight / 3;
    area.scrollIntoView({ block: "center" });
  });
}

for (const area of document.querySelectorAll("textarea[data-lines]")) {
  const shown = area.form.querySelector("[data-caret]");
  const show = () => {
    if (document.activeElement === area) {
      shown.textContent = area.dataset.lines.replace("%s", area.value.slice(0, area.selectionStart).split("\n").length);
    }
  };
  document.addEventListener("selectionchange", show);
  area.addEventListener("input", show);
  area.addEventListener("keyup", show);
}
