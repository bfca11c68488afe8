"""One question, `search(...)`, whichever database answers it; pages get `Hit`s and know nothing of SQL."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from django.utils.safestring import SafeString, mark_safe

from kb import codes
from kb.models import Collection, Document, Origin, Topic
from kb.search import synonyms
from kb.search.finding import match, piece_by_piece, spelt, stand_nowhere, unknown_codes
from kb.search.indexing import index, rebuild, remove, seen_by_others
from kb.search.learning import learn, postponed, waiting, why_not_by_meaning
from kb.search.query import Query, parse
from kb.search.ranking import SPREAD, Scores, best_first
from kb.search.rows import OWN, Row, compared, counted, only_if_imported, readable, shown, visible
from kb.search.searchlog import click, keep_out, log
from kb.search.snippets import snippet

__all__ = [
    "OWN",
    "Hit",
    "Results",
    "click",
    "index",
    "keep_out",
    "learn",
    "log",
    "postponed",
    "rebuild",
    "remove",
    "search",
    "seen_by_others",
    "stand_nowhere",
    "waiting",
    "why_not_by_meaning",
]

FEW = 20  # of documents that only hold some of the words, so many say which topics are near


@dataclass(frozen=True)
class Hit:
    """One document that was found. `snippet` is safe HTML, the rest is plain text.

    `source_path` is its place in an export, or where it lay in the folder that it was imported from.
    """

    document: Document
    snippet: SafeString
    score: float
    origin: Origin | None = None

    @property
    def kind(self) -> str:
        return self.document.kind

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def url(self) -> str:
        return self.document.get_absolute_url()

    @property
    def collection(self) -> Collection | None:
        """The collection it was imported in; None for the church's own."""
        return self.origin.collection if self.origin else None

    @property
    def source_path(self) -> str:
        if self.origin:
            return self.origin.path
        format = self.document.format
        return f"{format.folder}/{self.document.slug}{format.suffix}"


@dataclass(frozen=True)
class Results:
    """What was found. `kinds`, `topics`, `collections` (by slug) and `platforms` say how much there would be under each filter, the others kept.

    The church's own stand under `own` among the collections, which are empty where nothing was imported.
    """

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    platforms: dict[str, int] = field(default_factory=dict)
    collections: dict[str, int] = field(default_factory=dict)
    is_loose: bool = False  # the quoted phrase stands nowhere; its words were searched for
    unknown_codes: tuple[codes.Code, ...] = ()  # codes that stand in no document; they were left out of the search
    near_topics: tuple[str, ...] = ()  # where nothing was found: slugs of topics that hold some of the words

    @property
    def corrections(self) -> tuple[tuple[str, str], ...]:
        """What stands in no document of this reader, each with the word that was searched for instead."""
        return self.query.corrections

    @property
    def was_cut(self) -> bool:
        return self.query.was_cut


def search(
    text: str,
    *,
    user,
    kind: str | None = None,
    topic: Topic | None = None,
    platform: str | None = None,
    collection: str | None = None,
    exact: bool = False,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """What this user may read of what was typed asks for, the best first: documents that match any of the words or mean the same.

    Takes any text. More of the words, rarer words, words side by side and words in title, codes and symptoms rank higher;
    an error code outranks all words, and a line that was quoted all mixtures of words and meaning; phrases in quotes must
    be there, words after a minus must not. Misspelt words are corrected, and what editors say they mean is searched for
    too, unless it is to be `exact`. A code that nobody wrote about is not searched for. What clearly is not about it is left out.
    A match in a collection counts as much as its weight says. `collection` is the slug of one, or `own`.
    """
    typed = parse(text) if exact else spelt(synonyms.added(parse(text)), user)
    unknown = unknown_codes(typed, user)
    query = replace(typed, codes=tuple(code for code in typed.codes if code not in unknown))
    scores, beside = match(query)
    by_meaning = not why_not_by_meaning()
    found = visible(scores, user, by_meaning=by_meaning)
    is_loose = bool(query.phrases and not found)
    if is_loose:
        query = query.loosened()
        scores, beside = match(query)
        found = visible(scores, user, by_meaning=by_meaning)
    filters = {"kinds": kind, "topics": topic and topic.slug, "platforms": platform, "collections": collection}
    wanted = {name: value for name, value in filters.items() if value is not None}
    fitting = [row for row in found if row.facets.fits(wanted)] if wanted else found[:]
    facets = Counter(row.facets for row in found)
    if offset < SPREAD:
        fitting[:SPREAD] = _looked_at_again(fitting[:SPREAD], query)
    return Results(
        query=replace(query, codes=typed.codes),
        hits=_hits(fitting[offset : offset + limit], query, user),
        total=len(fitting),
        kinds=counted(facets, wanted, "kinds"),
        topics=counted(facets, wanted, "topics"),
        platforms=counted(facets, wanted, "platforms"),
        collections=only_if_imported(counted(facets, wanted, "collections")),
        is_loose=is_loose,
        unknown_codes=unknown,
        near_topics=() if found else _topics_of(beside, user),
    )


def _looked_at_again(first: list[Row], query: Query) -> list[Row]:
    """The first rows in a better order."""
    return compared(first, piece_by_piece(query, [row.pk for row in first]), words_typed=query.words_typed)


def _topics_of(scores: Scores, user) -> tuple[str, ...]:
    """The topics that hold most of the best of these documents."""
    best = best_first(scores, scores)[:FEW]
    return tuple(slug for slug, _ in Counter(readable(user, best).values_list("topic__slug", flat=True)).most_common())


def _hits(rows: list[Row], query: Query, user) -> list[Hit]:
    imported = [row.pk for row in rows if row.is_imported]
    found = Origin.objects.filter(document__in=imported).select_related("collection") if imported else ()
    origins = {origin.document_id: origin for origin in found}
    # Escaped piece by piece in snippets.py.
    return [
        Hit(document, mark_safe(snippet(texts, query)), row.score, origins.get(row.pk))
        for row, document, texts in shown(rows, user)
    ]
