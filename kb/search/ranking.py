"""What counts how much, the same for every engine. (pure)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from kb import codes
from kb.search.words import words

Scores = dict[int, float]

# How much a word counts by where it stands; the columns of SearchEntry, in the order of the index.
WEIGHTS = {"title": 10.0, "codes": 12.0, "keywords": 5.0, "symptoms": 6.0, "headings": 3.0, "summary": 4.0, "body": 1.0}

# A code that was typed outranks all words: first the documents that declare it, then those that mention it.
DECLARED = 2000.0
MENTIONED = 1000.0

# How the ways of finding are put together (tests/bench/search measures it). The best match of words counts 1.
MEANING = 3.0  # what a meaning that is the same counts; one of .4 is near
LEAST_NEAR = 0.35  # what is less near is not found for its meaning alone
MOST_NEAR = 50  # documents found for their meaning alone
QUOTED = 1 / 3  # the share of what was typed that must stand in a text in a row, to be what was quoted
EXACTLY = 10.0  # outranks any mixture of words and meaning, and is outranked by a code


def by_words(scores: Scores, quoted: Mapping[int, float]) -> Scores:
    """An engine's scores with the best match of words as 1; what was quoted goes before, and codes before that."""
    matched = {pk: divmod(score, MENTIONED) for pk, score in scores.items()}
    best = max((score for _, score in matched.values()), default=0.0) or 1.0
    return {
        pk: codes * MENTIONED + EXACTLY * quoted.get(pk, 0.0) + score / best for pk, (codes, score) in matched.items()
    }


def with_meaning(scores: Scores, near: Mapping[int, float], others: float, *, is_strict: bool) -> Scores:
    """The scores with what meaning adds; unless the query is strict, with the nearest documents that have none of the words."""
    fused = {pk: score + MEANING * near.get(pk, others) for pk, score in scores.items()}
    if not is_strict:
        nearest = sorted((pk for pk in near if near[pk] >= LEAST_NEAR), key=lambda pk: (-near[pk], pk))
        fused |= {pk: MEANING * near[pk] for pk in nearest[:MOST_NEAR] if pk not in scores}
    return fused


def weighted(score: float, weight: float) -> float:
    """What a match counts in a collection of this weight; the church's own have 1."""
    return score * weight if score > 0 else score


def coverage(stands: Sequence[set[int]], most: int) -> dict[int, float]:
    """For each document the share of the runs that stand in it, where that is enough; runs that stand in `most` say nothing."""
    telling = [found for found in stands if len(found) < most]
    counts = Counter(pk for found in telling for pk in found)
    return {pk: count / len(telling) for pk, count in counts.items() if count > 1 and count >= QUOTED * len(telling)}


def code_tokens(code: codes.Code | str) -> tuple[str, ...]:
    """The words under which every spelling of a code meets, each of letters and digits only.

    The first stands for this code and nothing else; the others, the `451` of HTTP 451, may mean other things too.
    """
    return tuple(dict.fromkeys("".join(words(token)) for token in codes.search_tokens(code)))
