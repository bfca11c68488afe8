"""What counts how much, the same for every engine. (pure)"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from itertools import repeat

from kb import codes
from kb.search.words import STOP_WORDS, as_row, fold, words

Scores = dict[int, float]

# How much a word counts by where it stands; the columns of SearchEntry, in the order of the index.
WEIGHTS = {"title": 10.0, "codes": 12.0, "keywords": 5.0, "symptoms": 6.0, "headings": 3.0, "summary": 4.0, "body": 1.0}

# Where a document says what it is about. bm25 levels off, so that a page that says a word five times counts nearly as much as
# one that is called by it: where there is no meaning, what stands here counts once more. Meaning compares it already.
IN_FRONT = ("title", "codes", "keywords", "symptoms", "summary")
FRONT = 0.4

# What a synonym counts beside a word that was typed; the less where meaning is compared in its words too.
SYNONYM = 0.5
SYNONYM_BESIDE_MEANING = 0.25

# What two words count that stand side by side as they were typed, beside what each of them counts by itself.
NEIGHBOURS = 0.5

# A code that was typed outranks all words: first the documents that declare it, then those that mention it.
DECLARED = 2000.0
MENTIONED = 1000.0

# How the ways of finding are put together (tests/bench/search measures it). The best match of words counts 1.
MEANING = 7.0  # what a meaning that is the same counts; one of .4 is near
A_WORD = 1.8  # of it for each word typed: a word or two tell the model little, and are often a name
LEAST_NEAR = 0.3  # what is less near is not found for its meaning alone
MOST_NEAR = 50  # documents found for their meaning alone
PIECEWISE = 5.0  # what the nearness of the pieces counts beside these, among the first few
QUOTED = 1 / 3  # the share of what was typed that must stand in a text in a row, to be what was quoted
EXACTLY = 42.0  # a third of it outranks any mixture of words, meaning and pieces, also spread out, and all of it is outranked by a code

# Pages whose titles are much alike, versions of one page for the most part, do not fill the first places.
SPREAD = 10  # of the first so many, which are compared piece by piece before
ALIKE = 0.4  # the share of words in common from which two titles are alike
TAKEN = 0.6  # what is taken off at most


def best_first(pks: Iterable[int], scores: Mapping[int, float]) -> list[int]:
    """These documents, the best first; of equal ones the lower number. A quarter of the time of sorting by both at once."""
    return sorted(sorted(pks), key=scores.__getitem__, reverse=True)


def by_words(scores: Scores, quoted: Mapping[int, float]) -> Scores:
    """An engine's scores with the best match of words as 1; what was quoted goes before, and codes before that."""
    best = max(scores.values(), default=0.0) or 1.0
    if best < MENTIONED:  # no code was typed, as nearly always
        one = {pk: score / best for pk, score in scores.items()}
    else:
        best = max(score % MENTIONED for score in scores.values()) or 1.0
        one = {pk: score // MENTIONED * MENTIONED + score % MENTIONED / best for pk, score in scores.items()}
    for pk, share in quoted.items():
        if pk in one:
            one[pk] += EXACTLY * share
    return one


def with_meaning(
    scores: Scores, near: Mapping[int, float], others: float, *, words_typed: int, is_strict: bool
) -> Scores:
    """The scores with what meaning adds, as far as so many words typed can tell; unless the query is strict, with the nearest documents that have none of the words."""
    counts = MEANING * how_telling(words_typed)
    nearness = map(near.get, scores, repeat(others))
    fused = {pk: score + counts * one for (pk, score), one in zip(scores.items(), nearness, strict=True)}
    if not is_strict:
        nearest = best_first([pk for pk, one in near.items() if one >= LEAST_NEAR], near)
        fused |= {pk: counts * near[pk] for pk in nearest[:MOST_NEAR] if pk not in scores}
    return fused


def how_telling(words_typed: int) -> float:
    """How much so many words tell the model: 0 to 1."""
    return min(A_WORD * max(words_typed, 1) / MEANING, 1.0)


def weighted(score: float, weight: float) -> float:
    """What a match counts in a collection of this weight; the church's own have 1."""
    return score * weight if score > 0 else score


def spread(scores: Sequence[float], titles: Sequence[str]) -> list[int]:
    """The places of the first few in a better order: who looks at three should see three different things.

    What is alike to one that stands before it comes later; nothing comes in or goes out.
    """
    said = list(map(_said, titles))
    left, order = list(range(len(scores))), []
    taken = [0.0] * len(scores)
    while left:
        best = max(left, key=lambda place: (scores[place] - taken[place], -place))
        left.remove(best)
        order.append(best)
        for place in left:
            taken[place] = max(taken[place], TAKEN * _alike(said[place], said[best]))
    return order


@lru_cache(maxsize=4096)
def _said(title: str) -> frozenset[str]:
    """The words of a title that say something."""
    return frozenset(words(title)) - STOP_WORDS


def _alike(one: Set[str], other: Set[str]) -> float:
    """How far two titles are alike beyond what is usual: 0 to 1."""
    both = len(one & other)
    shared = both / (len(one) + len(other) - both or 1)
    return max(shared - ALIKE, 0.0) / (1 - ALIKE)


def coverage(texts: Mapping[int, str], runs: Sequence[str]) -> dict[int, float]:
    """For each document, given by its text, the share of the runs of words that stand in it, where that is enough."""
    least = max(QUOTED * len(runs), 2)
    if len(runs) < least:
        return {}
    holding: dict[str, int] = defaultdict(int)  # of each word the runs that hold it, as bits
    for place, run in enumerate(runs):
        for word in set(run.split()):
            holding[word] += 1 << place
    telling = sorted(holding.items(), key=lambda one: -len(one[0]))
    counts = {}
    for pk, text in texts.items():
        if _may_hold(fold(text), telling, len(runs), least):  # few do; the others are not taken apart
            row = as_row(text)
            counts[pk] = sum(f" {run} " in row for run in runs)
    return {pk: count / len(runs) for pk, count in counts.items() if count >= least}


def _may_hold(folded: str, telling: Iterable[tuple[str, int]], runs: int, least: float) -> bool:
    """Whether so many of the runs may stand in a text: all their words are in it. `telling` says of each word which runs hold it."""
    left = (1 << runs) - 1
    for word, bits in telling:
        if word not in folded:
            left &= ~bits
            if left.bit_count() < least:
                return False
    return True


def code_tokens(code: codes.Code | str) -> tuple[str, ...]:
    """The words under which every spelling of a code meets, each of letters and digits only.

    The first stands for this code and nothing else; the others, the `451` of HTTP 451, may mean other things too.
    """
    return tuple(dict.fromkeys("".join(words(token)) for token in codes.search_tokens(code)))
