"""The index on SQLite: an FTS5 table over `kb_searchentry`, which holds the texts; there is no second copy of them.

Triggers keep it in step. They run in the transaction that changes an entry, whoever changes it: a verb, a deletion that
cascades from its document, a shell. `create` is what migration 0003 makes, for mending.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL
from django.db.utils import DatabaseError

from kb.search.query import Query
from kb.search.ranking import (
    DECLARED,
    FRONT,
    IN_FRONT,
    MENTIONED,
    NEIGHBOURS,
    SYNONYM,
    SYNONYM_BESIDE_MEANING,
    WEIGHTS,
    Scores,
    code_tokens,
)

INDEX = "kb_searchindex"
ENTRIES = "kb_searchentry"
COLUMNS = tuple(WEIGHTS)
TRIGGERS = tuple(f"{INDEX}_{event}" for event in ("insert", "delete", "update"))

# A damaged index shows as any DatabaseError.
BROKEN = (DatabaseError,)

# With fewer documents than that, others that hold any of the words are looked at too.
FEW = 50

# FTS5 keeps its data in these tables and refuses to drop an index that lost one of them.
_SHADOWS = {
    "data": "(id INTEGER PRIMARY KEY, block BLOB)",
    "idx": "(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID",
    "docsize": "(id INTEGER PRIMARY KEY, sz BLOB)",
    "config": "(k PRIMARY KEY, v) WITHOUT ROWID",
}


def create(connection: BaseDatabaseWrapper) -> None:
    """Makes the index and its triggers, and reads all entries in."""
    columns = ", ".join(COLUMNS)
    new, old = (", ".join(f"{row}.{name}" for name in ("document_id", *COLUMNS)) for row in ("new", "old"))
    add = f"INSERT INTO {INDEX}(rowid, {columns}) VALUES ({new});"
    take = f"INSERT INTO {INDEX}({INDEX}, rowid, {columns}) VALUES ('delete', {old});"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE VIRTUAL TABLE {INDEX} USING fts5({columns}, content='{ENTRIES}', content_rowid='document_id', "
            "tokenize='porter unicode61 remove_diacritics 2')"
        )
        for name, event, body in zip(
            TRIGGERS, ("INSERT", "DELETE", "UPDATE"), (add, take, f"{take} {add}"), strict=True
        ):
            cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {ENTRIES} BEGIN {body} END")
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")


def drop(connection: BaseDatabaseWrapper) -> None:
    """Takes the index away, whole or damaged; entries stay, and can be written again."""
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [INDEX])
        if not cursor.fetchone():
            return
        for name, columns in _SHADOWS.items():
            cursor.execute(f"CREATE TABLE IF NOT EXISTS {INDEX}_{name} {columns}")
        cursor.execute(f"DELETE FROM {INDEX}_data")
        cursor.execute(f"DROP TABLE {INDEX}")


def probe(connection: BaseDatabaseWrapper) -> None:
    """Fails where the index is damaged, before anything is written: SQLite may find no way back once triggers have failed."""
    _ranked(connection, _quoted("a"), limit=1)


def write(connection: BaseDatabaseWrapper, pk: int) -> None:
    """Nothing to do: the triggers have done it."""


def match(connection: BaseDatabaseWrapper, query: Query, *, limit: int, alone: bool = True) -> Scores:
    """The documents that match, each with its score; at most about `limit` are ranked at once, however many match.

    Where words are `alone`, without meaning beside them, what a document says in front counts once more, and synonyms more.
    """
    synonym = SYNONYM if alone else SYNONYM_BESIDE_MEANING
    each = [
        *map(_quoted, query.terms),
        *(_any(code_tokens(code)) for code in query.codes),
        *map(_quoted, query.phrases),
    ]
    anything, telling = _joined(each, " OR "), each
    scores: Scores = {}
    if _count(connection, _bounded(query, anything), limit) >= limit:
        rare = _rare(connection, each, limit)
        telling = rare or each
        for choice in _choices(each, rare):
            scores = _ranked(connection, _bounded(query, f"({choice}) AND ({anything})"), limit) | scores
    if len(scores) < FEW:
        scores = _ranked(connection, _bounded(query, anything), limit) | scores
    typed = [part for part in telling if part not in map(_quoted, query.also) or part in map(_quoted, query.typed)]
    if query.synonyms and typed:  # bm25 is a sum: a half of all and a half of what was typed is a half for each synonym
        scores = {pk: synonym * score for pk, score in scores.items()}
        _add(scores, _ranked(connection, _joined(typed, " OR "), limit), 1 - synonym)
    if alone and query:
        _add(scores, _ranked(connection, _in_front(typed or telling), limit), FRONT)
    if query.neighbours:
        _add(scores, _ranked(connection, _any(query.neighbours), limit), NEIGHBOURS)
    for code in query.codes:
        token = _quoted(code_tokens(code)[0])
        for expression, bonus in ((token, MENTIONED), (f"{{codes}} : {token}", DECLARED - MENTIONED)):
            for pk in _ranked(connection, _bounded(query, expression), limit):
                scores[pk] = scores.get(pk, 0.0) + bonus
    return scores


def stands(connection: BaseDatabaseWrapper, texts: Sequence[str], *, limit: int) -> list[set[int]]:
    """For each text (words in a row) the documents it stands in, at most `limit`."""
    found: list[set[int]] = [set() for _ in texts]
    each = f"SELECT %s, rowid FROM (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s)"
    values = [value for place, text in enumerate(texts) for value in (place, _quoted(text), limit)]
    with connection.cursor() as cursor:
        if texts:
            cursor.execute(" UNION ALL ".join([each] * len(texts)), values)
            for place, pk in cursor.fetchall():
                found[place].add(pk)
    return found


def listed(pks: Sequence[int]) -> RawSQL:
    """Any number of primary keys as one value of a statement."""
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(pks)])


def _rare(connection: BaseDatabaseWrapper, each: list[str], limit: int) -> list[str]:
    """The rarest of these, as many as can be ranked all together."""
    rare, total = [], 0
    for count, part in sorted((_count(connection, part, limit), part) for part in each):
        total += count
        if total <= limit:
            rare.append(part)
    return rare


def _choices(each: list[str], rare: list[str]) -> list[str]:
    """Of more matches than can be ranked, which to rank: those with all the words, with rare words, or with any in front."""
    return [_joined(each, " AND "), _joined(rare, " OR ") if rare else _in_front(each)]


def _in_front(each: list[str]) -> str:
    """Any of these where a document says what it is about."""
    return f"{{{' '.join(IN_FRONT)}}} : ({_joined(each, ' OR ')})"


def _add(scores: Scores, others: Scores, weight: float) -> None:
    """Adds to the scores what the others count; nothing comes in."""
    for pk, score in others.items():
        if pk in scores:
            scores[pk] += weight * score


def _count(connection: BaseDatabaseWrapper, expression: str, limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s)", [expression, limit]
        )
        return cursor.fetchone()[0]


def _ranked(connection: BaseDatabaseWrapper, expression: str, limit: int) -> Scores:
    weights = ", ".join(str(weight) for weight in WEIGHTS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, -bm25({INDEX}, {weights}) FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s", [expression, limit]
        )
        return dict(cursor.fetchall())


def _joined(parts: Iterable[str], glue: str) -> str:
    return glue.join(f"({part})" for part in parts)


def _bounded(query: Query, expression: str) -> str:
    for phrase in query.phrases:
        expression = f"({expression}) AND {_quoted(phrase)}"
    return f"({expression}) NOT ({_any(query.minus)})" if query.minus else expression


def _any(texts: tuple[str, ...]) -> str:
    return " OR ".join(map(_quoted, texts))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
