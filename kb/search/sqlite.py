"""The index on SQLite: an FTS5 table over `kb_searchentry`, which holds the texts; there is no second copy of them.

Triggers keep it in step. They run in the transaction that changes an entry, whoever changes it: a verb, a deletion that
cascades from its document, a shell. `create` is what migration 0003 makes, for mending.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import DatabaseError

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
    WEIGHTS,
    Scores,
    code_tokens,
)

INDEX = "kb_searchindex"
ENTRIES = "kb_searchentry"
KEY = f"{INDEX}.rowid"
COLUMNS = tuple(WEIGHTS)
TRIGGERS = tuple(f"{INDEX}_{event}" for event in ("insert", "delete", "update"))

# Any number of primary keys, from one value.
LISTED = "SELECT value FROM json_each(%s)"

# A damaged index shows as any DatabaseError.
BROKEN = (DatabaseError,)

# Among more documents than that, two common words side by side are not looked for: it takes longest and says least.
MANY = 20_000

_FRONT_COLUMNS = f"{{{' '.join(IN_FRONT)}}} : "

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
    codes = [_any(code_tokens(code)) for code in query.codes]
    typed = [*map(_quoted, query.typed), *codes, *map(_quoted, query.phrases)]
    also = [_quoted(term) for term in query.terms if term not in query.typed]
    weighed = {_any_of(typed): 1.0, _any_of(also): SYNONYM if alone else SYNONYM_BESIDE_MEANING}
    last = _last(connection)
    choices = _choices(connection, query, [*typed, *also], limit) if last > limit else []
    scores: Scores = {}
    for choice in choices:
        scores = _weighed(connection, query, weighed, limit, within=choice.expression) | scores
    if len(scores) < FEW:
        scores = _weighed(connection, query, weighed, limit) | scores
    telling = [part for part in typed if any(part in choice.parts for choice in choices)] or typed
    if alone and telling:
        _add(scores, _ranked(connection, f"{_FRONT_COLUMNS}({_any_of(telling)})", limit), FRONT)
    neighbours = _worth_looking_for(query, choices, last)
    if neighbours:
        _add(scores, _ranked(connection, _any(neighbours), limit), NEIGHBOURS)
    _add_codes(connection, query, limit, scores)
    return scores


def stands(
    connection: BaseDatabaseWrapper, texts: Sequence[str], *, limit: int, only: tuple[str, tuple] = ("", ())
) -> list[set[int]]:
    """For each text (words in a row) the documents it stands in, at most `limit`; only those that meet a condition on `KEY`."""
    found: list[set[int]] = [set() for _ in texts]
    condition, given = only
    among = f" AND {condition}" if condition else ""
    each = f"SELECT %s, rowid FROM (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s{among} LIMIT %s)"
    values = [value for place, text in enumerate(texts) for value in (place, _quoted(text), *given, limit)]
    with connection.cursor() as cursor:
        if texts:
            cursor.execute(" UNION ALL ".join([each] * len(texts)), values)
            for place, pk in cursor.fetchall():
                found[place].add(pk)
    return found


def as_list(pks: Iterable[int]) -> str:
    """Any number of primary keys as the one value of `LISTED`."""
    return json.dumps(list(pks))


def _add_codes(connection: BaseDatabaseWrapper, query: Query, limit: int, scores: Scores) -> None:
    """Lets documents that declare or mention a code that was typed outrank all others."""
    for code in query.codes:
        token = _quoted(code_tokens(code)[0])
        for expression, bonus in ((token, MENTIONED), (f"{{codes}} : {token}", DECLARED - MENTIONED)):
            for pk in _ranked(connection, _bounded(query, expression), limit):
                scores[pk] = scores.get(pk, 0.0) + bonus


def _weighed(
    connection: BaseDatabaseWrapper, query: Query, weighed: Mapping[str, float], limit: int, within: str = ""
) -> Scores:
    """What matches each of these expressions, among documents that match the one it is within; each counts as much as it weighs."""
    scores: Scores = {}
    for expression, weight in weighed.items():
        if expression:
            bounded = _bounded(query, f"({within}) AND ({expression})" if within else expression)
            found = _ranked(connection, bounded, limit)
            if not scores and weight == 1:  # what was typed comes first; most searches have nothing else
                scores = found
                continue
            for pk, score in found.items():
                scores[pk] = scores.get(pk, 0.0) + weight * score
    return scores


def _add(scores: Scores, others: Scores, weight: float) -> None:
    """Adds to the scores what the others count; nothing comes in."""
    for pk, score in others.items():
        if pk in scores:
            scores[pk] += weight * score


@dataclass(frozen=True)
class _Chosen:
    """An expression, and the parts that it is made of: any of them, or all of them together; in some columns only, or in all."""

    parts: list[str]
    is_together: bool
    columns: str = ""

    @property
    def expression(self) -> str:
        return f"{self.columns}({_joined(self.parts, ' AND ' if self.is_together else ' OR ')})"


def _choices(connection: BaseDatabaseWrapper, query: Query, each: Sequence[str], limit: int) -> list[_Chosen]:
    """Where as many documents match as can be ranked, which of them are; otherwise nothing."""
    standings = _standings(connection, each, limit)
    counts = [standing.count for standing in standings]
    if sum(counts) < limit:
        return []
    is_sure = max(counts) >= limit and not (query.phrases or query.minus)
    if not is_sure and _standings(connection, [_bounded(query, _any_of(each))], limit)[0].count < limit:
        return []

    def together(places: list[int]) -> int:
        return _standings(connection, [_joined([each[place] for place in places], " AND ")], limit)[0].count

    return [
        _Chosen([each[place] for place in choice.places], choice.is_together, columns)
        for choice in choose(standings, limit, together)
        for columns in ((_FRONT_COLUMNS, "") if choice.is_cut else ("",))
    ]


def _worth_looking_for(query: Query, choices: Sequence[_Chosen], last: int) -> Sequence[str]:
    """The pairs of words; among very many documents only those with a rare word, where there is one."""
    rare = {part for choice in choices if not choice.is_together for part in choice.parts}
    if last <= MANY or not rare:
        return query.neighbours
    return [pair for pair in query.neighbours if rare & {_quoted(pair), *map(_quoted, pair.split())}]


def _last(connection: BaseDatabaseWrapper) -> int:
    """The highest number of a document; there are no more documents than that. Read at no cost, other than counting."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(document_id) FROM {ENTRIES}")
        return cursor.fetchone()[0] or 0


def _standings(connection: BaseDatabaseWrapper, expressions: Sequence[str], limit: int) -> list[Standing]:
    """Of each of the expressions, in how many documents it stands. What stands in more reaches the limit at an earlier one."""
    counted = f"SELECT count(*) || ' ' || -max(rowid) FROM (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH asked.value LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({counted}) FROM json_each(%s) asked", [limit, json.dumps(expressions)])
        return [Standing(*map(int, (found or "0 0").split())) for (found,) in cursor.fetchall()]


def _ranked(connection: BaseDatabaseWrapper, expression: str, limit: int) -> Scores:
    weights = ", ".join(str(weight) for weight in WEIGHTS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, -bm25({INDEX}, {weights}) FROM {INDEX} WHERE {INDEX} MATCH %s LIMIT %s", [expression, limit]
        )
        return dict(cursor.fetchall())


def _any_of(parts: Iterable[str]) -> str:
    return _joined(parts, " OR ")


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
