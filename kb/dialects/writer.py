"""A tree of HTML -> Markdown in our own way of writing. (pure)

For pages of other dialects and for Word files alike. What Markdown cannot say, a table with cells that span or hold lists,
stays HTML.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element

from kb.dialects.boxes import NOTES
from kb.dialects.spans import Node, inline, nodes_of, paragraph, words_of
from kb.markdown_limits import MAX_CELLS, MAX_FOOTNOTES, MAX_LENGTH, MAX_PARAGRAPH, cells
from kb.markdown_source import LANGUAGES

BLOCKS = frozenset(
    [
        "blockquote",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_KINDS = {kind.upper(): alert for kind, alert in NOTES.items()}
_SPARE = 1_000  # characters for a heading and a note
_LONG = MAX_PARAGRAPH * 3 // 5  # characters; longer ones might not be formatted

Lines = list[str]


def write(root: Element) -> str:
    """The Markdown of all that the element holds; ends with a line end."""
    return "\n\n".join(parts(root)) + "\n"


def parts(root: Element) -> list[str]:
    """The Markdown of each block that the element holds."""
    return ["\n".join(block) for block in blocks(nodes_of(root))]


def fitting(written: list[str]) -> int:
    """How many of these blocks, from the first on, one article can hold."""
    size = table = notes = 0
    for count, part in enumerate(written):
        size += len(part) + 2
        table += cells(part)
        notes += part.count("[^")
        if size > MAX_LENGTH - _SPARE or table > MAX_CELLS * 9 // 10 or notes > 2 * MAX_FOOTNOTES:
            return count
    return len(written)


def blocks(nodes: list[Node], *, is_inner: bool = False) -> list[Lines]:
    """Each block as its lines; `is_inner` says that they stand in a list or quotation."""
    found: list[Lines] = []
    run: list[Node] = []
    for node in [*nodes, None]:
        if node is not None and not _is_block(node):
            run.append(node)
            continue
        if run:
            found += _paragraph(run)
            run = []
        if node is not None:
            found += _block(node, is_inner)
    return [block for block in found if block]


def _is_block(node: Node) -> bool:
    """Whether it stands on lines of its own: also a link or span around blocks."""
    return isinstance(node, Element) and (node.tag in BLOCKS or any(child.tag in BLOCKS for child in node.iter()))


def _paragraph(run: list[Node]) -> list[Lines]:
    line = paragraph(run)
    if len(line) > _LONG:
        return [[f"<p>{_html(run)}</p>"]]
    return [[line]] if line else []


def _block(node: Element, is_inner: bool) -> list[Lines]:
    tag = node.tag
    if tag in _HEADINGS:
        return _heading(node)
    if tag in ("ul", "ol"):
        return [_list(node)]
    if tag == "pre":
        return [_code(node)]
    if tag == "blockquote":
        return _quotation(node)
    if tag == "table":
        return [_table(node)]
    if tag == "hr":
        return [["---"]]
    if tag == "details":
        return _details(node, is_inner)
    if tag == "dl":
        return _definitions(node, is_inner)
    if tag == "dt":
        words = inline(_flat(node))
        return [[f"**{words}**" if "*" not in words else words]] if words else []
    if is_footnote(node):
        return _footnote(node)
    return blocks(nodes_of(node), is_inner=is_inner)


def is_footnote(node: Element) -> bool:
    """Whether the element holds a footnote; they stand at the end of the page."""
    return node.tag == "div" and node.get("id", "").startswith("[^")


def _footnote(node: Element) -> list[Lines]:
    """A footnote, whole. What has no words at its beginning would not be read as one."""
    inner = blocks(nodes_of(node), is_inner=True)
    if inner and not _is_line_of_words(inner[0]):
        inner.insert(0, ["…"])
    return [_hanging(f"{node.get('id')}: ", inner)] if inner else []


def _definitions(node: Element, is_inner: bool) -> list[Lines]:
    """Terms and what they mean; in a list, or where a meaning begins with code or a table, as bold lines and what is below."""
    parts = [child for child in node if child.tag in ("dt", "dd")]
    terms = [paragraph(_flat(part)) for part in parts if part.tag == "dt"]
    is_usual = [part.tag for part in parts[:1] + parts[-1:]] == ["dt", "dd"] and len(parts) == len(node) and all(terms)
    if is_inner or not is_usual:  # asked before meanings are read: lists within lists would be read twice at each level
        return blocks(nodes_of(node), is_inner=is_inner)
    means = {part: blocks(nodes_of(part), is_inner=True) for part in parts if part.tag == "dd"}
    if not all(inner and _is_line_of_words(inner[0]) for inner in means.values()):
        return blocks(nodes_of(node), is_inner=True)
    lines: Lines = []
    for before, part in zip([None, *parts], parts, strict=False):
        if part.tag == "dd":
            lines += _hanging(":   ", means[part])
        else:
            lines += ([""] if before is not None and before.tag == "dd" else []) + [paragraph(_flat(part))]
    return [lines]


def _hanging(sign: str, inner: list[Lines]) -> Lines:
    """Blocks behind a sign, all but the first line indented by four."""
    lines = [line for block in inner for line in ("", *block)][1:]
    return [sign + lines[0], *(f"    {line}" if line else "" for line in lines[1:])]


def _is_line_of_words(block: Lines) -> bool:
    return len(block) == 1 and not re.match(r"[#>|<`-]|\d+\. |!\[", block[0])


def _heading(node: Element) -> list[Lines]:
    words = inline(nodes_of(node)).replace("<br>", " ")
    if not words:
        return []
    words = re.sub(r"#+$", lambda found: "\\#" * len(found[0]), words)
    return [[f"{'#' * int(node.tag[1])} {words}"]]


def _list(node: Element) -> Lines:
    start = node.get("start", "1")
    number = int(start) if node.tag == "ol" and start.isdecimal() and len(start) < 9 else 1
    items: list[list[Lines]] = []
    stray: list[Node] = []
    for part in nodes_of(node):
        if isinstance(part, Element) and part.tag == "li":
            items.append(blocks([*stray, *nodes_of(part)], is_inner=True))
            stray = []
        elif not isinstance(part, str) or part.strip():
            stray.append(part)
    if stray:
        items.append(blocks(stray, is_inner=True))
    is_tight = all(len(item) <= 1 or (len(item) == 2 and _is_list(item[1])) for item in items)
    lines: Lines = []
    for offset, item in enumerate(items):
        marker = f"{number + offset}. " if node.tag == "ol" else "- "
        lines += ([] if is_tight or not lines else [""]) + _item(marker, item, is_tight)
    return lines


def _is_list(block: Lines) -> bool:
    return block[0].startswith(("- ", "1. "))


def _item(marker: str, item: list[Lines], is_tight: bool) -> Lines:
    if not item:
        return [marker.rstrip()]
    inner: Lines = []
    for block in item:
        inner += ([] if not inner or is_tight else [""]) + block
    inner[0] = re.sub(r"^\\\[([ xX])\\?\] ", r"[\1] ", inner[0])
    if inner[0].startswith(("```", "<table", "|", "> ")):  # begins with a block that needs lines of its own
        return [marker.rstrip(), *(f"{' ' * len(marker)}{line}" if line else "" for line in inner)]
    pad = " " * len(marker)
    return [marker + inner[0], *(pad + line if line else "" for line in inner[1:])]


def _code(node: Element) -> Lines:
    text = "".join(node.itertext()).replace("\N{NO-BREAK SPACE}", " ").strip("\n")
    code = node.find("code")
    said = (code.get("class", "") if code is not None else "").removeprefix("language-").lower()
    language = said if said in LANGUAGES else ""
    runs = re.findall(r"`{3,}", text)
    fence = "`" * (max(map(len, runs), default=2) + 1)
    return [f"{fence}{language}", *(line.rstrip() for line in text.split("\n")), fence] if text.strip() else []


def _quotation(node: Element) -> list[Lines]:
    """A quotation, or an alert where `mending` found one; an alert of no known kind has its name as a label."""
    said = node.get("alert", "")
    inner = blocks(nodes_of(node), is_inner=True)
    if said and said not in _KINDS:
        inner.insert(0, [f"**{said.capitalize()}**"])
    body = [line for block in inner for line in ("", *block)][1:]
    sign = [f"[!{_KINDS.get(said, 'NOTE')}]"] if said else []
    return [[f"> {line}".rstrip() for line in (*sign, *body)]] if body else []


def _details(node: Element, is_inner: bool) -> list[Lines]:
    summary = node.find("summary")
    words = words_of(nodes_of(summary)) if summary is not None else ""
    inner = [part for part in nodes_of(node) if part is not summary]
    if is_inner:
        return (
            [[f"**{escape(words, quote=False)}**"], *blocks(inner, is_inner=True)]
            if words
            else blocks(inner, is_inner=True)
        )
    return [[f"<details><summary>{escape(words or '…', quote=False)}</summary>"], *blocks(inner), ["</details>"]]


def _table(table: Element) -> Lines:
    inner = {row for one in table.iter("table") if one is not table for row in one.iter("tr")}
    rows = [row for row in table.iter("tr") if row not in inner]
    cells = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
    cells = [row for row in cells if any("".join(cell.itertext()).strip() or list(cell.iter("img")) for cell in row)]
    if not cells:
        return [line for block in blocks(nodes_of(table)) for line in block]
    if _is_simple(cells):
        return _pipes([[inline(_flat(cell), in_table=True) or " " for cell in row] for row in cells])
    return _as_html(cells)


def _is_simple(rows: list[list[Element]]) -> bool:
    is_even = all(len(row) <= len(rows[0]) for row in rows) and len(rows) > 1
    has_head = all(cell.tag == "th" for cell in rows[0]) and len(rows[0]) > 1
    return is_even and has_head and all(_is_line(cell) for row in rows for cell in row)


def _is_line(cell: Element) -> bool:
    """Whether a cell can be written as one line: words, at most in one paragraph."""
    spans = cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1"
    inner = [one.tag for one in cell.iter() if one is not cell and one.tag in BLOCKS]
    is_one = not inner or (
        inner == ["p"] and len(cell) == 1 and not (cell.text or "").strip() and not (cell[0].tail or "").strip()
    )
    return not spans and is_one and len("".join(cell.itertext())) < _LONG


def _flat(cell: Element) -> list[Node]:
    return nodes_of(cell[0]) if len(cell) == 1 and cell[0].tag == "p" else nodes_of(cell)


def _pipes(rows: list[list[str]]) -> Lines:
    width = len(rows[0])
    lines = [f"| {' | '.join([*row, *[' '] * (width - len(row))])} |" for row in rows]
    return [lines[0], f"|{' --- |' * width}", *lines[1:]]


def _as_html(rows: list[list[Element]]) -> Lines:
    lines = ["<table>"]
    for row in rows:
        lines.append("<tr>")
        for cell in row:
            said = "".join(
                f' {name}="{cell.get(name)}"'
                for name in ("colspan", "rowspan")
                if cell.get(name, "1").isdecimal() and cell.get(name, "1") != "1"
            )
            lines.append(f"<{cell.tag}{said}>{_html(nodes_of(cell)).strip()}</{cell.tag}>")
        lines.append("</tr>")
    return [*lines, "</table>"]


def _html(nodes: list[Node]) -> str:
    """Nodes as HTML that stands in Markdown: alerts as quotations with a label, headings as bold lines."""
    return "".join(
        escape(node.replace("\N{NO-BREAK SPACE}", " "), quote=False) if isinstance(node, str) else _tag(node)
        for node in nodes
    )


def _tag(node: Element) -> str:
    tag = node.tag
    if tag in ("br", "hr"):
        return f"<{tag}>"
    if tag == "img":
        alt = node.get("alt", "")
        return f'<img src="{escape(node.get("src", ""))}" alt="{escape(alt)}">' if node.get("src") else escape(alt)
    inner = _html(nodes_of(node))
    if tag == "blockquote" and node.get("alert"):
        return f"<blockquote><p><strong>{node.get('alert', '').capitalize()}</strong></p>{inner}</blockquote>"
    if tag == "a":
        return f'<a href="{escape(node.get("href", ""))}">{inner}</a>' if node.get("href") else inner
    if tag in _HEADINGS:
        return f"<p><strong>{inner}</strong></p>"
    if tag == "ol" and node.get("start", "1").isdecimal() and node.get("start", "1") != "1":
        return f'<ol start="{node.get("start")}">{inner}</ol>'
    return f"<{tag}>{inner}</{tag}>"
