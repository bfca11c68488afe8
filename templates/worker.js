{% load static %}// Shows a page of our own when the network is away. It keeps that page with what it needs, and nothing else: no article, no answer.
const KEPT = ["{% url 'offline' %}", "{% static 'css/tokens.css' %}", "{% static 'css/site.css' %}", "{% static 'mark.svg' %}"];
const SHELF = KEPT.join(" "); // a new style sheet has a new name, and so a new shelf

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(KEPT.map((address) => new Request(address, { cache: "reload", credentials: "omit" })))));
  skipWaiting();
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name !== SHELF) await caches.delete(name);
    await registration.navigationPreload?.enable(); // the page is asked for while this script starts
  };
  event.waitUntil(tidy());
});

addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate" && event.request.method === "GET") {
    const page = async () => (await event.preloadResponse) ?? (await fetch(event.request));
    event.respondWith(page().catch(() => caches.match(KEPT[0])));
  } else if (KEPT.includes(new URL(event.request.url).pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(event.request)));
  }
});
