"""Misspelt words: what stands in no document that somebody may read is taken for the nearest words of titles, headings, summaries and symptoms."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from kb.models import SearchWord
from kb.search.query import Query

LEAST, MOST = 4, 40  # letters of a word that can be corrected
TWO_FROM, SURE_FROM = 6, 8  # letters of a word that may have two slips; of one whose first letter may be one of them
LEAST_SHARED, ALIKE = 4, 3  # letters at the beginning that make a word like another; how many of those are named
READINGS = 2  # of a word whose nearest words are equally near


@dataclass(frozen=True)
class Vocabulary:
    """The known words in order; and by their length, each with its set of letters."""

    words: Sequence[str]
    by_length: Mapping[int, Sequence[tuple[int, str]]]

    @classmethod
    def of(cls, words: Iterable[str]) -> Vocabulary:
        by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
        ordered = sorted(words)
        for word in ordered:
            by_length[len(word)].append((_letters(word), word))
        return cls(ordered, dict(by_length))


_lock = threading.Lock()
_known: tuple[tuple[int, int], Vocabulary] = ((0, 0), Vocabulary((), {}))


def can_be_misspelt(query: Query) -> list[str]:
    """The words typed that may be corrected: words of letters only, long enough, not in quotes, and with no synonym."""
    explained = {word for typed, meanings in query.synonyms for word in (*typed.split(), *meanings)}
    return [term for term in query.terms if LEAST <= len(term) <= MOST and term.isalpha() and term not in explained]


def readings(unknown: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these words the known ones it may be meant as, the first few of the nearest."""
    return {word: nearest(word, _vocabulary()) for word in unknown}


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


def nearest(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The known words a misspelt one is nearest to: at most one slip away, two where it is long. Equally near ones: the first few.

    A word is never near to itself: it is known from a text that was withdrawn.
    Of two slips none may be in the first letter unless the word is long: hardly anybody gets that wrong, and "recipe" is not "decide".
    """
    length, letters = len(word), _letters(word)
    most = 1 if length < TWO_FROM else 2
    found: list[tuple[int, bool, int, str]] = []
    for longer in range(-most, most + 1):
        others = vocabulary.by_length.get(length + longer, ())
        # A slip changes at most two letters of the set; most words are told apart by this alone.
        for other in [other for theirs, other in others if (theirs ^ letters).bit_count() <= 2 * most]:
            begins_alike = other[0] == word[0]
            allowed = most if begins_alike or length >= SURE_FROM else 1
            if 0 < (slips := _slips(word, other, allowed)) <= allowed:
                found.append((slips, not begins_alike, abs(longer), other))
    found.sort()
    return tuple(other for *how, other in found if how[:2] == list(found[0][:2]))[:READINGS]


def alike(word: str) -> tuple[str, ...]:
    """Known words that begin as this one does, those that share most with it first; for when nothing was found."""
    known = _vocabulary().words
    for length in range(len(word), LEAST_SHARED - 1, -1):
        first = bisect_left(known, word[:length])
        last = bisect_left(known, word[:length] + "\U0010ffff")
        found = [other for other in known[first:last] if other != word]
        if found:
            return tuple(sorted(found, key=lambda other: (abs(len(other) - len(word)), other))[:ALIKE])
    return ()


def _letters(word: str) -> int:
    """The set of a word's letters, as bits."""
    letters = 0
    for char in word:
        letters |= 1 << (ord(char) & 63)
    return letters


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


def _vocabulary() -> Vocabulary:
    """The known words, read again only when there are new ones. Django takes longer to write the statement that looks than it takes to look."""
    global _known
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(max(id), 0) FROM kb_searchword")
        state = cursor.fetchone()
    if _known[0] != state:
        with _lock:
            _known = (state, Vocabulary.of(SearchWord.objects.values_list("word", flat=True)))
    return _known[1]
