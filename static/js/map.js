// A map wider than its window opens with the first box in sight. Without scripts it opens at its left edge.
for (const map of document.querySelectorAll("[data-map]")) {
  const first = map.querySelector(".map-node")?.getBoundingClientRect();
  if (first) map.scrollLeft += first.left + first.width / 2 - map.getBoundingClientRect().left - map.clientWidth / 2;
}
