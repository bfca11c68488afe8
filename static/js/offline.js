// Lets the browser keep the offline page (templates/worker.js). Only where the site comes over HTTPS or from this machine.
const { offline } = document.currentScript.dataset;
if (window.isSecureContext && navigator.serviceWorker) {
  addEventListener("load", () => navigator.serviceWorker.register(offline).catch(() => {})); // switched off: nothing is missing
}
