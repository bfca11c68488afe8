"""What a query is about: words from the index, lines that were quoted, and meaning, put together."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import DatabaseError, connection

from kb import codes
from kb.search import meaning, plain, relevance, spelling, vectors
from kb.search.engines import DAMAGED, MAX_RANKED, engine, guarded
from kb.search.learning import why_not_by_meaning
from kb.search.query import Query
from kb.search.ranking import Scores, by_words, code_tokens, coverage, with_meaning
from kb.search.rows import readable

MAX_QUOTED = 50  # a row of words that stands in as many documents does not say which was quoted

logger = logging.getLogger(__name__)


def spelt(query: Query) -> Query:
    """The query with its misspelt words corrected: those that stand in no document."""
    return spelling.corrected(query, stand_nowhere(spelling.can_be_misspelt(query)))


def stand_nowhere(words: list[str]) -> list[str]:
    """Those of these words that no document holds; none where the index cannot say."""
    try:
        with guarded():
            stands = engine().stands(connection, words, limit=1)
    except (*engine().BROKEN, DatabaseError):  # `match` says so, if it is the index
        return []
    return [word for word, found in zip(words, stands, strict=True) if not found]


def match(query: Query) -> tuple[Scores, Scores]:
    """What is about the query, and where that is nothing what holds some of its words.

    Asks the index, and the texts themselves if it is missing or damaged; then adds what meaning says.
    """
    if not query:
        return {}, {}
    stands: list[set[int]] = []
    near = _near(query, query.meanings)
    as_typed = (
        near if len(query.meanings) == 1 else _near(query, query.meanings[:1])
    )  # a synonym brings anything nearer
    nearest = max(as_typed.found.values(), default=0.0) if as_typed else None
    try:
        with guarded():
            scores = engine().match(connection, query, limit=MAX_RANKED, alone=near is None)
            quoted = coverage(engine().stands(connection, query.runs, limit=MAX_QUOTED), MAX_QUOTED)
            if scores and not query.is_strict and not quoted and relevance.needs_words(nearest):
                stands = _stand(query.concepts)
    except engine().BROKEN:
        logger.exception(DAMAGED)
        scores, quoted = plain.match(connection, query, limit=MAX_RANKED), {}
    scores = by_words(scores, quoted)
    if near:
        scores = with_meaning(scores, near.found, near.others, is_strict=query.is_strict)
    if not stands:
        return scores, {}
    return relevance.holding_enough(scores, stands, most=MAX_RANKED, by_meaning=near is not None), scores


def _stand(concepts: Sequence[tuple[str, ...]]) -> list[set[int]]:
    """For each concept the documents in which it stands, in any of its ways."""
    ways = list(dict.fromkeys(way for concept in concepts for way in concept))
    found = dict(zip(ways, engine().stands(connection, ways, limit=MAX_RANKED), strict=True))
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
