"""One question, `search(...)`, whichever database answers it; pages get `Hit`s and know nothing of SQL."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from kb import codes
from kb.formats import SearchText
from kb.models import Collection, Document, SearchEntry, SearchVectors, SearchWord, Topic
from kb.search import learning, meaning, plain, postgresql, relevance, spelling, sqlite, synonyms, vectors
from kb.search.learning import learn, why_not_by_meaning
from kb.search.query import Query, parse
from kb.search.ranking import Scores, by_words, code_tokens, coverage, weighted, with_meaning
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
    "rebuild",
    "remove",
    "search",
    "stand_nowhere",
    "why_not_by_meaning",
]

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
OWN = "own"  # the filter for what was not imported
MAX_RANKED = 2000  # of more matches than that, these are ranked and counted
MAX_QUOTED = 50  # a row of words that stands in as many documents does not say which was quoted
MAX_BODY, MAX_COLUMN = 200_000, 20_000  # characters; a tsvector holds no more than 1 MB
FEW = 20  # of documents that only hold some of the words, so many say which topics are near
BATCH = 100
DAMAGED = "The search index is missing or damaged; the texts themselves are searched. Run `manage.py rebuild_search`."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """One document that was found. `snippet` is safe HTML, the rest is plain text.

    `source_path` is its place in an export, or where it lay in the folder that it was imported from.
    """

    document: Document
    snippet: SafeString
    score: float

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
        origin = self.document.origin_or_none
        return origin.collection if origin else None

    @property
    def source_path(self) -> str:
        if origin := self.document.origin_or_none:
            return origin.path
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
        """What stands in no document, each with the word that was searched for instead."""
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
    typed = parse(text) if exact else _spelt(synonyms.added(parse(text)))
    unknown = _unknown_codes(typed, user)
    query = replace(typed, codes=tuple(code for code in typed.codes if code not in unknown))
    scores, beside = _found(query)
    found = _visible(scores, user)
    is_loose = bool(query.phrases and not found)
    if is_loose:
        query = query.loosened()
        scores, beside = _found(query)
        found = _visible(scores, user)
    found.sort(key=lambda row: (-row.score, row.pk))
    found = found[: relevance.count_about([row.score for row in found], by_meaning=not why_not_by_meaning())]
    wanted = {"kinds": kind, "topics": topic and topic.slug, "platforms": platform, "collections": collection}
    shown = [row for row in found if row.fits(wanted)]
    return Results(
        query=replace(query, codes=typed.codes),
        hits=_hits(shown[offset : offset + limit], query, user),
        total=len(shown),
        kinds=_counted(found, wanted, "kinds"),
        topics=_counted(found, wanted, "topics"),
        platforms=_counted(found, wanted, "platforms"),
        collections=_only_if_imported(_counted(found, wanted, "collections")),
        is_loose=is_loose,
        unknown_codes=unknown,
        near_topics=() if found else _topics_of(beside, user),
    )


def index(document: Document, search_text: SearchText, *, learn_later: bool = False) -> None:
    """Makes a published document findable as `search_text` says; within the caller's transaction.

    With `learn_later` the caller lets search learn from it, from many together: `learn(pks)`.

    A damaged index does not keep anybody from publishing: the texts are written, and searched as they are until it is mended.
    """
    values = _columns(search_text)

    def write() -> None:
        SearchEntry.objects.update_or_create(document_id=document.pk, defaults=values)

    def write_and_index() -> None:
        write()
        _engine().write(connection, document.pk)

    _even_if_damaged(write_and_index, without_index=write)
    if not learn_later:
        learning.later(document.pk)


def remove(document: Document) -> None:
    """Takes a document out of search; within the caller's transaction."""
    entry = SearchEntry.objects.filter(document_id=document.pk)
    _even_if_damaged(entry.delete, without_index=entry.delete)
    SearchVectors.objects.filter(document_id=document.pk).delete()


