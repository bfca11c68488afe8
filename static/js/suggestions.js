// Suggestions while somebody types (the combobox pattern of WAI-ARIA): arrows choose, Enter goes there, Escape puts them away.
const LEAST = 2, PAUSE = 120; // letters before anything is asked; milliseconds of rest before it is

const start = (box) => {
  const input = box.querySelector("input");
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[data-suggest-status]");
  const known = new Map();
  let waiting, asked = "", active = -1;

  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);

  const options = () => [...list.children];
  const hide = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const mark = (place) => {
    active = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[place].id);
    options()[place].scrollIntoView({ block: "nearest" });
  };
  const go = (place) => location.assign(options()[place].dataset.url);

  const row = ({ text, title, url }, at) => {
    const option = document.createElement("li");
    option.id = `suggestion-${at}`;
    option.dataset.url = url;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(text);
    if (text !== title) {
      const small = document.createElement("span");
      small.className = "soft";
      small.append(title);
      option.append(" ", small);
    }
    return option;
  };
  const show = (found) => {
    list.replaceChildren(...found.map(row));
    said.textContent = found.length ? box.dataset.some.replace("#", found.length) : box.dataset.none;
    hide();
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
  };
  const ask = async () => {
    const typed = asked = input.value.trim();
    if ([...typed].length < LEAST) return hide();
    try {
      if (!known.has(typed)) {
        const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
        if (answer.ok) known.set(typed, (await answer.json()).suggestions);
      }
    } catch {
      // without an answer there are none
    }
    const isChosen = active >= 0; // from what stood there before: it stays under the hand
    if (asked === typed && !isChosen && document.activeElement === input) show(known.get(typed) ?? []);
  };

  input.addEventListener("input", () => {
    mark(-1);
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : options().length;
    if (event.isComposing || !count) return;
    if (event.key === "ArrowDown") mark(active + 1 < count ? active + 1 : -1);
    else if (event.key === "ArrowUp") mark(active < 0 ? count - 1 : active - 1);
    else if (event.key === "Enter" && active >= 0) go(active);
    else if (event.key === "Escape") hide();
    else return;
    event.preventDefault();
  });
  input.form.addEventListener("submit", () => {
    clearTimeout(waiting);
    asked = "";
  });
  input.addEventListener("blur", hide);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(options().indexOf(option));
  });
};

for (const box of document.querySelectorAll("[data-suggest]")) start(box);
