// A copy button on every code block. Without scripts the block is simply text to select.
for (const block of document.querySelectorAll(".code-block")) {
  const code = block.querySelector("code");
  if (!code || !navigator.clipboard) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy-button";
  button.textContent = document.body.dataset.copy;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
      button.textContent = document.body.dataset.copied;
    } catch {
      button.textContent = document.body.dataset.copyByHand;
    }
    setTimeout(() => (button.textContent = document.body.dataset.copy), 2000);
  });
  block.append(button);
}
