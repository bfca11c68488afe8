"""From scores to what somebody may read of it: the best rows, weighed by where they are from, and how much stands under each filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from kb.models import Collection, Document, Origin
from kb.search.engines import engine
from kb.search.ranking import Scores, spread, weighted

OWN = "own"  # the filter for what was not imported
MOST_FOUND = 300  # of the ranked ones that somebody may read, so many are shown and counted: nobody turns more pages


class Row(NamedTuple):
    pk: int
    title: str
    score: float
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    platforms: tuple[str, ...]
    collections: tuple[str, ...]

    def fits(self, wanted: Mapping[str, str | None], *, besides: str = "") -> bool:
        """Whether it passes every filter that is set, one of them left aside."""
        return all(value is None or value in getattr(self, name) for name, value in wanted.items() if name != besides)


def counted(rows: list[Row], wanted: Mapping[str, str | None], name: str) -> dict[str, int]:
    """How much there would be under each value of this filter, the other filters kept."""
    return dict(Counter(value for row in rows if row.fits(wanted, besides=name) for value in getattr(row, name)))


def only_if_imported(counts: dict[str, int]) -> dict[str, int]:
    """How much there is in each collection; nothing where all of it is the church's own."""
    return counts if set(counts) - {OWN} else {}


def visible(scores: Scores, user) -> list[Row]:
    """The best rows that this user may read, the best first; nothing of the others is counted or shown."""
    origins, collections = _origins(scores)
    if origins:
        scores = {
            pk: weighted(score, collections[origins[pk]].weight) if pk in origins else score
            for pk, score in scores.items()
        }
    pks = sorted(scores, key=lambda pk: (-scores[pk], pk))
    rows: list[Row] = []
    for start in range(0, len(pks), MOST_FOUND):
        some = readable(user, pks[start : start + MOST_FOUND])
        values = list(some.values_list("pk", "title", "kind", "topic__slug", "platforms"))
        for pk, title, kind, shelf, platforms in sorted(values, key=lambda row: (-scores[row[0]], row[0])):
            collection = collections[origins[pk]].slug if pk in origins else OWN
            topics = (shelf,) if shelf else ()
            rows.append(Row(pk, title, scores[pk], (kind,), topics, tuple(platforms.split()), (collection,)))
        if len(rows) >= MOST_FOUND:
            break
    return rows[:MOST_FOUND]


def readable(user, pks: Iterable[int]) -> QuerySet[Document]:
    """Of these documents those that this user may read. As one value: a list of thousands takes Django milliseconds."""
    return Document.objects.visible_to(user).filter(pk__in=engine().listed(list(pks))).order_by()


def is_readable(user, key: str) -> tuple[str, tuple]:
    """The same as a condition for a statement that has a document's key under this name, and its values.

    Raises EmptyResultSet where this user may read nothing. The document is looked up for each row until enough are found:
    of an EXISTS, PostgreSQL makes a join that may begin with all documents.
    """
    one = Document.objects.visible_to(user).filter(pk=RawSQL(key, [])).order_by().values("pk")
    sql, values = one.query.sql_with_params()
    return f"({sql}) IS NOT NULL", values


def spread_out(rows: list[Row]) -> list[Row]:
    """The first rows, so that they do not all say the same."""
    return [rows[place] for place in spread([row.score for row in rows], [row.title for row in rows])]


def _origins(pks: Iterable[int]) -> tuple[dict[int, int], dict[int, Collection]]:
    """Of these documents those that were imported, each with its collection; the collections by their keys."""
    collections = Collection.objects.in_bulk()
    if not collections:
        return {}, {}
    imported = Origin.objects.filter(document__in=engine().listed(list(pks)))
    return dict(imported.values_list("document_id", "collection_id")), collections
