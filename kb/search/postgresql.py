"""The index on PostgreSQL: a tsvector beside each row of `kb_searchentry`, with a GIN index.

The vector is written by `write` right after its row, in the same transaction, from words that Python has cut and folded:
PostgreSQL's own parser takes `famv4.sys` for a host and keeps accents, and texts and queries must be cut alike.
The configuration `verger` stems as `english` does but drops no stop words; which are dropped is said in `words.py`.
`create` is what migration 0003 makes, for mending.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from operator import mul

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DataError, InternalError, NotSupportedError, ProgrammingError

from kb.search.choosing import FEW, Standing, choose
from kb.search.query import Query
from kb.search.ranking import (
    DECLARED,
    FRONT,
    IN_FRONT,
    MENTIONED,
    NEIGHBOURS,
    SYNONYM,
    SYNONYM_BESIDE_MEANING,
    Scores,
    code_tokens,
)
from kb.search.words import words

ENTRIES = "kb_searchentry"
KEY = f"{ENTRIES}.document_id"
VECTOR = "vector"
LABELS = {"A": ("title", "codes"), "B": ("keywords", "symptoms", "summary"), "C": ("headings",), "D": ("body",)}
FRONT_LABELS = "".join(label for label, names in LABELS.items() if set(names) <= set(IN_FRONT))

# Any number of primary keys, from one value.
LISTED = "SELECT unnest(%s::bigint[])"

# What a missing or damaged index shows as; a time-out or a lost connection does not mean that.
BROKEN = (ProgrammingError, InternalError, DataError, NotSupportedError)

# What a word counts under D, C, B and A. bm25 levels off and ts_rank hardly does, so the steps are smaller than in WEIGHTS:
# with the rarity of each word, these come nearest to bm25 (tests/bench/search measures both).
_RANK = "'{0.5, 0.7, 0.85, 1.0}'"
_FRONT_RANK = "'{0.0, 0.0, 0.8, 1.0}'"
LENGTH = 0.1  # how much the length of a text counts, from 0 to 1
_TOKENS = "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart"


def create(connection: BaseDatabaseWrapper) -> None:
    """Makes the configuration, the column and the index, and reads all entries in."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("CREATE TEXT SEARCH DICTIONARY verger_stem (TEMPLATE = snowball, LANGUAGE = english)")
        cursor.execute("CREATE TEXT SEARCH CONFIGURATION verger (COPY = pg_catalog.simple)")
        cursor.execute(f"ALTER TEXT SEARCH CONFIGURATION verger ALTER MAPPING FOR {_TOKENS} WITH verger_stem")
        cursor.execute(f"ALTER TABLE {ENTRIES} ADD COLUMN {VECTOR} tsvector")
        # Written at once, not to a list first, which each search would read from end to end until the server empties it.
        cursor.execute(f"CREATE INDEX {ENTRIES}_{VECTOR} ON {ENTRIES} USING gin ({VECTOR}) WITH (fastupdate = off)")
        cursor.execute(f"SELECT document_id FROM {ENTRIES}")
        for (pk,) in cursor.fetchall():
            write(connection, pk)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Takes the index away, whole or in part; entries stay."""
    connection.check_constraints()  # no table is altered while rows of this transaction wait to be checked
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {ENTRIES} DROP COLUMN IF EXISTS {VECTOR}")
        cursor.execute("DROP TEXT SEARCH CONFIGURATION IF EXISTS verger")
        cursor.execute("DROP TEXT SEARCH DICTIONARY IF EXISTS verger_stem")


def probe(connection: BaseDatabaseWrapper) -> None:
    """Nothing to do: a failing write is undone to its savepoint."""


def write(connection: BaseDatabaseWrapper, pk: int) -> None:
    """Brings the vector of an entry up to its texts."""
    columns = [name for names in LABELS.values() for name in names]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {ENTRIES} WHERE document_id = %s", [pk])
        texts = dict(zip(columns, cursor.fetchone(), strict=True))
        parts = [" ".join(word for name in names for word in words(texts[name])) for names in LABELS.values()]
        vector = " || ".join(f"setweight(to_tsvector('verger', %s), '{label}')" for label in LABELS)
        cursor.execute(f"UPDATE {ENTRIES} SET {VECTOR} = {vector} WHERE document_id = %s", [*parts, pk])


def match(connection: BaseDatabaseWrapper, query: Query, *, limit: int, alone: bool = True) -> Scores:
    """The documents that match, each with its score; at most about `limit` are ranked at once, however many match.

    Where words are `alone`, without meaning beside them, what a document says in front counts once more, and synonyms more.
    """
    synonym = SYNONYM if alone else SYNONYM_BESIDE_MEANING
    parts = _parts(query)
    ranked = [*parts, *map(_row, query.neighbours)]
    in_front = [part for part in parts if part in map(_row, query.typed)] if alone else []
    last, total = _size(connection, limit)
    standings = _standings(connection, parts, limit, total) if last > limit else []
    ranks = _ranked(connection, query, parts, ranked, standings, limit, in_front=in_front)
    rarities = _rarities(
        ranks, [standing.count if standing.count < limit else max(standing) for standing in standings], total
    )
    counting = [1.0 if term in query.typed else synonym for term in query.terms]
    counting += [1.0] * (len(parts) - len(query.terms)) + [NEIGHBOURS] * len(query.neighbours) + [FRONT] * len(in_front)
    weights = [share * rarity for share, rarity in zip(counting, rarities, strict=bool(ranks))]
    scores = _by_length({pk: (length, sum(map(mul, weights, row))) for pk, (length, *row) in ranks.items()})
    _add_codes(connection, query, limit, scores)
    return scores


def stands(
    connection: BaseDatabaseWrapper, texts: Sequence[str], *, limit: int, only: tuple[str, tuple] = ("", ())
) -> list[set[int]]:
    """For each text (words in a row) the documents it stands in, at most `limit`; only those that meet a condition on `KEY`."""
    found: list[set[int]] = [set() for _ in texts]
    condition, given = only
    among = f" AND {condition}" if condition else ""
    inside = f"SELECT document_id FROM {ENTRIES} WHERE {VECTOR} @@ to_tsquery('verger', %s){among} LIMIT %s"
    each = f"SELECT %s, document_id FROM ({inside}) found"
    values = [value for place, text in enumerate(texts) for value in (place, _row(text), *given, limit)]
    with connection.cursor() as cursor:
        if texts:
            cursor.execute(" UNION ALL ".join([each] * len(texts)), values)
            for place, pk in cursor.fetchall():
                found[place].add(pk)
    return found


def as_list(pks: Iterable[int]) -> list[int]:
    """Any number of primary keys as the one value of `LISTED`."""
    return list(pks)


def _ranked(
    connection: BaseDatabaseWrapper,
    query: Query,
    parts: Sequence[str],
    ranked: list[str],
    standings: Sequence[Standing],
    limit: int,
    *,
    in_front: Sequence[str],
) -> dict[int, tuple[float, ...]]:
    """The ranks of what matches; where that is more than can be ranked, of those that were chosen."""
    ranks: dict[int, tuple[float, ...]] = {}
    if sum(standing.count for standing in standings) >= limit:
        fronts = _parts(query, f":{FRONT_LABELS}")
        for choice in choose(
            standings, limit, lambda places: _how_many(connection, [parts[one] for one in places], limit)
        ):
            for some in (fronts, parts) if choice.is_cut else (parts,):
                chosen = _joined((some[place] for place in choice.places), " & " if choice.is_together else " | ")
                ranks = _ranks(connection, _bounded(query, chosen), ranked, limit, in_front=in_front) | ranks
    if len(ranks) < FEW:
        anything = _bounded(query, _joined(parts, " | "))
        ranks = _ranks(connection, anything, ranked, limit, in_front=in_front) | ranks
    return ranks


def _add_codes(connection: BaseDatabaseWrapper, query: Query, limit: int, scores: Scores) -> None:
    """Lets documents that declare or mention a code that was typed outrank all others."""
    for code in query.codes:
        for label, bonus in (("", MENTIONED), (":A", DECLARED - MENTIONED)):
            expression = _bounded(query, _row(code_tokens(code)[0], label))
            for pk in _ranks(connection, expression, [], limit):
                scores[pk] = scores.get(pk, 0.0) + bonus


def _parts(query: Query, label: str = "") -> list[str]:
    """What may each match: terms, codes and phrases; with a label, only under it."""
    texts = [(term,) for term in query.terms] + [code_tokens(code) for code in query.codes]
    return [_any(either, label) for either in [*texts, *((phrase,) for phrase in query.phrases)]]


def _size(connection: BaseDatabaseWrapper, limit: int) -> tuple[int, int]:
    """The highest number of a document, and how many there are; of more than the limit about how many, since counting takes long."""
    about = f"SELECT reltuples::bigint FROM pg_class WHERE oid = '{ENTRIES}'::regclass"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT last, CASE WHEN last > %s AND about > 0 THEN about ELSE (SELECT count(*) FROM {ENTRIES}) END "
            f"FROM (SELECT coalesce(max(document_id), 0) AS last, ({about}) AS about FROM {ENTRIES}) size",
            [limit],
        )
        return cursor.fetchone()


def _standings(connection: BaseDatabaseWrapper, parts: Sequence[str], limit: int, total: int = 0) -> list[Standing]:
    """Of each of the parts, in how many documents it stands.

    What stands in very many is not counted, which takes longest: the server's planner knows about how many, from its statistics.
    Of a word that is not in them it takes half a hundredth of the `total`, so that what is near that is counted all the same.
    """
    one = f"SELECT 1 FROM {ENTRIES} WHERE {VECTOR} @@ to_tsquery('verger', %s)"
    counted = f"(SELECT count(*) FROM ({one} LIMIT {limit:d}) found)"
    with connection.cursor() as cursor:
        about = {}
        for part in parts:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {one}", [part])
            about[part] = int(cursor.fetchone()[0][0]["Plan"]["Plan Rows"])
        others = [part for part in about if about[part] < max(limit, total // 100)]
        exact: dict[str, int] = {}
        if others:
            cursor.execute(f"SELECT {', '.join([counted] * len(others))}", others)
            exact = dict(zip(others, cursor.fetchone(), strict=True))
    return [Standing(exact.get(part, limit), about[part]) for part in parts]


def _how_many(connection: BaseDatabaseWrapper, parts: Iterable[str], limit: int) -> int:
    """In how many documents these parts stand together, up to the limit."""
    return _standings(connection, [_joined(parts, " & ")], limit)[0].count


def _ranks(
    connection: BaseDatabaseWrapper, expression: str, parts: list[str], limit: int, *, in_front: Sequence[str] = ()
) -> dict[int, tuple[float, ...]]:
    """The documents that match the expression, each with the number of its words and its rank for every part by itself.

    The ranks of the parts in front follow those of all parts. `ts_filter` unpacks a vector once for all parts, and `front` is
    short. Of words in a row ts_rank knows no more than that all are there.
    """
    query = "to_tsquery('verger', %s)"
    each, values = "", []
    for vector, weights, ranked in ((VECTOR, _RANK, parts), ("front", _FRONT_RANK, in_front)):
        rank = f"ts_rank({weights}, {vector}, {query})"
        for part in ranked:
            each += f", CASE WHEN {vector} @@ {query} THEN {rank} ELSE 0 END" if "<->" in part else f", {rank}"
            values += [part, part] if "<->" in part else [part]
    front = f"ts_filter({VECTOR}, '{{{','.join(FRONT_LABELS.lower())}}}')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED (SELECT document_id, ts_filter({VECTOR}, '{{a,b,c,d}}') AS {VECTOR}, {front} AS front "
            f"FROM {ENTRIES} WHERE {VECTOR} @@ {query} LIMIT %s) SELECT document_id, length({VECTOR}){each} FROM found",
            [expression, limit, *values],
        )
        return {pk: tuple(ranks) for pk, *ranks in cursor.fetchall()}


def _rarities(ranks: dict[int, tuple[float, ...]], counts: list[int], total: int) -> list[float]:
    """How rare each part is (bm25's inverse document frequency), which ts_rank does not know.

    `counts` says how many documents hold each of the first parts. Where nothing was counted because all matches are ranked,
    and of the others, the share of the ranked ones that hold it is taken for the share of all.
    """
    _, *columns = zip(*ranks.values(), strict=True) if ranks else ((),)
    among = [sum(rank > 0 for rank in column) for column in columns]
    holding = [*counts, *among[len(counts) :]]
    return [log(1 + (max(total - count, 0) + 0.5) / (count + 0.5)) for count in holding]


def _by_length(scores: dict[int, tuple[float, float]]) -> Scores:
    """The scores with a little taken off where a text is longer than the others, which has more of any word."""
    usual = sum(length for length, _ in scores.values()) / (len(scores) or 1) or 1.0
    return {pk: score / (1 - LENGTH + LENGTH * length / usual) for pk, (length, score) in scores.items()}


def _bounded(query: Query, expression: str) -> str:
    """The expression within what must and must not be there."""
    required = [f"({expression})", *map(_row, query.phrases)]
    return " & ".join([*required, *(f"!({_row(text)})" for text in query.minus)])


def _joined(parts: Iterable[str], glue: str) -> str:
    return glue.join(f"({part})" for part in parts)


def _any(texts: Iterable[str], label: str = "") -> str:
    return " | ".join(_row(text, label) for text in texts)


def _row(text: str, label: str = "") -> str:
    """Words in a row in the language of to_tsquery; they are letters and digits only, and stand in quotes besides."""
    return " <-> ".join(f"'{word}'{label}" for word in text.split())
