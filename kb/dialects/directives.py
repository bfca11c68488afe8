"""What stands within a line and is no Markdown: includes, pictures, videos, shortcodes -> Markdown that says the same. (pure)"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kb.dialects import components, front, pymdown
from kb.dialects.places import Folder, rooted, why_not

MAX_DEPTH = 5  # of files that include files
MAX_INCLUDED = 200_000  # characters

_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])?\1(?!`)")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_QUOTED = re.compile(r"""["'`]([^"'`]*)["'`]""")

_IMAGE = re.compile(r":::\s*image\b(.*?):::")
_NO_LOC = re.compile(r":::\s*no-loc\s+text=\"([^\"]*)\"\s*:::")
_INCLUDE = re.compile(r"\[!include\s*-?\s*\[[^\]]*\]\s*\(([^)]*)\)\s*\]", re.IGNORECASE)
_VIDEO = re.compile(r"(?:>\s*)?\[!video\s+([^\]\s]+)\s*\]", re.IGNORECASE)
_BUTTON = re.compile(r"\[!(?:button|badge|action)\b[^\[\]]*(\[[^\]]*\]\([^)]*\))?[^\]]*\]", re.IGNORECASE)
_XREF = re.compile(r"<xref:([^>?#\s]+)[^>]*>")
_SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w/.-]+)((?:\s[^{}]*?)?)\s*/?[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(.*?)\s*-?%\}")
_KRAMDOWN = re.compile(r"\{:[^{}]*\}")
_HEADING_ID = re.compile(r"^(\s*#{1,6}\s.*?)\s*\{[#.][^{}]*\}\s*$")
_EMPTY_ANCHOR = re.compile(r"<a\s+(?:name|id)\s*=\s*[\"']?[^\"'<>]*[\"']?\s*(?:/>|>\s*</a>)", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\b[^<>]*?\bsrc\s*=\s*[\"']([^\"']+)[\"'][^<>]*>(?:\s*</iframe>)?", re.IGNORECASE)

_LABEL = re.compile(r"^[\s>]*\[([^\[\]\n]+)\]:", re.MULTILINE)
_WITH_LABEL = re.compile(r"(?<![\w\]!\\])\[(?=[^\[\]A-Za-z]*[A-Za-z])([^\[\]]*)\]\[([^\[\]\d][^\[\]]*)\]")
_LINK = re.compile(r"(\]\(\s*<?)([^()<>\s]+)")
_DEFINITION = re.compile(r"^(\s{0,3}\[[^\]]+\]:\s*<?)([^<>\s]+)", re.MULTILINE)
_HTML_LINK = re.compile(r"""(\b(?:src|href|source|lightbox)\s*=\s*["'])([^"']+)""", re.IGNORECASE)


@dataclass
class Here:
    """The page that is being read: where it lies, what is known of its folder, and what could not be done."""

    folder: Folder
    path: str
    depth: int = 0
    problems: list[str] = field(default_factory=list)
    pivots: list[str] = field(default_factory=list)  # of the zones: often platforms
    is_mdx: bool = False  # tags with a capital letter are components, see `components`
    imports: dict[str, str] = field(default_factory=dict)  # by name the file that a component stands for
    labels: frozenset[str] = frozenset()  # of the links whose addresses stand elsewhere on the page, in small letters

    def __post_init__(self) -> None:
        self.is_mdx = self.is_mdx or self.path.lower().endswith(".mdx")


def attributes(text: str) -> dict[str, str]:
    """`a="b" c='d'` -> a dict, names in small letters."""
    return {name.lower(): one or two or three for name, one, two, three in _ATTRIBUTE.findall(text)}


def outside_code(line: str, change: Callable[[str], str]) -> str:
    """The line with everything changed but what stands between back-ticks."""
    parts, end = [], 0
    for found in _CODE.finditer(line):
        parts += [change(line[end : found.start()]), found[0]]
        end = found.end()
    return "".join([*parts, change(line[end:])])


def inline(line: str, here: Here, include: Callable[[str, Here], str]) -> str:
    """One line without what no Markdown has; `include` reads the text of another file as this one is read."""
    if "](" in line and ("{{<" in line or "{{%" in line):  # a shortcode as the address of a link
        line = re.sub(r"\]\(\s*\{\{[<%]\s*(?:rel)?ref\s+[\"']?([^\"'\s]+)[\"']?\s*[>%]\}\}([^)]*)\)", r"](\1\2)", line)

    if "][" in line:
        line = _without_lost_labels(line, here.labels)

    def change(text: str) -> str:
        text = pymdown.without_signs(text)
        if not ("[!" in text or ":" in text or "{" in text or "<" in text):
            return text
        if here.is_mdx:
            text = components.without_components(text)
        text = _NO_LOC.sub(r"\1", text)
        text = _IMAGE.sub(lambda found: picture(attributes(found[1])), text)
        text = _INCLUDE.sub(lambda found: " ".join(included(found[1], here, include).split()), text)
        text = _VIDEO.sub(r"[Video: \1](\1)", text)
        text = _BUTTON.sub(lambda found: found[1] or "", text)
        text = _XREF.sub(r"`\1`", text)
        text = _SHORTCODE.sub(_shortcode, text)
        text = _LIQUID.sub("", text)
        text = _KRAMDOWN.sub("", text)
        text = _FRAME.sub(r'<a href="\1">\1</a>', text)
        return _EMPTY_ANCHOR.sub("", text)

    line = _HEADING_ID.sub(r"\1", outside_code(line, change))
    return pymdown.without_attributes(line) if line.lstrip().startswith("#") else line


def labels_of(text: str) -> frozenset[str]:
    """The labels that a page gives addresses to, `[label]: address`, in small letters."""
    return frozenset(label.lower() for label in _LABEL.findall(text))


def _without_lost_labels(line: str, labels: frozenset[str]) -> str:
    """`[words][label]` of a label that the page does not know, as its words: some sites look it up elsewhere."""
    code = [found.span() for found in _CODE.finditer(line)]

    def change(found: re.Match[str]) -> str:
        is_code = any(begin < found.start() < end for begin, end in code)
        return found[0] if is_code or found[2].lower() in labels else found[1]

    return _WITH_LABEL.sub(change, line)


def picture(said: dict[str, str]) -> str:
    """A picture in Markdown, from the attributes of a directive."""
    alt = (said.get("alt-text") or said.get("alt") or "").replace("[", "(").replace("]", ")").replace("\n", " ")
    source = said.get("source") or said.get("src") or ""
    return f"![{alt}](<{source}>)" if source else alt


def included(way: str, here: Here, include: Callable[[str, Here], str], section: str = "") -> str:
    """The text of the file that is included, its links written from the folder's root; empty where there is none."""
    way = way.strip().strip("<>").split(' "')[0].split("#")[0].strip()
    found, text = _file(way, here)
    if text is None or here.depth >= MAX_DEPTH:
        here.problems.append(f"'{way}' is to be included, and {why_not(here.path, way)}.")
        return ""
    _fields, body = front.split(text)
    inner = Here(
        here.folder,
        found,
        here.depth + 1,
        here.problems,
        here.pivots,
        here.is_mdx,
        labels=here.labels | labels_of(body),
    )
    return with_rooted_links(include(pymdown.section_of(body, section), inner), found).strip("\n")


def snippet_of_code(way: str, here: Here, section: str) -> list[str]:
    """The lines of a file that are taken into code, as they are; none where it cannot be read."""
    _found, text = _file(way, here)
    if text is None:
        here.problems.append(f"'{way}' is to be shown as code, and {why_not(here.path, way)}.")
        return []
    return pymdown.section_of(text.rstrip("\n"), section).split("\n")


def _file(way: str, here: Here) -> tuple[str, str | None]:
    """The path and text of the file that a way on this page means."""
    place = rooted(here.path, way).removeprefix("~/").lstrip("/")
    found = here.folder.find(place) or here.folder.ending(way.lstrip("./~")) or ""
    text = here.folder.read(found) if found else None
    return found, text if text is not None and len(text) <= MAX_INCLUDED else None


def with_rooted_links(text: str, path: str) -> str:
    """The text with every relative link written from the folder's root."""

    def change(found: re.Match[str]) -> str:
        return found[1] + rooted(path, found[2])

    for pattern in (_LINK, _DEFINITION, _HTML_LINK):
        text = pattern.sub(change, text)
    return text


def code_of(said: dict[str, str], here: Here) -> list[str]:
    """The lines of a file that is shown as code, or its name where it cannot be read."""
    source = said.get("source", "")
    _found, text = _file(source.split("?")[0], here)
    if text is None:
        here.problems.append(f"'{source}' is to be shown as code, and {why_not(here.path, source)}.")
        return [f"`{source}`"] if source else []
    lines = text.rstrip("\n").split("\n")
    if parts := re.findall(r"(\d+)(?:\s*-\s*(\d*))?", said.get("range", "")):
        chosen = [lines[int(begin) - 1 : int(end or begin)] for begin, end in parts if int(begin)]
        lines = [line for part in chosen for line in part]
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", "\n".join(lines))), 3)
    return [f"{fence}{said.get('language', '')}", *lines, fence]


def _shortcode(found: re.Match[str]) -> str:
    """What a shortcode of Hugo within a line says to readers."""
    closes, name, rest = found[1], found[2].lower(), found[3]
    said = attributes(rest)
    words = _QUOTED.search(rest)
    if closes:
        return ""
    if name in ("figure", "img", "image"):
        caption = said.get("caption") or said.get("title") or ""
        return picture({"alt": caption, **said}) + (f" {caption}" if caption and said.get("alt") else "")
    if name in ("glossary_tooltip", "glossary-tooltip", "tooltip"):
        return said.get("text") or said.get("term_id", "").replace("-", " ")
    if name in ("ref", "relref"):
        return words[1] if words else rest.strip()
    if name in ("youtube", "vimeo"):
        site = "https://www.youtube.com/watch?v=" if name == "youtube" else "https://vimeo.com/"
        address = site + (said.get("id") or (words[1] if words else rest.strip()))
        return f"[Video: {address}]({address})"
    return said.get("text", "")
