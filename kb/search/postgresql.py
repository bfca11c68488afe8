"""The index on PostgreSQL: a tsvector beside each row of `kb_searchentry`, with a GIN index.

The vector is written by `write` right after its row, in the same transaction, from words that Python has cut and folded:
PostgreSQL's own parser takes `famv4.sys` for a host and keeps accents, and texts and queries must be cut alike.
The configuration `verger` stems as `english` does but drops no stop words; which are dropped is said in `words.py`.
`create` is what migration 0003 makes, for mending.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DataError, InternalError, NotSupportedError, ProgrammingError

from kb.search.query import Query
from kb.search.ranking import DECLARED, MENTIONED, Scores, code_tokens
from kb.search.words import words

ENTRIES = "kb_searchentry"
VECTOR = "vector"
LABELS = {"A": ("title", "codes"), "B": ("keywords", "symptoms"), "C": ("headings", "summary"), "D": ("body",)}

# With fewer documents than that, others that hold any of the words are looked at too.
FEW = 50

# What a missing or damaged index shows as; a time-out or a lost connection does not mean that.
BROKEN = (ProgrammingError, InternalError, DataError, NotSupportedError)

# What a word counts under D, C, B and A. bm25 levels off, ts_rank hardly does: the steps are smaller than in WEIGHTS.
_RANK = "'{0.2, 0.45, 0.6, 1.0}'"
_TOKENS = "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart"


def create(connection: BaseDatabaseWrapper) -> None:
    """Makes the configuration, the column and the index, and reads all entries in."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("CREATE TEXT SEARCH DICTIONARY verger_stem (TEMPLATE = snowball, LANGUAGE = english)")
        cursor.execute("CREATE TEXT SEARCH CONFIGURATION verger (COPY = pg_catalog.simple)")
        cursor.execute(f"ALTER TEXT SEARCH CONFIGURATION verger ALTER MAPPING FOR {_TOKENS} WITH verger_stem")
        cursor.execute(f"ALTER TABLE {ENTRIES} ADD COLUMN {VECTOR} tsvector")
        cursor.execute(f"CREATE INDEX {ENTRIES}_{VECTOR} ON {ENTRIES} USING gin ({VECTOR})")
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


def match(connection: BaseDatabaseWrapper, query: Query, *, limit: int) -> Scores:
    """The documents that match, each with its score; at most about `limit` are ranked at once, however many match."""
    parts = _parts(query)
    ranked = [*parts, *map(_row, query.neighbours)]
    anything = _joined(parts, " | ")
    ranks: dict[int, tuple[float, ...]] = {}
    if _count(connection, _bounded(query, anything), limit) >= limit:
        for choice in _choices(connection, query, limit):
            ranks |= _ranks(connection, _bounded(query, choice), ranked, limit)
    if len(ranks) < FEW:
        ranks = _ranks(connection, _bounded(query, anything), ranked, limit) | ranks
    scores = _weighed(ranks, _total(connection))
    for code in query.codes:
        for label, bonus in (("", MENTIONED), (":A", DECLARED - MENTIONED)):
            expression = _bounded(query, _row(code_tokens(code)[0], label))
            for pk in _ranks(connection, expression, [], limit):
                scores[pk] = scores.get(pk, 0.0) + bonus
    return scores


def stands(connection: BaseDatabaseWrapper, texts: Sequence[str], *, limit: int) -> list[set[int]]:
    """For each text (words in a row) the documents it stands in, at most `limit`."""
    found: list[set[int]] = [set() for _ in texts]
    inside = f"SELECT document_id FROM {ENTRIES} WHERE {VECTOR} @@ to_tsquery('verger', %s) LIMIT %s"
    each = f"SELECT %s, document_id FROM ({inside}) found"
    values = [value for place, text in enumerate(texts) for value in (place, _row(text), limit)]
    with connection.cursor() as cursor:
        if texts:
            cursor.execute(" UNION ALL ".join([each] * len(texts)), values)
            for place, pk in cursor.fetchall():
                found[place].add(pk)
    return found


def _parts(query: Query, label: str = "") -> list[str]:
    """What may each match: terms, codes and phrases; with a label, only under it."""
    texts = [(term,) for term in query.terms] + [code_tokens(code) for code in query.codes]
    return [_any(either, label) for either in [*texts, *((phrase,) for phrase in query.phrases)]]


def _choices(connection: BaseDatabaseWrapper, query: Query, limit: int) -> list[str]:
    """Of more matches than can be ranked, which to rank: those with all the words, with rare words, or with any in the title."""
    counts = sorted((_count(connection, part, limit), part) for part in _parts(query))
    rare, total = [], 0
    for count, part in counts:
        total += count
        if total <= limit:
            rare.append(part)
    rest = rare or _parts(query, ":AB")
    return [_joined(_parts(query), " & "), _joined(rest, " | ")]


def _count(connection: BaseDatabaseWrapper, expression: str, limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {ENTRIES} WHERE {VECTOR} @@ to_tsquery('verger', %s) LIMIT %s) found",
            [expression, limit],
        )
        return cursor.fetchone()[0]


def _ranks(
    connection: BaseDatabaseWrapper, expression: str, parts: list[str], limit: int
) -> dict[int, tuple[float, ...]]:
    """The documents that match the expression, each with its rank for every part by itself; 0 where that does not match."""
    query = "to_tsquery('verger', %s)"
    each = f", CASE WHEN {VECTOR} @@ {query} THEN ts_rank({_RANK}, {VECTOR}, {query}) ELSE 0 END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH found AS MATERIALIZED (SELECT document_id, {VECTOR} FROM {ENTRIES} WHERE {VECTOR} @@ {query} LIMIT %s) "
            f"SELECT document_id{each * len(parts)} FROM found",
            [expression, limit, *(part for part in parts for _ in range(2))],
        )
        return {pk: tuple(ranks) for pk, *ranks in cursor.fetchall()}


def _total(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {ENTRIES}")
        return cursor.fetchone()[0]


def _weighed(ranks: dict[int, tuple[float, ...]], total: int) -> Scores:
    """Each part's rank times its rarity (bm25's inverse document frequency), which ts_rank does not know.

    Whatever holds a part is among the matches, so that counting there is counting everywhere, up to the limit.
    """
    counts = [sum(rank > 0 for rank in column) for column in zip(*ranks.values(), strict=True)]
    rarities = [log(1 + (max(total - count, 0) + 0.5) / (count + 0.5)) for count in counts]
    return {pk: sum(rarity * rank for rarity, rank in zip(rarities, row, strict=True)) for pk, row in ranks.items()}


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
