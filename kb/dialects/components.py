"""The components of MDX pages (Docusaurus and its kin): where a tag begins and ends, and what it says. (pure)"""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_LINES = 40  # that one tag may go over
MOST_LENGTH = 5_000  # characters of one tag
MOST_CODE = 200  # lines of one `export`

_BEGINS = re.compile(r"^(\s*)<(/?)([A-Z][\w.]*)(?=[\s/>]|$)")
_IMPORT = re.compile(r"^import\s+(?:[\w{},*\s]+\s+from\s+)?['\"]([^'\"]+)['\"];?\s*$")
_DEFAULT = re.compile(r"^import\s+(\w+)")
_EXPORT = re.compile(r"^export\s+(?:const|let|var|default|function|async)\b")
_VALUES = re.compile(r"\{([^{}]*)\}")
_FIELD = re.compile(r"""\b(label|value)\s*:\s*(["'`])(.*?)\2""")
_WITH_BRACES = re.compile(r"\s[A-Za-z][\w-]*\s*=\s*\{(?:[^{}]|\{[^{}]*\})*\}")
_WITHIN = re.compile(r"""</?[A-Z][\w.]*(?:\s+[\w-]+(?:=(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>]+))?)*\s*/?>""")
_SPACE = re.compile(r"\{\s*([\"'])(\s*)\1\s*\}")


@dataclass(frozen=True)
class Tag:
    """A tag that begins a line; `rest` is what stands behind it, `end` the line after it."""

    indent: str
    name: str
    attributes: str
    rest: str
    end: int
    closes: bool = False
    is_alone: bool = False  # it closes itself


def tag_at(lines: list[str], at: int) -> Tag | None:
    """The tag of a component that begins this line, over as many lines as it takes; None where none does."""
    if "<" not in lines[at] or not (found := _BEGINS.match(lines[at])):
        return None
    text = lines[at]
    for end in range(at + 1, min(at + MOST_LINES, len(lines)) + 1):
        if ">" in lines[end - 1] and (close := _tag_end(text, found.end())):
            inner = text[found.end() : close - 1]
            is_alone = inner.rstrip().endswith("/")
            return Tag(found[1], found[3], inner.rstrip("/ "), text[close:], end, bool(found[2]), is_alone)
        if end == len(lines) or len(text) > MOST_LENGTH:
            break
        text += " " + lines[end].strip()
    return None


def _tag_end(text: str, start: int) -> int:
    """The place after the `>` that closes a tag, 0 where none does; those in quotes and braces are none."""
    quote, depth = "", 0
    for index in range(start, len(text)):
        char = text[index]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'`":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
        elif char == ">" and depth <= 0:
            return index + 1
    return 0


def labels(attributes: str) -> dict[str, str]:
    """By value the label of each tab, where the tabs say them together: `values={[{label: "Mac", value: "mac"}]}`."""
    found = ({name: words for name, _, words in _FIELD.findall(one)} for one in _VALUES.findall(attributes))
    return {one["value"]: one["label"] for one in found if len(one) == 2}


def imported(line: str) -> tuple[str, str] | None:
    """Name and file of a line that imports something; the name is empty where there is no single one."""
    if not line.startswith("import") or not (found := _IMPORT.match(line)):
        return None
    name = _DEFAULT.match(line)
    return (name[1] if name else ""), found[1].removeprefix("@site/")


def export_end(lines: list[str], at: int) -> int:
    """The line after the code that begins here with `export`; 0 where there is none."""
    if not lines[at].startswith("export") or not _EXPORT.match(lines[at]):
        return 0
    depth = 0
    for index in range(at, min(at + MOST_CODE, len(lines))):
        depth += sum(map(lines[index].count, "([{")) - sum(map(lines[index].count, ")]}"))
        if depth <= 0 and (index > at or lines[index].rstrip().endswith((";", "}", ")"))):
            return index + 1
        if not lines[index].strip() and depth <= 0:
            return index
    return 0


def without_components(text: str) -> str:
    """A piece of a line of such a page: components leave their words, tags of HTML lose what is written in braces."""
    if "<" in text:
        text = _WITH_BRACES.sub("", text) if "={" in text else text
        text = _WITHIN.sub("", text)
    return _SPACE.sub(r"\2", text) if "{" in text else text
