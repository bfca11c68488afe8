// Numbers beside the lines of a text that is read by lines. Without this script the line of each problem is named all the same.
const LONGEST = 20_000; // lines; beyond, typing counts more

for (const area of document.querySelectorAll("form[data-numbered] textarea[data-lines]")) {
  const box = document.createElement("div");
  const numbers = document.createElement("pre");
  box.className = "numbered";
  numbers.className = "line-numbers";
  numbers.setAttribute("aria-hidden", "true");
  area.before(box);
  box.append(numbers, area);
  area.wrap = "off"; // so that a line is one line on the screen

  const looks = getComputedStyle(area);
  for (const part of ["fontFamily", "fontSize", "lineHeight", "paddingBlockStart", "borderBlockStartWidth"]) {
    numbers.style[part] = looks[part];
  }
  new ResizeObserver(() => (numbers.style.blockSize = `${area.offsetHeight}px`)).observe(area);

  let shown = 0;
  const number = () => {
    const count = Math.min(area.value.split("\n").length, LONGEST);
    if (count !== shown) {
      shown = count;
      numbers.textContent = Array.from({ length: count }, (_, index) => index + 1).join("\n");
    }
    numbers.scrollTop = area.scrollTop;
  };
  area.addEventListener("input", number);
  area.addEventListener("scroll", number);
  number();
}