def rebuild(*, reread: bool = False, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Makes the index anew and gives the number of documents in it. Readers can go on searching meanwhile.

    What search learns from texts is brought up to date last; `told` then hears how many documents are done, of how many.

    Documents that have no entry are read in from their published text; with `reread` all are, which takes longer and is
    needed only after a change in how texts are read.
    """
    with transaction.atomic():
        _engine().drop(connection)
        SearchEntry.objects.exclude(document__in=Document.objects.published()).delete()
        _engine().create(connection)
    count = Document.objects.published().count()
    missing = {} if reread else {"search_entry": None}
    pks = list(Document.objects.published().filter(**missing).values_list("pk", flat=True))
    for start in range(0, len(pks), BATCH):
        with (
            transaction.atomic()
        ):  # the documents are locked: what is published meanwhile is not overwritten with older text
            documents = Document.objects.published().filter(pk__in=pks[start : start + BATCH])
            for document in documents.select_for_update(of=("self",)).select_related("published"):
                index(document, document.format.read(document.published.text).search)
    SearchVectors.objects.exclude(document__in=Document.objects.published()).delete()
    SearchWord.objects.all().delete()
    learn(learning.all_entries(), told=told)
    return count


@dataclass(frozen=True)
class _Row:
    pk: int
    score: float
    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    platforms: tuple[str, ...]
    collections: tuple[str, ...]

    def fits(self, wanted: Mapping[str, str | None], *, besides: str = "") -> bool:
        """Whether it passes every filter that is set, one of them left aside."""
        return all(value is None or value in getattr(self, name) for name, value in wanted.items() if name != besides)


def _counted(rows: list[_Row], wanted: Mapping[str, str | None], name: str) -> dict[str, int]:
    """How much there would be under each value of this filter, the other filters kept."""
    return dict(Counter(value for row in rows if row.fits(wanted, besides=name) for value in getattr(row, name)))


def _only_if_imported(counts: dict[str, int]) -> dict[str, int]:
    """How much there is in each collection; nothing where all of it is the church's own."""
    return counts if set(counts) - {OWN} else {}


def _engine():
    return ENGINES[connection.vendor]


def _guarded():
    """In PostgreSQL a failed statement spoils its transaction; elsewhere there is nothing to guard, and reading takes no lock."""
    is_inside = connection.in_atomic_block and connection.vendor == "postgresql"
    return transaction.atomic() if is_inside else nullcontext()


def _spelt(query: Query) -> Query:
    """The query with its misspelt words corrected: those that stand in no document."""
    return spelling.corrected(query, stand_nowhere(spelling.can_be_misspelt(query)))


def stand_nowhere(words: list[str]) -> list[str]:
    """Those of these words that no document holds; none where the index cannot say."""
    try:
        with _guarded():
            stands = _engine().stands(connection, words, limit=1)
    except (*_engine().BROKEN, DatabaseError):  # `_found` says so, if it is the index
        return []
    return [word for word, found in zip(words, stands, strict=True) if not found]


def _found(query: Query) -> tuple[Scores, Scores]:
    """What is about the query, and where that is nothing what holds some of its words.

    Asks the index, and the texts themselves if it is missing or damaged; then adds what meaning says.
    """
    if not query:
        return {}, {}
    stands: list[set[int]] = []
    near = _near(query)
    nearest = max(near.found.values(), default=0.0) if near else None
    try:
        with _guarded():
            scores = _engine().match(connection, query, limit=MAX_RANKED)
            quoted = coverage(_engine().stands(connection, query.runs, limit=MAX_QUOTED), MAX_QUOTED)
            if scores and not query.is_strict and not quoted and relevance.needs_words(nearest):
                stands = _stand(query.concepts)
    except _engine().BROKEN:
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
    found = dict(zip(ways, _engine().stands(connection, ways, limit=MAX_RANKED), strict=True))
    return [set().union(*(found[way] for way in concept)) for concept in concepts]


def _near(query: Query) -> vectors.Near | None:
    """What lies near in meaning; nothing where that is switched off or fails, and for codes alone, which mean nothing."""
    if not query.terms or why_not_by_meaning():
        return None
    try:
        with _guarded():
            return vectors.near(meaning.vector(query.meaning))
    except Exception:  # whatever a model or a package raises, words are still found
        logger.exception("Search by meaning failed; words alone were searched for.")
        return None


def _visible(scores: Scores, user) -> list[_Row]:
    """The rows that this user may read, with the weight of their collection; nothing of the others is counted or shown."""
    weights = {pk: (slug, weight) for pk, slug, weight in Collection.objects.values_list("pk", "slug", "weight")}
    rows: list[_Row] = []
    pks = list(scores)
    for part in _in_parts(pks):
        values = _readable(user, part).values_list("pk", "kind", "topic__slug", "platforms", "origin__collection")
        for pk, kind, shelf, platforms, origin in values:
            slug, weight = weights.get(origin, (OWN, 1.0))
            score = weighted(scores[pk], weight)
            rows.append(_Row(pk, score, (kind,), (shelf,) if shelf else (), tuple(platforms.split()), (slug,)))
    return rows


def _in_parts(pks: list[int]) -> Iterator[list[int]]:
    """In parts of 900: SQLite takes 999 values in a query where it is old."""
    return (pks[start : start + 900] for start in range(0, len(pks), 900))


def _unknown_codes(query: Query, user) -> tuple[codes.Code, ...]:
    """The codes typed that no document holds which this user may read."""
    tokens = [code_tokens(code)[0] for code in query.codes]
    try:
        with _guarded():
            stands = _engine().stands(connection, tokens, limit=MAX_RANKED) if tokens else []
    except _engine().BROKEN:  # `_found` says so, and looks for them in the texts
        return ()
    return tuple(
        code
        for code, found in zip(query.codes, stands, strict=True)
        if not any(_readable(user, part).exists() for part in _in_parts(sorted(found)))
    )


def _topics_of(scores: Scores, user) -> tuple[str, ...]:
    """The topics that hold most of the best of these documents."""
    best = sorted(scores, key=lambda pk: (-scores[pk], pk))[:FEW]
    return tuple(slug for slug, _ in Counter(_readable(user, best).values_list("topic__slug", flat=True)).most_common())


def _readable(user, pks: Iterable[int]) -> QuerySet[Document]:
    return Document.objects.visible_to(user).filter(pk__in=pks).order_by()


def _hits(rows: list[_Row], query: Query, user) -> list[Hit]:
    documents = (
        _readable(user, [row.pk for row in rows])
        .select_related("topic", "search_entry", "origin__collection")
        .in_bulk()
    )
    return [
        Hit(documents[row.pk], _snippet(documents[row.pk], query), row.score) for row in rows if row.pk in documents
    ]


def _snippet(document: Document, query: Query) -> SafeString:
    entry = document.search_entry
    return mark_safe(
        snippet((entry.summary, entry.symptoms, entry.body), query)
    )  # escaped piece by piece in snippets.py


def _even_if_damaged(change: Callable[[], object], *, without_index: Callable[[], object]) -> None:
    """Makes the change; where the index is in the way, takes the index away and makes it without."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                _engine().probe(connection)
                change()
        except _engine().BROKEN:
            logger.exception(DAMAGED)
            _engine().drop(connection)
            without_index()


def _columns(text: SearchText) -> dict[str, str]:
    """The columns of an entry. Codes that are declared or in the title weigh most; those found elsewhere weigh as keywords do."""
    declared = [token for code in text.codes for token in _tokens(code) or code_tokens(code)] + _tokens(text.title)
    mentioned = _tokens("\n".join((text.keywords, text.summary, text.symptoms, text.headings, text.body[:MAX_BODY])))
    values = {
        "title": text.title,
        "codes": " ".join(dict.fromkeys([*declared, *text.codes])),
        "keywords": " ".join([text.keywords, *(token for token in mentioned if token not in declared)]),
        "symptoms": text.symptoms,
        "headings": text.headings,
        "summary": text.summary,
    }
    return {name: value[:MAX_COLUMN] for name, value in values.items()} | {"body": text.body[:MAX_BODY]}


def _tokens(text: str) -> list[str]:
    """The words under which the codes in a text are found, in any spelling."""
    return list(dict.fromkeys(token for code in codes.find(text) for token in code_tokens(code)))
