// Light, dark, or as the system says; remembered under the name that Django's admin uses, so one choice holds for both.
// Runs before the page is drawn, so that nothing flashes; without scripts the system's choice holds.
const themes = ["auto", "light", "dark"];
const kept = () => {
  try {
    return themes.includes(localStorage.getItem("theme")) ? localStorage.getItem("theme") : "auto";
  } catch {
    return "auto"; // storage is switched off
  }
};
document.documentElement.dataset.theme = kept();

document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-theme-button]");
  if (!button) return;
  const show = () => (button.textContent = button.dataset[document.documentElement.dataset.theme]);
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // it holds for this page then
    }
    show();
  });
  show();
});
