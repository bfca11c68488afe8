"""Which of the documents that hold some of the words are about what was typed, and which clearly are not. (pure)

A sentence shares a word with nearly every page. Were all of them counted as found, the number would say nothing, and there
would be no such answer as "nothing found". The figures are from tests/bench/search: none of its queries loses any of the first three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from kb.search.ranking import MEANING, MENTIONED, Scores

FIRST = 5  # so many are shown in any case, once anything is found
FLOOR = 0.5  # what counts less than this share of the best is left out
ABOUT = 0.3  # where nothing lies nearer in meaning, it is the words that must tell
MOST_OF, SOME_OF = 1 / 2, 1 / 3  # more than this share of the words, weighed, must stand in a document


def least(best: float, *, by_meaning: bool) -> float:
    """What a document must count to be worth showing beside the best one."""
    most = 1 + MEANING * by_meaning  # a quoted line counts more, and does not make the others worth less
    return FLOOR * min(best % MENTIONED, most)


def count_about(scores: Sequence[float], *, by_meaning: bool) -> int:
    """How many of these scores, the highest first, are worth showing. A document that holds a code that was typed always is."""
    floor = min(least(scores[0], by_meaning=by_meaning) if scores else 0.0, MENTIONED)
    worth = sum(1 for score in scores if score >= floor)
    return min(len(scores), max(worth, FIRST))


def needs_words(nearest: float | None) -> bool:
    """Whether meaning leaves it to the words to tell if anything is about what was typed; `None` where there is no meaning."""
    return nearest is None or nearest < ABOUT


def surely_enough(rows: Iterable[str], concepts: Sequence[tuple[str, ...]]) -> bool:
    """Whether one of these documents, given as its words in a row, holds enough of the words to go by words alone.

    Only words written in just the same way are seen, so that a no says nothing.
    """
    return any(
        sum(any(f" {way} " in row for way in ways) for ways in concepts) > SOME_OF * len(concepts) for row in rows
    )


def holding_enough(scores: Scores, stands: Sequence[set[int]], *, most: int, by_meaning: bool) -> Scores:
    """The documents that hold enough of the words; `stands` says for each word where it stands, in at most `most` documents.

    Enough is a share of their number, or of their weight: a word weighs more the fewer documents hold it, and most where none does.
    Without meaning it will do that one document holds as much: which others are worth showing is then a matter of their scores.
    """
    weights = [log(1 + most / (len(found) + 0.5)) for found in stands]
    count: Counter[int] = Counter()
    weight: Counter[int] = Counter()
    for found, own in zip(stands, weights, strict=True):
        for pk in found:
            count[pk] += 1
            weight[pk] += own
    share = MOST_OF if by_meaning else SOME_OF
    enough = {pk for pk in scores if count[pk] > share * len(stands) or weight[pk] > share * sum(weights)}
    return {pk: score for pk, score in scores.items() if pk in enough or (enough and not by_meaning)}
