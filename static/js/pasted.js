// A log pasted into a search box would be cut off there: it is put into the form that looks it through as a whole.
const form = document.querySelector("[data-pasted]");
const text = form?.querySelector("textarea");

for (const box of form ? document.querySelectorAll("[data-search]") : []) {
  box.addEventListener("paste", (event) => {
    const pasted = event.clipboardData.getData("text");
    if (pasted.length <= box.maxLength && !/\n\s*\S/.test(pasted.trim())) return;
    event.preventDefault();
    text.value = pasted;
    form.hidden = false;
    form.querySelector("button").focus();
  });
}
