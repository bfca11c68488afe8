"""What a query is about: words from the index, lines that were quoted, and meaning, put together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection

from kb import codes
from kb.search import meaning, piecewise, plain, relevance, spelling, vectors
from kb.search.engines import DAMAGED, MAX_RANKED, engine, guarded
from kb.search.learning import why_not_by_meaning
from kb.search.query import Query
from kb.search.ranking import WEIGHTS, Scores, best_first, by_words, code_tokens, coverage, with_meaning
from kb.search.rows import MOST_FOUND, is_readable, readable, texts_of
from kb.search.words import APART, as_row

READ, NEARLY = 10, 0.5  # of the best documents by words, so many are read if they count so much of the very best:
# for lines that were quoted (all error texts of tests/bench/search stand in those), and for enough of the words

logger = logging.getLogger(__name__)


def spelt(query: Query, user) -> Query:
    """The query with its misspelt words corrected: those that stand in no document that this user may read.

    Of its synonyms it says which stand for words that no such document holds.
    """
    explained = [said for said, _ in query.synonyms]
    nowhere = stand_nowhere([*spelling.can_be_misspelt(query), *explained], user)
    readings = spelling.readings([word for word in nowhere if word not in explained])
    # Known words stay known when the text that held them is withdrawn.
    gone = set(stand_nowhere([one for found in readings.values() for one in found], user))
    query = replace(query, strange=tuple(said for said in explained if said in nowhere and " " not in said))
    return spelling.corrected(
        query, {word: [one for one in found if one not in gone] for word, found in readings.items()}
    )


def stand_nowhere(words: list[str], user) -> list[str]:
    """Those of these words that no document holds which this user may read; none where the index cannot say.

    A word that is left uncorrected would say that it stands somewhere.
    """
    if not words:
        return []
    try:
        with guarded():
            stands = engine().stands(connection, words, limit=1, only=is_readable(user))
    except EmptyResultSet:  # nothing at all may be read, and nothing is said of it
        return []
    except (*engine().BROKEN, DatabaseError):  # `match` says so, if it is the index
        return []
    return [word for word, found in zip(words, stands, strict=True) if not found]


def match(query: Query) -> tuple[Scores, Scores]:
    """What is about the query, and where that is nothing what holds some of its words.

    Asks the index, and the texts themselves if it is missing or damaged; then adds what meaning says.
    """
    if not query:
        return {}, {}
    most = min(MAX_RANKED, MOST_FOUND) if query.says_little else MAX_RANKED  # nearly all match, and none says why
    near = _near(query, query.meanings)
    # A synonym brings anything nearer; whether anything is about it is asked of what was typed.
    as_typed = near if len(query.meanings) == 1 else _near(query, query.meanings[:1])
    nearest = max(as_typed.found.values(), default=0.0) if as_typed else None
    quoted, stands = {}, []
    try:
        with guarded():
            scores = engine().match(connection, query, limit=most, alone=near is None)
            quoted, stands = _told_by_words(query, scores, nearest)
    except engine().BROKEN:
        logger.exception(DAMAGED)
        scores = plain.match(connection, query, limit=MAX_RANKED)
    scores = by_words(scores, quoted)
    if near:
        scores = with_meaning(scores, near.found, near.others, words_typed=query.words_typed, is_strict=query.is_strict)
    if not stands:
        return scores, {}
    return relevance.holding_enough(scores, stands, most=MAX_RANKED, by_meaning=near is not None), scores


def piece_by_piece(query: Query, pks: Sequence[int]) -> dict[int, float]:
    """How near these documents are to the pieces of what was typed; nothing where there is no order to find, or where something must or must not be there.

    Of a strange word that a synonym explains, it is what was typed that is compared: the pieces of a word tell something also where no document has it.
    """
    if len(pks) < 2 or query.is_strict or not query.terms or why_not_by_meaning():
        return {}
    try:
        with guarded():
            return piecewise.near(meaning.typed(query.meanings[0]).pieces, vectors.of_pieces(pks))
    except Exception:  # as in `_near`
        logger.exception("The first hits could not be compared piece by piece; they stay in their order.")
        return {}


def _told_by_words(query: Query, scores: Scores, nearest: float | None) -> tuple[dict[int, float], list[set[int]]]:
    """The documents that were quoted; and where the words must tell whether anything is about the query, where each thing asked for stands."""
    must_tell = not query.is_strict and relevance.needs_words(nearest)
    runs = query.runs
    if not scores or not (runs or must_tell):
        return {}, []
    best = _texts_of_best(scores)
    quoted = coverage(best, runs)
    if quoted or not must_tell:
        return quoted, []
    is_enough = nearest is None and relevance.surely_enough(map(as_row, best.values()), query.concepts)
    return {}, [] if is_enough else _stand(query.concepts, scores)


def _texts_of_best(scores: Scores) -> dict[int, str]:
    """The best documents by words, each with all its texts in one."""
    least = NEARLY * max(scores.values())
    best = best_first([pk for pk, score in scores.items() if score >= least], scores)[:READ]
    return {pk: APART.join(texts) for pk, *texts in texts_of(best, *WEIGHTS)}


def _stand(concepts: Sequence[tuple[str, ...]], scores: Scores) -> list[set[int]]:
    """For each concept those of the ranked documents in which it stands, in any of its ways."""
    ways = list(dict.fromkeys(way for concept in concepts for way in concept))
    # The plus keeps SQLite from looking for every word in every one of them by itself.
    ranked = f"+{engine().KEY} IN ({engine().LISTED})", (engine().as_list(scores),)
    found = dict(zip(ways, engine().stands(connection, ways, limit=len(scores), only=ranked), strict=True))
    return [set().union(*(found[way] for way in concept)) for concept in concepts]


def _near(query: Query, meanings: Sequence[str]) -> vectors.Near | None:
    """What lies near the middle of these meanings; nothing where that is switched off or fails, and for codes alone, which mean nothing."""
    if not query.terms or why_not_by_meaning():
        return None
    try:
        with guarded():
            return vectors.near(meaning.between(meanings))
    except Exception:  # whatever a model or a package raises, words are still found
        logger.exception("Search by meaning failed; words alone were searched for.")
        return None


def unknown_codes(query: Query, user) -> tuple[codes.Code, ...]:
    """The codes typed that no document holds which this user may read."""
    tokens = [code_tokens(code)[0] for code in query.codes]
    try:
        with guarded():
            stands = engine().stands(connection, tokens, limit=MAX_RANKED) if tokens else []
    except engine().BROKEN:  # `match` says so, and looks for them in the texts
        return ()
    return tuple(
        code for code, found in zip(query.codes, stands, strict=True) if not readable(user, sorted(found)).exists()
    )
