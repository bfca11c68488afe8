"""From scores to what somebody may read of it: the best rows, weighed by where they are from, and how much stands under each filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from kb.brought import OWN
from kb.models import Document, Topic
from kb.reach import Reach
from kb.search.engines import engine
from kb.search.ranking import PIECEWISE, Scores, best_first, how_telling, spread, weighted
from kb.search.relevance import FIRST, count_about, least

_statements: dict[tuple, tuple[str, tuple]] = {}

# What is read of a document, in the order of its model: enough to count and to choose, and of those that are shown to show them.
_ROW_COLUMNS = ("id", "kind", "topic_id", "title", "platforms")
_COLUMNS = ("id", "kind", "slug", "topic_id", "title", "summary", "platforms", "visibility")
_TEXTS = ("summary", "symptoms", "body")
_TOPIC_COLUMNS = ("id", "slug", "title")

FEW = 60  # of others are looked at first, after which is known what is worth showing
MOST_FOUND = 200  # of the ranked ones that somebody may read, so many are shown and counted: nobody turns more pages


@dataclass(frozen=True, eq=False)
class Facets:
    """What of a document the filters go by. Few are different, so that they are counted instead of documents."""

    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    platforms: tuple[str, ...]
    collections: tuple[str, ...]

    def fits(self, wanted: Mapping[str, str]) -> bool:
        """Whether it passes every filter that is set."""
        return all(value in getattr(self, name) for name, value in wanted.items())


class Row(NamedTuple):
    pk: int
    title: str
    score: float
    facets: Facets
    topic: tuple | None  # its columns
    weight: float = 1.0  # of its collection

    @property
    def is_imported(self) -> bool:
        return self.facets.collections != (OWN,)


class Shown(NamedTuple):
    """What a hit is made of; whatever else the document is asked for, it reads then."""

    row: Row
    document: Document
    texts: tuple[str, ...]


def shown(rows: list[Row], user) -> list[Shown]:
    """Of these rows the documents with what is shown of them and their topics, and the texts of which one is quoted below the title.

    One that this user may read no more is left out.
    """
    read = {values[0]: values for values in _of(_for_hits, [row.pk for row in rows], user)}
    topics = {one: Topic.from_db(connection.alias, _TOPIC_COLUMNS, one) for one in {row.topic for row in rows} if one}
    made = []
    for row in rows:
        if values := read.get(row.pk):
            document = Document.from_db(connection.alias, _COLUMNS, values[: len(_COLUMNS)])
            if row.topic:
                document.topic = topics[row.topic]
            made.append(Shown(row, document, values[len(_COLUMNS) :]))
    return made


def counted(found: Mapping[Facets, int], wanted: Mapping[str, str], name: str) -> dict[str, int]:
    """How much there would be under each value of this filter, the other filters kept; of so many documents of each kind of facets."""
    others = {other: value for other, value in wanted.items() if other != name}
    counts: Counter[str] = Counter()
    for facets, count in found.items():
        if facets.fits(others):
            counts.update(dict.fromkeys(getattr(facets, name), count))
    return dict(counts)


def only_if_imported(counts: dict[str, int]) -> dict[str, int]:
    """How much there is in each collection; nothing where all of it is the church's own."""
    return counts if set(counts) - {OWN} else {}


def visible(scores: Scores, user, *, by_meaning: bool) -> list[Row]:
    """The best rows that this user may read and that are worth showing, the best first; nothing of the others is counted."""
    origins = _origins(scores)
    if origins:
        scores = {pk: weighted(score, origins[pk].weight) if pk in origins else score for pk, score in scores.items()}
    topics = _topics()
    rows: list[Row] = []

    def floor() -> float:
        return least(rows[0].score, by_meaning=by_meaning) if len(rows) >= FIRST else -inf

    def row(values: tuple) -> Row:
        pk, kind, topic_id, title, platforms = values
        topic, origin = topics.get(topic_id), origins.get(pk, _HERE)
        return Row(pk, title, scores[pk], _facets(kind, topic, platforms, origin.slug), topic, origin.weight)

    def read(pks: list[int], size: int) -> None:
        while pks and len(rows) < MOST_FOUND:
            worth = floor()
            some, pks, size = [pk for pk in pks[:size] if scores[pk] >= worth], pks[size:], MOST_FOUND
            found = {values[0]: values for values in _of(_for_rows, some, user)} if some else {}
            rows.extend(row(found[pk]) for pk in some if pk in found)

    # Where this user may read the best of all, what is worth showing beside it is all there is; the others are not even put in order.
    likely = least(max(scores.values(), default=0.0), by_meaning=by_meaning)
    read(_in_order(scores, likely, inf), MOST_FOUND)
    read(_in_order(scores, floor(), likely), FEW)
    return rows[: min(MOST_FOUND, count_about([row.score for row in rows], by_meaning=by_meaning))]


