"""The tree of a rendered text -> the tree that readers get, and all that can be said about it. (pure)

Works on clean, well-formed HTML and gives it what python-markdown does not: anchors, links to documents, tables that
scroll, alerts, task lists. It decides nothing about safety: `kb.markdown` cleans its result once more, last of all.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree import ElementTree

from kb import codes
from kb.formats import Link, has_card
from kb.markdown_limits import tags
from kb.problems import Problem
from kb.saying import _

Element = ElementTree.Element
Address = Callable[[str, str], str | None]

ID_PREFIX = "s-"
REL = "nofollow noopener noreferrer"
SCHEMES = ("http", "https", "mailto", "tel")
ALERTS = {"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"}
LONGEST_ID = 60
MOST_CARDS = 5  # on a page; each is looked up when somebody reads it

_VOID = tags("br hr img")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = tags("blockquote dd details div dl dt figcaption figure hr li ol p pre summary table td th tr ul br")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_DOCUMENT = re.compile(r"([a-z][a-z-]*):([a-z0-9][a-z0-9-]*)(?:#(.*))?")
# An uploaded picture; behind the # its width and height, so that the page keeps its place while it loads.
OWN_IMAGE = re.compile(r"/images/[0-9a-f]{64}\.(?:png|jpg|webp)(?:#([1-9][0-9]{0,3})x([1-9][0-9]{0,3}))?")
_TASK = re.compile(r"\s*\[([ xX])\]\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Heading:
    """A heading of the text: its level as written, the id of its anchor, its plain text and its line."""

    level: int
    id: str
    text: str
    line: int = 0


class _TreeReader(HTMLParser):
    """Clean HTML -> elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ElementTree.TreeBuilder()
        self.builder.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


def tree(html: str) -> Element:
    """Clean HTML -> an element `div` that holds it."""
    reader = _TreeReader()
    reader.feed(html)
    reader.close()
    reader.builder.end("div")
    return reader.builder.close()


def markup(root: Element) -> str:
    """The HTML of all that the element holds."""
    html = ElementTree.tostring(root, encoding="unicode", method="html", short_empty_elements=False)
    return html[len("<div>") : -len("</div>")]


def text_of(root: Element) -> str:
    """The plain text of an element: blocks on lines of their own, anchors and ways back from footnotes left out."""
    parts: list[str] = []
    _collect_text(root, parts)
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def _collect_text(root: Element, parts: list[str]) -> None:
    is_block = root.tag in _BLOCKS or root.tag in _HEADINGS
    parts.append("\n" if is_block else "")
    if root.get("class") not in ("anchor", "footnote-backref"):
        parts.append(root.text or "")
        parts.append(root.get("alt", ""))
        for child in root:
            _collect_text(child, parts)
            parts.append(child.tail or "")
    parts.append("\n" if is_block else "")


def slugify(text: str) -> str:
    """Words for an id: small letters, digits and hyphens of any script; `section` where there are none."""
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", text).casefold())
    return words.strip("-")[:LONGEST_ID].strip("-") or "section"


def anchor_id(anchor: str, id_prefix: str = "") -> str:
    """What an author wrote after `#` -> the id on the page; the words of the heading and its id both lead there."""
    if anchor.startswith(ID_PREFIX):
        return anchor
    return f"{ID_PREFIX}{id_prefix}{slugify(anchor)}"


def row_id(code: str) -> str:
    """The id of the row of a table that begins with this code, in its one spelling; no heading has two hyphens there."""
    return f"{ID_PREFIX}-{slugify(code)}"


