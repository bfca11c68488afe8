"""Words within a block -> Markdown that is read back as the same words: what could be taken for a sign is escaped. (pure)"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from xml.etree.ElementTree import Element

from kb.dialects.page_tree import footnote_signs
from kb.markdown_source import RAW_TAGS

Node = str | Element

_NOTE, _NOTE_END = footnote_signs()
_STRONG, _EM = ("strong", "b"), ("em", "i")
_AS_HTML = ("abbr", "del", "ins", "kbd", "mark", "s", "samp", "sub", "sup", "var")

_SPACE = re.compile(r"\s+")
_SPECIAL = re.compile(
    r"[*`\[]|(?<!\w)_|_(?!\w)|~~|\\(?=[^\w\s]|_|$)|&(?=#?\w+;|#[\dxX])|<(?=[/a-zA-Z!?])|" + f"{_NOTE}|{_NOTE_END}"
)
_SIGNS = re.compile(r"[*_`~\\\[\]]")
_PLACEHOLDER = re.compile(r"<([A-Za-z][\w .-]{0,80})>")
_BARE = re.compile(r"\bhttps?://[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:/[\w./?=&%#+~,;:@!$'-]*)?(?![<{\w])")
_LINE_START = re.compile(r"(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|[-=]{2,}\s*$|>|~~~|\|)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def inline(nodes: Iterable[Node], *, in_table: bool = False, in_link: bool = False) -> str:
    """Text and inline elements as one line of Markdown, without spaces at its ends."""
    parts: list[str] = []
    for node in _joined(nodes):
        parts.append(_text(node, in_link) if isinstance(node, str) else _element(node, parts, in_table, in_link))
    line = _SPACE.sub(" ", "".join(parts)).strip()
    line = re.sub(r"^(?:<br> ?)+|(?: ?<br>)+$", "", line).strip()
    return re.sub(r"(?<!\\)\|", r"\\|", line) if in_table else line


def paragraph(nodes: Iterable[Node]) -> str:
    """A line of Markdown that begins no heading, list or quotation."""
    line = inline(nodes)
    if found := _NUMBER.match(line):
        return f"{found[1]}\\{line[len(found[1]) :]}"
    if line.startswith(":"):
        return f"&#58;{line[1:]}"
    return f"\\{line}" if _LINE_START.match(line) else line


def nodes_of(element: Element) -> list[Node]:
    """All that an element holds, in order."""
    found: list[Node] = [element.text or ""]
    for child in element:
        found += [child, child.tail or ""]
    return [node for node in found if node != ""]


def words_of(nodes: Iterable[Node]) -> str:
    """The plain words of nodes, on one line."""
    parts = (node if isinstance(node, str) else "".join(node.itertext()) for node in nodes)
    return _SPACE.sub(" ", "".join(parts).replace(_NOTE, "[^").replace(_NOTE_END, "]")).strip()


def _joined(nodes: Iterable[Node]) -> list[Node]:
    """Neighbours of the same emphasis as one: `**a****b**` is not read as it is meant."""
    found: list[Node] = []
    for node in nodes:
        last = found[-1] if found else None
        if (
            isinstance(node, Element)
            and isinstance(last, Element)
            and last.tag == node.tag
            and node.tag in (*_STRONG, *_EM)
        ):
            merged = Element(node.tag)
            for part in (*nodes_of(last), *nodes_of(node)):
                _append(merged, part)
            found[-1] = merged
        else:
            found.append(node)
    return found


def _append(element: Element, node: Node) -> None:
    if isinstance(node, Element):
        copy = Element(node.tag, node.attrib)
        copy.text = node.text
        copy.extend(list(node))
        element.append(copy)
    elif len(element):
        element[-1].tail = (element[-1].tail or "") + node
    else:
        element.text = (element.text or "") + node


def _element(node: Element, before: list[str], in_table: bool, in_link: bool) -> str:
    tag = node.tag
    if tag == "br":
        return "<br>"
    if tag == "img":
        return _image(node)
    if tag == "code":
        return _code("".join(node.itertext()), in_table)
    inner = inline_keeping_ends(node, in_table=in_table, in_link=in_link or tag == "a")
    if not inner.strip():
        return inner
    if tag == "a":
        return _link(node, inner) if not in_link else inner
    if tag in _STRONG or tag in _EM:
        return _emphasis("strong" if tag in _STRONG else "em", inner, before)
    if tag in _AS_HTML:
        return f"<{tag}>{inner}</{tag}>"
    return inner


def inline_keeping_ends(node: Element, *, in_table: bool, in_link: bool) -> str:
    """As `inline`, with a space left at each end that has one."""
    words = "".join(node.itertext())
    inner = inline(nodes_of(node), in_link=in_link)
    left = " " if words[:1].isspace() else ""
    right = " " if words[-1:].isspace() else ""
    return f"{left}{inner}{right}" if inner else " " if words else ""


def _emphasis(tag: str, inner: str, before: list[str]) -> str:
    """Stars where they are read as they are meant, else the tag itself."""
    words = inner.strip()
    left, right = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    sign = "**" if tag == "strong" else "*"
    so_far = "".join(before[-1:]) + left
    is_plain = "*" not in words.replace("\\*", "") and "`" not in words[:1] and "<br>" not in words
    if is_plain and not so_far.endswith(("*", "\\")) and not words.endswith("\\"):
        return f"{left}{sign}{words}{sign}{right}"
    return f"{left}<{tag}>{words}</{tag}>{right}"


def _code(text: str, in_table: bool) -> str:
    text = _SPACE.sub(" ", text).strip()
    if not text:
        return ""
    if "`" in text or text.endswith("\\") or (in_table and "|" in text):
        held = escape(text, quote=False).replace("|", "&#124;")
        return f"<code>{_SIGNS.sub(lambda found: f'&#{ord(found[0])};', held)}</code>"
    return f"`{text}`"


def _image(node: Element) -> str:
    alt = _SPACE.sub(" ", node.get("alt", "")).strip()
    if not node.get("src"):
        return _text(alt, in_link=True)
    return f"![{_text(alt.replace('[', '(').replace(']', ')'), in_link=True)}]({node.get('src')})"


def _link(node: Element, inner: str) -> str:
    address = node.get("href", "")
    if not address:
        return inner
    address = re.sub(r"[\s()<>\[\]`\\|\"*]", lambda found: f"%{ord(found[0]):02X}", address)
    left = inner[: len(inner) - len(inner.lstrip())]
    right = inner[len(inner.rstrip()) :]
    return f"{left}[{inner.strip()}]({address}){right}"


def _text(text: str, in_link: bool) -> str:
    if in_link:
        return _escaped(text).replace("]", "\\]")
    parts, end = [], 0
    for found in _BARE.finditer(text):
        address = found[0].rstrip(".,;:!?'")
        parts += [_escaped(text[end : found.start()]), f"<{address}>" if "*" not in address else _escaped(address)]
        end = found.start() + len(address)
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _escape(found, text), text)


def _escape(found: re.Match[str], text: str) -> str:
    char = found[0]
    if char == "<":
        placeholder = _PLACEHOLDER.match(text, found.start())
        is_text = placeholder and placeholder[1].split(" ")[0].lower() not in RAW_TAGS and "_" not in placeholder[1]
        return "<" if is_text else "&lt;"
    if char == "&":
        return "&amp;"
    if char == "~~":
        return r"\~\~"
    if char in (_NOTE, _NOTE_END):
        return "[^" if char == _NOTE else "]"
    return f"\\{char}"
