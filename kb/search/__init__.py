"""One question, `search(...)`, whichever database answers it; pages get `Hit`s and know nothing of SQL."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from kb import codes
from kb.formats import SearchText
from kb.models import Document, SearchEntry, SearchVectors, SearchWord, Topic
from kb.search import learning, meaning, plain, postgresql, spelling, sqlite, vectors
from kb.search.learning import learn, postponed, waiting, why_not_by_meaning
from kb.search.query import Query, parse
from kb.search.ranking import SPREAD, Scores, by_words, code_tokens, coverage, spread, with_meaning
from kb.search.searchlog import log
from kb.search.snippets import snippet

__all__ = [
    "Hit",
    "Results",
    "index",
    "learn",
    "log",
    "postponed",
    "rebuild",
    "remove",
    "search",
    "waiting",
    "why_not_by_meaning",
]

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
MAX_RANKED = 2000  # of more matches than that, these are ranked and counted
MOST_FOUND = 300  # of the ranked ones that somebody may read, so many are shown and counted: nobody turns more pages
MAX_QUOTED = 50  # a row of words that stands in as many documents does not say which was quoted
MAX_BODY, MAX_COLUMN = 200_000, 20_000  # characters; a tsvector holds no more than 1 MB
BATCH = 100
DAMAGED = "The search index is missing or damaged; the texts themselves are searched. Run `manage.py rebuild_search`."

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """One document that was found. `snippet` is safe HTML, the rest is plain text; `source_path` is its place in an export."""

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
    def source_path(self) -> str:
        format = self.document.format
        return f"{format.folder}/{self.document.slug}{format.suffix}"


@dataclass(frozen=True)
class Results:
    """What was found. `kinds` and `topics` (by slug) say how much there would be under each filter, the other one kept."""

    query: Query
    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)
    is_loose: bool = False  # the quoted phrase stands nowhere; its words were searched for

    @property
    def corrections(self) -> tuple[tuple[str, str], ...]:
        """What stands in no document, each with the word that was searched for instead."""
        return self.query.corrections

    @property
    def was_cut(self) -> bool:
        return self.query.was_cut


def search(
    text: str, *, user, kind: str | None = None, topic: Topic | None = None, limit: int = 20, offset: int = 0
) -> Results:
    """What this user may read of what was typed asks for, the best first: documents that match any of the words or mean the same.

    Takes any text. More of the words, rarer words, words side by side and words in title, codes and symptoms rank higher;
    an error code outranks all words, and a line that was quoted all mixtures of words and meaning; phrases in quotes must
    be there, words after a minus must not. Misspelt words are corrected.
    """
    query = _spelt(parse(text))
    found = _visible(_found(query), user)
    is_loose = bool(query.phrases and not found)
    if is_loose:
        query = query.loosened()
        found = _visible(_found(query), user)
    shown = [row for row in found if kind in (None, row.kind) and (topic is None or row.topic == topic.slug)]
    shown[:SPREAD] = _spread(shown[:SPREAD])
    return Results(
        query=query,
        hits=_hits(shown[offset : offset + limit], query, user),
        total=len(shown),
        kinds=dict(Counter(row.kind for row in found if topic is None or row.topic == topic.slug)),
        topics=dict(Counter(row.topic for row in found if row.topic and kind in (None, row.kind))),
        is_loose=is_loose,
    )


def index(document: Document, search_text: SearchText) -> None:
    """Makes a published document findable as `search_text` says; within the caller's transaction.

    A damaged index does not keep anybody from publishing: the texts are written, and searched as they are until it is mended.
    """
    values = _columns(search_text)

    def write() -> None:
        SearchEntry.objects.update_or_create(document_id=document.pk, defaults=values)

    def write_and_index() -> None:
        write()
        _engine().write(connection, document.pk)

    _even_if_damaged(write_and_index, without_index=write)
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
        # The documents are locked: what is published meanwhile is not overwritten with older text.
        with learning.postponed(), transaction.atomic():
            documents = Document.objects.published().filter(pk__in=pks[start : start + BATCH])
            for document in documents.select_for_update(of=("self",)).select_related("published"):
                index(document, document.format.read(document.published.text).search)
    SearchVectors.objects.exclude(document__in=Document.objects.published()).delete()
    SearchWord.objects.all().delete()
    learn(learning.all_entries(), told=told)
    return count


class _Row(NamedTuple):
    pk: int
    kind: str
    topic: str | None
    title: str
    score: float


def _engine():
    return ENGINES[connection.vendor]


def _guarded():
    """In PostgreSQL a failed statement spoils its transaction; elsewhere there is nothing to guard, and reading takes no lock."""
    is_inside = connection.in_atomic_block and connection.vendor == "postgresql"
    return transaction.atomic() if is_inside else nullcontext()


def _spelt(query: Query) -> Query:
    """The query with its misspelt words corrected: those that stand in no document."""
    typed = spelling.can_be_misspelt(query)
    if not typed:
        return query
    try:
        with _guarded():
            stands = _engine().stands(connection, typed, limit=1)
            return spelling.corrected(query, [word for word, found in zip(typed, stands, strict=True) if not found])
    except (*_engine().BROKEN, DatabaseError):  # `_found` says so, if it is the index
        return query


def _found(query: Query) -> Scores:
    """Asks the index, and the texts themselves if it is missing or damaged; then adds what meaning says."""
    if not query:
        return {}
    try:
        with _guarded():
            scores = _engine().match(connection, query, limit=MAX_RANKED)
            quoted = coverage(_engine().stands(connection, query.runs, limit=MAX_QUOTED), MAX_QUOTED)
    except _engine().BROKEN:
        logger.exception(DAMAGED)
        scores, quoted = plain.match(connection, query, limit=MAX_RANKED), {}
    scores = by_words(scores, quoted)
    near = _near(query)
    return with_meaning(scores, near.found, near.others, is_strict=query.is_strict) if near else scores


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
    """The best rows that this user may read, the best first; nothing of the others is counted or shown."""
    pks = sorted(scores, key=lambda pk: (-scores[pk], pk))
    rows: list[_Row] = []
    for start in range(0, len(pks), MOST_FOUND):
        readable = _readable(user, pks[start : start + MOST_FOUND])
        found = [_Row(*row, scores[row[0]]) for row in readable.values_list("pk", "kind", "topic__slug", "title")]
        rows += sorted(found, key=lambda row: (-row.score, row.pk))
        if len(rows) >= MOST_FOUND:
            break
    return rows[:MOST_FOUND]


def _readable(user, pks: Iterable[int]) -> QuerySet[Document]:
    """Of these documents those that this user may read. As one value: a list of thousands takes Django milliseconds."""
    return Document.objects.visible_to(user).filter(pk__in=_engine().listed(list(pks))).order_by()


def _spread(rows: list[_Row]) -> list[_Row]:
    """The first rows, so that they do not all say the same."""
    return [rows[place] for place in spread([row.score for row in rows], [row.title for row in rows])]


def _hits(rows: list[_Row], query: Query, user) -> list[Hit]:
    pks = [row.pk for row in rows]
    documents = _readable(user, pks).select_related("topic").in_bulk()
    texts = SearchEntry.objects.filter(pk__in=pks).values_list("pk", "summary", "symptoms", "body")
    snippets = {pk: _snippet(shown, query) for pk, *shown in texts}
    return [Hit(documents[pk], snippets[pk], row.score) for pk, row in zip(pks, rows, strict=True) if pk in documents]


def _snippet(texts: Sequence[str], query: Query) -> SafeString:
    return mark_safe(snippet(texts, query))  # escaped piece by piece in snippets.py


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
