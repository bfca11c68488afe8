// Keeps what is typed and not saved yet: every 20 seconds, and when the page is left. Without scripts the form works as it is.
// The form says where (data-keep-draft), whether it came back unsaved (data-unsaved), and what to tell (data-kept, data-not-kept).
const EVERY = 20_000;

for (const form of document.querySelectorAll("form[data-keep-draft]")) {
  const address = form.dataset.keepDraft;
  const status = form.querySelector("[data-draft-status]");
  const token = form.elements.csrfmiddlewaretoken;
  const typed = () => JSON.stringify([...new FormData(form)].filter(([name]) => name !== token.name));
  let kept = "unsaved" in form.dataset ? "" : typed();
  let isAsking = false;
  let isSending = false;

  const json = async (options) => {
    const answer = await fetch(address, { redirect: "error", ...options });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  };

  // Somebody who signed in again in another tab has a new token; with the old one, saving would be refused too.
  const renewToken = async () => {
    try {
      token.value = (await json({})).token;
      return true;
    } catch {
      status.textContent = form.dataset.notKept;
      return false;
    }
  };

  const keep = async () => {
    const now = typed();
    if (isSending || now === kept) return;
    try {
      const answer = await json({ method: "POST", body: new FormData(form) });
      kept = now;
      const time = new Date(answer.saved_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      status.textContent = `${form.dataset.kept} ${time}`;
    } catch {
      status.textContent = form.dataset.notKept;
      await renewToken();
    }
  };

  const leave = () => {
    if (isSending || typed() === kept) return;
    if (navigator.sendBeacon(address, new FormData(form))) kept = typed();
    else keep(); // a beacon holds 64 KB
  };

  // A form sent after the session ended would come back as the sign-in page, without what was typed. So ask first.
  form.addEventListener("submit", async (event) => {
    if (isSending) return;
    event.preventDefault();
    if (isAsking) return;
    isAsking = true;
    isSending = await renewToken();
    isAsking = false;
    if (!isSending) return;
    setTimeout(() => (isSending = false), EVERY); // still here: it was not sent after all
    form.requestSubmit(event.submitter);
  });
  setInterval(keep, EVERY);
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave());
}
