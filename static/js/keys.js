// Keys: `/` goes to the search box, digits choose an answer, `?` shows what there is. All can be turned off there.
const off = () => {
  try {
    return localStorage.getItem("keys") === "off";
  } catch {
    return false;
  }
};
const help = document.querySelector("[data-keys-help]");
const box = help?.querySelector("input");
if (box) {
  box.checked = !off();
  box.addEventListener("change", () => {
    try {
      localStorage.setItem("keys", box.checked ? "on" : "off");
    } catch {
      // it holds for this page then
    }
    number();
  });
}

const choices = [...document.querySelectorAll("button.choice")].slice(0, 9);
const number = () => choices.forEach((choice, index) => (box?.checked ? choice.setAttribute("data-key", index + 1) : choice.removeAttribute("data-key")));
number();

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "?" && help) {
    help.showModal();
    event.preventDefault();
  }
  if (!box?.checked || help?.open) return;
  if (event.key === "/") {
    document.querySelector("input[type=search]")?.focus();
    event.preventDefault();
  }
  if (/^[1-9]$/.test(event.key)) choices[event.key - 1]?.click();
});