def _in_order(scores: Scores, lowest: float, below: float) -> list[int]:
    """Of these documents those with at least one score and less than the other, the best first."""
    if lowest >= below:  # as nearly always, for what is less than likely
        return []
    return best_first([pk for pk, score in scores.items() if lowest <= score < below], scores)


def readable(user, pks: Iterable[int]) -> QuerySet[Document]:
    """Of these documents those that this user may read. As one value: a list of thousands takes Django milliseconds."""
    return Document.objects.visible_to(user).filter(pk__in=_listed(pks)).order_by()


def texts_of(pks: Iterable[int], *columns: str) -> list[tuple]:
    """Of what search knows of these documents the columns named, after their keys."""
    statement = f"SELECT document_id, {', '.join(columns)} FROM kb_searchentry WHERE document_id IN ({engine().LISTED})"
    with connection.cursor() as cursor:
        cursor.execute(statement, [engine().as_list(pks)])
        return cursor.fetchall()


def is_readable(user) -> tuple[str, tuple]:
    """The same as a condition for a statement of the engine's, and its values.

    Raises EmptyResultSet where this user may read nothing. The document is looked up for each row until enough are found:
    of an EXISTS, PostgreSQL makes a join that may begin with all documents.
    """
    sql, values = _statement(_this_one, user)
    return f"({sql}) IS NOT NULL", values


def compared(rows: list[Row], near: Mapping[int, float], *, words_typed: int) -> list[Row]:
    """The first rows in the order of what their pieces add to their scores, and so that they do not all say the same.

    What is least near gets nothing. The rows themselves stay as they are, so that their scores can be held against those of all others.
    """
    counts, lowest = PIECEWISE * how_telling(words_typed), min(near.values(), default=0.0)
    added = [weighted(counts * (near.get(row.pk, lowest) - lowest), row.weight) for row in rows]
    scores = [row.score + more for row, more in zip(rows, added, strict=True)]
    return [rows[place] for place in spread(scores, [row.title for row in rows])]


@lru_cache(maxsize=1000)
def _facets(kind: str, topic: tuple | None, platforms: str, collection: str) -> Facets:
    return Facets((kind,), topic[1:2] if topic else (), tuple(dict.fromkeys(platforms.split())), (collection,))


def _topics() -> dict[int, tuple]:
    """The columns of every topic; there are few, and to join them to each row takes longer."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_TOPIC_COLUMNS)} FROM kb_topic")
        return {values[0]: values for values in cursor.fetchall()}


class _Collection(NamedTuple):
    """What a collection is called in addresses, and what a match in it counts."""

    slug: str
    weight: float


_HERE = _Collection(OWN, 1.0)


def _origins(pks: Iterable[int]) -> dict[int, _Collection]:
    """Of these documents those that were imported, each with its collection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, slug, weight FROM kb_collection")
        collections = {pk: _Collection(slug, weight) for pk, slug, weight in cursor.fetchall()}
        if not collections:
            return {}
        statement = f"SELECT document_id, collection_id FROM kb_origin WHERE document_id IN ({engine().LISTED})"
        cursor.execute(statement, [engine().as_list(pks)])
        return {pk: collections[one] for pk, one in cursor.fetchall() if one in collections}


def _listed(pks: Iterable[int]) -> RawSQL:
    """Any number of primary keys as one value of a statement."""
    return RawSQL(engine().LISTED, [engine().as_list(pks)])


def _of(wanted: Callable[[QuerySet[Document]], QuerySet], pks: list[int], user) -> list[tuple]:
    """What is wanted of those of these documents that this user may read."""
    try:
        sql, values = _statement(wanted, user)
    except EmptyResultSet:
        return []
    none = engine().as_list([])
    with connection.cursor() as cursor:
        cursor.execute(sql, [engine().as_list(pks) if value == none else value for value in values])
        return cursor.fetchall()


def _for_rows(some: QuerySet[Document]) -> QuerySet:
    return some.filter(pk__in=_listed([])).values_list(*_ROW_COLUMNS)


def _for_hits(some: QuerySet[Document]) -> QuerySet:
    texts = (f"search_entry__{name}" for name in _TEXTS)
    return some.filter(pk__in=_listed([]), search_entry__isnull=False).values_list(*_COLUMNS, *texts)


def _this_one(some: QuerySet[Document]) -> QuerySet:
    return some.filter(pk=RawSQL(engine().KEY, [])).values("pk")


def _statement(wanted: Callable[[QuerySet[Document]], QuerySet], user) -> tuple[str, tuple]:
    """What is wanted of the documents that this user may read, as SQL and its values. Raises EmptyResultSet where that is nothing.

    Kept for all who read alike: Django takes longer to write such a statement than the database to answer it.
    """
    key = (wanted, connection.vendor, Reach.of(user))
    if key not in _statements:
        _statements[key] = wanted(Document.objects.visible_to(user).order_by()).query.sql_with_params()
    return _statements[key]
