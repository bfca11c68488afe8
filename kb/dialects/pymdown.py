"""What MkDocs sites write within a line and GitHub does not know: lists of attributes, icons, keys, marks, snippets. (pure)"""

from __future__ import annotations

import re

_ATTRIBUTE = r"""(?:[#.][A-Za-z][\w:.-]*|[A-Za-z][\w:-]*=(?:"[^"]*"|'[^']*'|[\w%.-]+)|data-[\w-]+)"""
_ATTRIBUTES = rf"\{{:?[ ]*{_ATTRIBUTE}(?:[ ]+{_ATTRIBUTE})*[ ]*\}}"
_AFTER_WORDS = re.compile(rf"(?:(?<=[)\]*_>])[ ]?|^\s*){_ATTRIBUTES}")
_AT_END = re.compile(rf"[ ]*{_ATTRIBUTES}[ ]*$")
_ICON = re.compile(rf":(?:material|octicons|fontawesome|simple|lucide)-[a-z0-9-]+:(?:[ ]?{_ATTRIBUTES})?[ ]?")
_KEYS = re.compile(r"\+\+((?:[\w-]+|\"[^\"+]+\")(?:\+(?:[\w-]+|\"[^\"+]+\"))*)\+\+")
_MARK = re.compile(r"(?<![=\w])==(?=[^\s=])([^=\n]+?)(?<=[^\s=])==(?![=\w])")
_INSERTED = re.compile(r"(?<!\^)\^\^(?=[^\s^])([^^\n]+?)(?<=[^\s^])\^\^(?!\^)")
_SNIPPET = re.compile(r"^(\s*)-{1,}8<-{1,}\s+\"([^\"]+)\"\s*$")
_EDGE = re.compile(r"-{1,}8<-{1,}\s+\[(start|end):\s*([\w-]+)\s*\]")


def without_signs(text: str) -> str:
    """A piece of a line, no code, with HTML for keys and marks, and without icons and attributes."""
    if ":" in text:
        text = _ICON.sub("", text)
    if "{" in text:
        text = _AFTER_WORDS.sub("", text)
    if "++" in text:
        text = _KEYS.sub(lambda found: _keys(found[1]), text)
    if "==" in text:
        text = _MARK.sub(r"<mark>\1</mark>", text)
    return _INSERTED.sub(r"<ins>\1</ins>", text) if "^^" in text else text


def without_attributes(heading: str) -> str:
    """A heading without the attributes at its end."""
    return _AT_END.sub("", heading) if "}" in heading else heading


def snippet(line: str) -> tuple[str, str, str] | None:
    """Indentation, file and section of a line that takes a snippet in; None for other lines."""
    if "8<" not in line or not (found := _SNIPPET.match(line)):
        return None
    way, _, section = found[2].partition(":")
    return found[1], way, section


def is_edge(line: str) -> bool:
    """Whether the line only says where a section of a snippet begins or ends."""
    return "8<" in line and bool(_EDGE.search(line))


def section_of(text: str, section: str) -> str:
    """The lines of a file between the signs of a section, or with numbers (`2:5`), or all of it; never the signs."""
    lines = text.split("\n")
    if found := re.fullmatch(r"(\d*):?(\d*)", section):
        first, last = (int(number) if number else None for number in found.groups())
        lines = lines[max((first or 1) - 1, 0) : last]
    else:
        edges = {m[1]: index for index, line in enumerate(lines) if (m := _EDGE.search(line)) and m[2] == section}
        lines = lines[edges.get("start", -1) + 1 : edges.get("end", len(lines))]
    return "\n".join(line for line in lines if not is_edge(line))


def _keys(words: str) -> str:
    names = [name.strip('"') for name in words.split("+")]
    return "+".join(f"<kbd>{name.title() if name.islower() else name}</kbd>" for name in names)
