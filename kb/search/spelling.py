"""Misspelt words: what stands in no document that somebody may read is taken for the nearest words of titles, headings, summaries and symptoms."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import Count, Max

from kb.models import SearchWord
from kb.search.query import Query

LEAST, MOST = 4, 40  # letters of a word that can be corrected
TWO_FROM, SURE_FROM = 6, 8  # letters of a word that may have two slips; of one whose first letter may be one of them
LEAST_SHARED, ALIKE = 4, 3  # letters at the beginning that make a word like another; how many of those are named
READINGS = 2  # of a word whose nearest words are equally near

_lock = threading.Lock()
_known: tuple[tuple[int, int], list[str], list[tuple[int, int]]] = ((0, 0), [], [])


def can_be_misspelt(query: Query) -> list[str]:
    """The words typed that may be corrected: words of letters only, long enough, not in quotes, and with no synonym."""
    explained = {word for typed, meanings in query.synonyms for word in (*typed.split(), *meanings)}
    return [term for term in query.terms if LEAST <= len(term) <= MOST and term.isalpha() and term not in explained]


def readings(unknown: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these words the known ones it may be meant as, the first few of the nearest."""
    return {word: nearest(word, *_vocabulary()) for word in unknown}


def corrected(query: Query, readings: Mapping[str, Sequence[str]]) -> Query:
    """The query with these words in the place of misspelt ones; the same where there are none."""
    readings = {word: found for word, found in readings.items() if found}
    if not readings:
        return query
    terms = [new for term in query.terms for new in readings.get(term, (term,))]
    first = {word: found[0] for word, found in readings.items()}
    neighbours = (" ".join(first.get(word, word) for word in pair.split()) for pair in query.neighbours)
    return replace(
        query,
        terms=tuple(dict.fromkeys(terms)),
        neighbours=tuple(dict.fromkeys(neighbours)),
        corrections=tuple(first.items()),
    )


def nearest(word: str, words: Sequence[str], marks: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """The known words a misspelt one is nearest to: at most one slip away, two where it is long. Equally near ones: the first few.

    A word is never near to itself: it is known from a text that was withdrawn.
    Of two slips none may be in the first letter unless the word is long: hardly anybody gets that wrong, and "recipe" is not "decide".
    """
    length, letters = _mark(word)
    most = 1 if length < TWO_FROM else 2
    found: list[tuple[int, bool, int, str]] = []
    for place, (other_length, other_letters) in enumerate(marks):
        # A slip changes at most two letters of the set; most words are told apart by this alone.
        if abs(other_length - length) <= most and (other_letters ^ letters).bit_count() <= 2 * most:
            slips = _slips(word, words[place], most)
            other = words[place]
            if 0 < slips <= (most if other[0] == word[0] or length >= SURE_FROM else 1):
                found.append((slips, other[0] != word[0], abs(other_length - length), other))
    found.sort()
    return tuple(other for *how, other in found if how[:2] == list(found[0][:2]))[:READINGS]


def alike(word: str) -> tuple[str, ...]:
    """Known words that begin as this one does, those that share most with it first; for when nothing was found."""
    known, _ = _vocabulary()
    for length in range(len(word), LEAST_SHARED - 1, -1):
        first = bisect_left(known, word[:length])
        last = bisect_left(known, word[:length] + "\U0010ffff")
        found = [other for other in known[first:last] if other != word]
        if found:
            return tuple(sorted(found, key=lambda other: (abs(len(other) - len(word)), other))[:ALIKE])
    return ()


def _mark(word: str) -> tuple[int, int]:
    """The length of a word and the set of its letters, as bits."""
    letters = 0
    for char in word:
        letters |= 1 << (ord(char) & 63)
    return len(word), letters


def _slips(left: str, right: str, most: int) -> int:
    """How many slips lie between two words: a letter too many, too few, another one, or two that changed places."""
    before, row = [], list(range(len(right) + 1))
    for i, char in enumerate(left, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other))
            if i > 1 and j > 1 and char == right[j - 2] and left[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _vocabulary() -> tuple[list[str], list[tuple[int, int]]]:
    """The known words and their marks, read again only when there are new ones."""
    global _known
    seen = SearchWord.objects.aggregate(count=Count("pk"), last=Max("pk"))
    state = (seen["count"], seen["last"] or 0)
    if _known[0] != state:
        with _lock:
            words = sorted(SearchWord.objects.values_list("word", flat=True))
            _known = (state, words, [_mark(word) for word in words])
    return _known[1], _known[2]
