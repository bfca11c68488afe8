"""The passage of a text that shows best why it was found, with the words marked. (pure)

Cut here and not by the engines: the same on both and without an index, codes are marked in whatever spelling the text
has, and nothing is in the result that was not escaped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from operator import itemgetter
from typing import NamedTuple

from kb import codes
from kb.search.query import Query
from kb.search.ranking import code_tokens
from kb.search.words import fold

LENGTH = 200
MOST_TRIED = 1000  # places of each text at which a word or a row of words may begin
MAX_READ = 20_000  # characters of each text that are looked through
_LEAD = 50  # how much of the text stands before the first mark
_ENDING = re.compile(r"(?:ations?|ions?|ings?|ies|ied|ers?|ed|es|ly|[sey])$")
_WORD_ENDS = r"(?![^\W_])"
_NONE = re.compile(_WORD_ENDS)
_PLURAL = re.compile(f"s?{_WORD_ENDS}")
_ANY = re.compile(f"(?:s|es|ed|d|er|ers|ing|ings|e|y|ies|ied|ly|ion|ions|ation|ations)?{_WORD_ENDS}")
_GAP = re.compile(r"[\W_]{1,3}")  # between words in a row

_LINE_END = re.compile(r"(?<=[\w)>])[ \t]*\n\s*")  # of an item in a list; a sentence has its full stop
_LINE_WITH_FIGURE = re.compile(r"^[^\n\d]*\d[^\n]*", re.MULTILINE)

_UNSAFE = re.compile("[&<>\"']")  # what `escape` changes

Span = tuple[int, int, str]  # from, to, what it is a place of


class Needle(NamedTuple):
    """Words in a row: what they are a place of, what they begin with, and of each what it begins with and how it may end."""

    name: str
    begin: str
    words: tuple[tuple[str, re.Pattern[str]], ...]


def snippet(texts: Sequence[str], query: Query) -> str:
    """Safe HTML: the best passage of the best of these texts with `<mark>` around what was searched for.

    The first text is shown from its beginning when none of them holds any of it.
    """
    best: tuple[int, int, str, list[Span]] = (0, 0, texts[0] if texts else "", [])
    needles = _needles(query)
    for text in (text[:MAX_READ] for text in texts if text):
        spans = _places(text, query, needles)
        kinds, start = _best_passage(spans)
        if kinds > best[0]:
            best = (kinds, start, text, spans)
        if kinds >= len(query.terms) + len(query.phrases) + len(query.codes):
            break
    _, start, text, spans = best
    return _cut(text, start, spans)


def _places(text: str, query: Query, needles: Sequence[Needle]) -> list[Span]:
    """Where the text holds what was searched for, in order, without overlaps: of two that begin alike the longer."""
    folded = fold(text)
    spans: list[Span] = []
    for needle in needles:
        if needle.begin in folded:
            _find(folded, needle, spans)
    apart: list[Span] = []
    for span in sorted(spans, key=itemgetter(0, 1)):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
        elif span[0] == apart[-1][0] and span[1] > apart[-1][1]:
            apart[-1] = span
    if not query.codes:
        return apart
    coded = _codes_in(text, query)
    taken = [start for start, _, _ in coded]
    return sorted(coded + [span for span in apart if not _overlaps(span, coded, taken)])


def _find(folded: str, needle: Needle, spans: list[Span]) -> None:
    """Adds where the words stand in a row. Only places with the first one's letters are tried, which `find` knows at once."""
    name, begin, _ = needle
    at = folded.find(begin)
    for _tried in range(MOST_TRIED):
        if at < 0:
            return
        end = -1 if at and folded[at - 1].isalnum() else _end(folded, at, needle)
        if end > 0:
            spans.append((at, end, name))
        at = folded.find(begin, max(end, at + 1))


def _end(folded: str, at: int, needle: Needle) -> int:
    """Where the row of words ends whose first letters stand here; -1 where it does not stand here."""
    for place, (stem, ending) in enumerate(needle.words):
        if place:
            at = gap.end() if (gap := _GAP.match(folded, at)) else at
            if not folded.startswith(stem, at):
                return -1
        at += len(stem)
        found = ending.match(folded, at)
        if not found and ending is _ANY and folded.startswith(stem[-1], at):
            found = ending.match(folded, at + 1)  # stop, stopping
        if not found:
            return -1
        at = found.end()
    return at


def _codes_in(text: str, query: Query) -> list[Span]:
    """Where the codes stand that were searched for; only lines with a figure are read, which most have not."""
    return [
        (line.start() + code.start, line.start() + code.end, code.text)
        for line in _LINE_WITH_FIGURE.finditer(text)
        for code in codes.find(line[0])
        if code in query.codes
    ]


def _overlaps(span: Span, others: list[Span], starts: list[int]) -> bool:
    place = bisect_left(starts, span[1])
    return place > 0 and others[place - 1][1] > span[0]


@lru_cache(maxsize=16)
def _needles(query: Query) -> list[Needle]:
    """What is searched for, each text as the words that must stand in a row."""
    bare = (token for code in query.codes for token in code_tokens(code)[1:])  # 451, in a table of HTTP answers
    texts = dict.fromkeys((*query.phrases, *query.terms, *bare))
    rows = (tuple(map(_stem, text.split())) for text in texts)
    return [Needle(" ".join(stem for stem, _ in row), row[0][0], row) for row in rows]


def _stem(word: str) -> tuple[str, re.Pattern[str]]:
    """A word without its ending, about as the index takes it off, and the endings it may have; short ones and those with figures as they are."""
    if not word.isalpha():
        return word, _NONE
    if len(word) < 4:
        return word, _PLURAL
    stem = _ENDING.sub("", word)
    stem = stem if len(stem) > 2 else word
    return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] else stem, _ANY  # stopping, stop


def _best_passage(spans: list[Span]) -> tuple[int, int]:
    """How many different things the best passage holds, and the place of its first one."""
    best, end, inside = (0, 0), 0, []
    for span in spans:
        inside.append(span)
        end = span[1]
        while end - inside[0][0] > LENGTH - _LEAD and len(inside) > 1:
            inside.pop(0)
        kinds = len({kind for _, _, kind in inside})
        if kinds > best[0]:
            best = (kinds, inside[0][0])
    return best


def _cut(text: str, place: int, spans: list[Span]) -> str:
    start, end = _edges(text, place)
    safe = escape if _UNSAFE.search(text, start, end) else str  # most passages have nothing to escape
    parts, at = [], start
    for left, right, _ in spans:
        if left >= end:
            break
        if left >= at and right <= end:
            parts += [safe(text[at:left]), "<mark>", safe(text[left:right]), "</mark>"]
            at = right
    parts.append(safe(text[at:end]))
    inside = "".join(parts).strip()
    if "\n" in inside:
        inside = _LINE_END.sub(" · ", inside)
    inside = " ".join(inside.split())
    return f"{'… ' if start > 0 else ''}{inside}{' …' if end < len(text.rstrip()) else ''}"


def _edges(text: str, place: int) -> tuple[int, int]:
    """Where the passage begins and ends: between words, or after LENGTH characters where there are no gaps."""
    start = max(place - _LEAD, 0)
    if start:
        gap = text.find(" ", start, place)
        start = gap + 1 if gap >= 0 else start
    end = min(start + LENGTH, len(text))
    if end < len(text):
        gap = text.rfind(" ", start + LENGTH // 2, end)
        end = gap if gap > 0 else end
    return start, end