class Page:
    """One text on its way to its readers: `finish()` changes the tree in place and gathers what there is to say."""

    def __init__(self, root: Element, *, address: Address, id_prefix: str) -> None:
        self.root = root
        self.address = address
        self.id_prefix = id_prefix
        self.contents: list[Heading] = []
        self.links: list[Link] = []
        self.cards: list[Link] = []
        self.problems: list[Problem] = []
        self._ids: set[str] = set()
        self._named: dict[Element, Link] = {}
        self._used: Counter[str] = Counter()

    def finish(self) -> None:
        self._number_footnotes()
        for heading in self._all(*_HEADINGS):
            self._heading(heading)
        for quote in self._all("div"):
            self._alert(quote)
        for item in self._all("li"):
            _task(item)
        parents = {child: parent for parent in self.root.iter() for child in parent}
        for image in self._all("img"):
            self._image(image, _is_within(image, "a", parents))
        for link in self._all("a"):
            self._link(link)
        for paragraph in self.root.findall("p"):
            self._card(paragraph)
        for table in self._all("table"):
            _table(table)
            self._name_rows(table)
        for parent in [*self.root.iter()]:
            _drop_empty_paragraphs(parent)
            for index, child in enumerate(parent):
                if child.tag in ("table", "pre"):
                    parent[index] = _boxed(child)

    def _all(self, *tags: str) -> Iterator[Element]:
        return iter([element for element in self.root.iter() if element.tag in tags])

    def _say(self, element: Element, message: str, code: str, level: str = "error") -> None:
        self.problems.append(Problem(_line(element), message, code, level))

    def _new_id(self, words: str) -> str:
        wanted = f"{ID_PREFIX}{self.id_prefix}{words}"
        found = wanted
        while found in self._ids:
            self._used[wanted] += 1
            found = f"{wanted}-{self._used[wanted] + 1}"
        self._ids.add(found)
        return found

    def _name_rows(self, table: Element) -> None:
        """A row that begins with a code can be led to; the first of each code, and not where several texts share a page."""
        for row in table.iter("tr") if not self.id_prefix else ():
            code = codes.normalise(text_of(row[0])) if len(row) else None
            if code and (found := row_id(code)) not in self._ids:
                self._ids.add(found)
                row.set("id", found)

    def _number_footnotes(self) -> None:
        """Footnote ids hold whatever the author called the note; readers get numbers."""
        names: dict[str, str] = {}
        for element in self.root.iter():
            old = element.attrib.pop("id", None)
            if old is None:
                continue
            if old not in names:
                names[old] = self._new_id("note-ref" if old.startswith("fnref") else "note")
            element.set("id", names[old])
        for link in self._all("a"):
            if link.get("class") in ("footnote-ref", "footnote-backref"):
                target = names.get(link.attrib.pop("data-href", "").removeprefix("#"))
                if target:
                    link.set("href", f"#{target}")
                label = link.attrib.pop("title", None)
                if label:
                    link.set("aria-label", label)
        for block in self._all("div"):
            if block.get("class") == "footnote":
                block.set("class", "footnotes")

    def _heading(self, heading: Element) -> None:
        text = text_of(heading).replace("\n", " ")
        level = int(heading.tag[1])
        heading.set("id", self._new_id(slugify(text)))
        self.contents.append(Heading(level, heading.get("id", ""), text, _line(heading)))
        if level == 1:
            heading.tag = "h2"
        if not any(child.tag == "a" for child in heading.iter()):
            link = ElementTree.SubElement(heading, "a", {"class": "anchor", "href": f"#{heading.get('id')}"})
            link.set("aria-label", f"Link to this section: {text}")
            link.text = "#"

    def _alert(self, block: Element) -> None:
        classes = block.attrib.get("class", "").split()
        if "admonition" not in classes:
            return
        kind = next((name for name in classes if name in ALERTS), None)
        title = block[0] if len(block) and block[0].get("class") == "admonition-title" else None
        if kind is None:
            known = ", ".join(f"[!{name.upper()}]" for name in ALERTS)
            where = f"'{text_of(title)}' " if title is not None else "This "
            self._say(
                block,
                _("%(where)sis not an alert. There are: %(known)s.", where=where, known=known),
                "unknown-alert",
                "warning",
            )
            block.tag = "blockquote"
            block.attrib.clear()
            if title is not None:
                title.attrib.clear()
            return
        block.attrib = {"class": f"alert alert-{kind}", "role": "note"}
        if title is not None:
            title.tag = "p"
            title.attrib = {"class": "alert-title"}
            said = (title.text or "").strip()
            if said.casefold() != kind or len(title):
                title.text = f"{ALERTS[kind]}: {title.text or ''}"

    def _image(self, image: Element, is_in_link: bool) -> None:
        source, description = image.attrib.pop("data-src", "").strip(), image.get("alt", "").strip()
        if not description:
            message = _("This image has no description; write what it shows between the square brackets.")
            self._say(image, message, "image-without-description", "warning")
        if own := OWN_IMAGE.fullmatch(source):
            image.attrib.pop("data-line", None)
            image.attrib |= {"src": source.partition("#")[0], "alt": description, "loading": "lazy"}
            image.attrib |= {"width": own[1], "height": own[2]} if own[1] else {}
            return
        is_remote = bool(re.match(r"https?://", source, re.IGNORECASE))
        if is_remote:
            message = _("Images from other sites are shown as a link; upload the image to show it.")
            self._say(image, message, "remote-image", "warning")
        else:
            message = _(
                "'%(source)s' is not an uploaded image; the admin's Pictures say what to write.", source=source[:80]
            )
            self._say(image, message, "unknown-image")
        image.tag = "a" if is_remote and not is_in_link else "span"
        image.attrib = {"data-href": source} if image.tag == "a" else {}
        image.text = description or (source if is_remote else "image")

    def _link(self, link: Element) -> None:
        if "data-href" not in link.attrib:
            return
        # Browsers drop these inside an address, so `java\nscript:` must be judged without them.
        target = self._target(link, re.sub(r"[\x00-\x1f]+", "", link.attrib.pop("data-href").strip()))
        link.attrib.pop("data-line", None)
        if target is None:
            link.tag = "span"
            link.attrib = {}
            return
        link.set("href", target.replace(" ", "%20"))
        if target.lower().startswith(("http:", "https:")):
            link.set("rel", REL)

    def _card(self, paragraph: Element) -> None:
        """A link that stands alone on its line is marked, so that the document's own kind can show more than a link there."""
        link = paragraph[0] if len(paragraph) == 1 else None
        named = self._named.get(link) if link is not None else None
        is_alone = named is not None and not (paragraph.text or "").strip() and not (link.tail or "").strip()
        if is_alone and has_card(named.kind) and len(self.cards) < MOST_CARDS:
            paragraph.set("class", "card")
            self.cards.append(named)

    def _target(self, link: Element, href: str) -> str | None:
        """Where the link leads on the page, or None (and a problem) where it may lead nowhere."""
        if href.startswith("#"):
            return self._anchor(link, href[1:])
        if href.startswith("//"):
            return f"https:{href}"
        if href.startswith("/") and "\\" not in href:
            return href
        scheme = _SCHEME.match(href)
        if scheme is None:
            message = _("'%(href)s' leads nowhere; begin with https://, article: or guide:.", href=href[:80])
            return self._say(link, message, "relative-link", "warning")
        if scheme[1].lower() in SCHEMES:
            return href
        document = _DOCUMENT.fullmatch(href)
        path = self.address(document[1], document[2]) if document else None
        if document is None or path is None or scheme[1].lower() in ("javascript", "data", "vbscript"):
            message = _(
                "'%(href)s' cannot be a link. Links begin with https, http, mailto or tel, or name a document, article:its-slug.",
                href=href[:80],
            )
            return self._say(link, message, "link-scheme")
        named = Link(document[1], document[2], _line(link))
        self.links.append(named)
        self._named[link] = named
        return f"{path}#{anchor_id(document[3])}" if document[3] else path

    def _anchor(self, link: Element, anchor: str) -> str:
        found = anchor_id(anchor, self.id_prefix)
        if anchor and found not in self._ids:
            message = _("'#%(anchor)s' is not a heading of this text.", anchor=anchor[:80])
            self._say(link, message, "unknown-anchor", "warning")
        return f"#{found}" if anchor else "#"


