"""The passage of a text that shows best why it was found, with the words marked. (pure)

Cut here and not by the engines: the same on both and without an index, codes are marked in whatever spelling the text
has, and nothing is in the result that was not escaped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from html import escape

from kb import codes
from kb.search.query import Query
from kb.search.ranking import code_tokens
from kb.search.words import fold

LENGTH = 200
MAX_READ = 50_000  # characters of each text that are looked through
_LEAD = 50  # how much of the text stands before the first mark
_ENDINGS = "(?:s|es|ed|d|er|ers|ing|ings|e|y|ies|ied|ly|ion|ions|ation|ations)?"
_STEM = re.compile(r"(?:ations?|ions?|ings?|ies|ied|ers?|ed|es|ly|[sey])$")

_LINE_END = re.compile(r"(?<=[\w)>])[ \t]*\n\s*")  # of an item in a list; a sentence has its full stop
_LINE_WITH_FIGURE = re.compile(r"^[^\n\d]*\d[^\n]*", re.MULTILINE)

Span = tuple[int, int, str]  # from, to, what it is a place of


def snippet(texts: Sequence[str], query: Query) -> str:
    """Safe HTML: the best passage of the best of these texts with `<mark>` around what was searched for.

    The first text is shown from its beginning when none of them holds any of it.
    """
    best: tuple[int, int, str, list[Span]] = (0, 0, texts[0] if texts else "", [])
    pattern = _pattern(query)
    for text in (text[:MAX_READ] for text in texts):
        spans = _places(text, query, pattern)
        kinds, start = _best_passage(spans)
        if kinds > best[0]:
            best = (kinds, start, text, spans)
        if kinds >= len(query.terms) + len(query.phrases) + len(query.codes):
            break
    _, start, text, spans = best
    return _cut(text, start, spans)


def _places(text: str, query: Query, pattern: re.Pattern[str]) -> list[Span]:
    """Where the text holds what was searched for, in order, without overlaps."""
    folded = fold(text)
    spans = [(match.start(), match.end(), match.lastgroup or "") for match in pattern.finditer(folded)]
    if query.codes:
        coded = _codes_in(text, query)
        taken = [start for start, _, _ in coded]
        spans = coded + [span for span in spans if not _overlaps(span, coded, taken)]
    return sorted(spans)


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


def _pattern(query: Query) -> re.Pattern[str]:
    """One pattern for all texts searched for; each has a group of its own, so that different ones can be told apart."""
    bare = (token for code in query.codes for token in code_tokens(code)[1:])  # 451, in a table of HTTP answers
    texts = sorted({*query.phrases, *query.terms, *bare}, key=lambda text: (-len(text), text))
    ways = (rf"(?P<t{number}>{_loosely(text)})" for number, text in enumerate(texts))
    return re.compile(rf"\b(?:{'|'.join(ways)})\b") if texts else re.compile(r"(?!)")


def _loosely(text: str) -> str:
    """Words in a row, with anything but letters between them, and with the endings that stemming takes off."""
    return r"[\W_]{1,3}".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    if not word.isalpha() or len(word) < 4:
        return re.escape(word) + ("s?" if word.isalpha() else "")
    stem = _STEM.sub("", word)
    stem = stem if len(stem) > 2 else word
    if len(stem) > 3 and stem[-1] == stem[-2]:
        stem = stem[:-1]  # stopping, stop
    return f"{re.escape(stem)}{re.escape(stem[-1])}?{_ENDINGS}"


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
    parts, at = [], start
    for left, right, _ in spans:
        if left >= at and right <= end:
            parts += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
            at = right
    parts.append(escape(text[at:end]))
    inside = " ".join(_LINE_END.sub(" · ", "".join(parts).strip()).split())
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
