// The contents of a long article follow the reading: open beside the text where there is room, the current heading marked.
const contents = document.querySelector("[data-contents]");
if (contents) {
  const wide = matchMedia("(min-width: 64rem)");
  const fit = () => (contents.open = wide.matches);
  fit();
  wide.addEventListener("change", fit);

  const links = new Map([...contents.querySelectorAll("a")].map((link) => [link.hash.slice(1), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(decodeURIComponent(id))).filter(Boolean);
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 120);
    const current = passed.at(-1)?.id;
    for (const [id, link] of links) {
      if (decodeURIComponent(id) === current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  addEventListener("scroll", mark, { passive: true });
  mark();
}
