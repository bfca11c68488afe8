"""What hangs by its indentation: definitions (`: what it is` below a term), footnotes, abbreviations -> HTML around Markdown. (pure)

No GitHub page has definitions, but MkDocs, Hugo and PHP Markdown Extra have them; footnotes may hold several paragraphs there.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Read = Callable[[str], list[str]]  # a text of the page, as the lines of Markdown that it becomes

_MEANS = re.compile(r"^( *):( {1,7})(?=\S)")
_NO_TERM = re.compile(r"^\s*(?:[#>|]|[-*+]\s|\d+[.)]\s|:|`{3}|~{3}|!!!|\?\?\?|===|\{[%{]|\[\^[^\]]+\]:|-{3})")
_NOTE = re.compile(r"^( {0,3})\[\^([^\]\s]{1,60})\]:\s*(.*)$")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[[^\]]+\]:\s")
MOST_TERMS = 5  # that one definition may have, each on a line


def is_abbreviation(line: str) -> bool:
    """Whether the line only says what to show when a pointer rests on a word."""
    return bool(_ABBREVIATION.match(line))


def footnote(lines: list[str], at: int, read: Read) -> tuple[list[str], int] | None:
    """The footnote that begins on this line, whole, and the line after it; None where none does."""
    if "[^" not in lines[at] or not (found := _NOTE.match(lines[at])):
        return None
    end, below = _indented(lines, at + 1, len(found[1]) + 2)
    inner = read("\n".join([found[3], *below]))
    return ["", f'{found[1]}<div id="[^{found[2]}]">', "", *_at(found[1], inner), "", f"{found[1]}</div>", ""], end


def definitions(lines: list[str], at: int, read: Read) -> tuple[list[str], int] | None:
    """The list of definitions whose first term is on this line, and the line after it; None where none is."""
    if not (terms := _terms(lines, at)):
        return None
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(" "))]
    out = ["", f"{indent}<dl>"]
    while terms:
        for term in lines[at : at + terms]:
            out += [f"{indent}<dt>", "", *_at(indent, read(term.strip())), "", f"{indent}</dt>"]
        at = _past_blank(lines, at + terms)
        while at < len(lines) and (found := _MEANS.match(lines[at])):
            end, below = _indented(lines, at + 1, len(indent) + 2)
            inner = read("\n".join([lines[at][found.end() :], *below]))
            out += [f"{indent}<dd>", "", *_at(indent, inner), "", f"{indent}</dd>"]
            at, last = _past_blank(lines, end), end
        terms = _terms(lines, at) if at < len(lines) and lines[at].startswith(indent) else 0
    return [*out, f"{indent}</dl>", ""], last


def _terms(lines: list[str], at: int) -> int:
    """How many lines from this one on are terms of the definition below them."""
    indent = len(lines[at]) - len(lines[at].lstrip(" "))
    end = at
    while end < len(lines) and end - at <= MOST_TERMS and lines[end].strip() and not _NO_TERM.match(lines[end]):
        end += 1
    below = _past_blank(lines, end)
    found = _MEANS.match(lines[below]) if end > at and below < len(lines) and below - end <= 1 else None
    return end - at if found and abs(len(found[1]) - indent) <= 3 else 0


def _past_blank(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at


def _indented(lines: list[str], start: int, least: int) -> tuple[int, list[str]]:
    """The line after what is indented by `least` or goes on without, and those lines without their indentation."""
    end = start
    for index in range(start, len(lines)):
        line = lines[index]
        goes_on = bool(lines[index - 1].strip()) and not _NO_TERM.match(line) and not _terms(lines, index)
        if line.strip() and len(line) - len(line.lstrip(" ")) < least and not goes_on:
            break
        end = index + 1 if line.strip() else end
    widths = [len(line) - len(line.lstrip(" ")) for line in lines[start:end] if line.strip()]
    offset = min([width for width in widths if width >= least] or [0])
    return end, [line[offset:] if not line[:offset].strip() else line.lstrip(" ") for line in lines[start:end]]


def _at(indent: str, lines: list[str]) -> list[str]:
    return [indent + line if line.strip() else "" for line in lines]