def _line(element: Element) -> int:
    line = element.get("data-line", "")
    return int(line) if line.isdecimal() else 0


def _is_within(element: Element, tag: str, parents: dict[Element, Element]) -> bool:
    above = parents.get(element)
    while above is not None and above.tag != tag:
        above = parents.get(above)
    return above is not None


def _task(item: Element) -> None:
    """`[ ] text` at the beginning of a list item -> a box that is read aloud as done or to do."""
    holder = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
    found = _TASK.match(holder.text or "")
    if not found:
        return
    is_done = found[1] != " "
    box = Element("span", {"class": "task-box", "role": "img", "aria-label": "Done:" if is_done else "To do:"})
    box.text = "☑" if is_done else "☐"
    box.tail = " " + (holder.text or "")[found.end() :]
    holder.text = None
    holder.insert(0, box)
    item.set("class", "task")


def _drop_empty_paragraphs(parent: Element) -> None:
    """A table in a list stands between two of them, because HTML does not let it stand in one."""
    for child in [one for one in parent if one.tag == "p" and not one.attrib and not len(one)]:
        if not (child.text or "").strip() and not (child.tail or "").strip():
            parent.remove(child)


def _table(table: Element) -> None:
    """Column headings say that they are, and cells keep their side without a style attribute."""
    for cell in table.iter():
        if cell.tag in ("td", "th"):
            side = cell.attrib.pop("align", None)
            if side:
                cell.set("class", f"align-{side}")
    head = table.find("thead")
    for cell in head.iter("th") if head is not None else ():
        cell.attrib.setdefault("scope", "col")


def _boxed(block: Element) -> Element:
    """A table or code in the box that scrolls on a phone; the box can be reached by keyboard and has a name."""
    if block.tag == "pre":
        box = Element("div", {"class": "code-block", "data-copy": ""})
        block.set("tabindex", "0")
    else:
        heads = [_SPACE.sub(" ", text_of(cell)) for cell in block.iter("th")]
        label = ", ".join(head for head in heads[:6] if head)[:120]
        box = Element("div", {"class": "table-scroll", "tabindex": "0", "role": "region"})
        box.set("aria-label", f"Table: {label}" if label else "Table")
    box.tail, block.tail = block.tail, None
    box.append(block)
    return box
