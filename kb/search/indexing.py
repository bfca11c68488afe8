"""What is published comes into the index here, and what is withdrawn leaves it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connection, transaction

from kb import codes
from kb.formats import SearchText
from kb.models import Document, SearchEntry, SearchVectors, SearchWord
from kb.search import learning
from kb.search.engines import DAMAGED, engine
from kb.search.ranking import code_tokens

MAX_BODY, MAX_COLUMN = 200_000, 20_000  # characters; a tsvector holds no more than 1 MB
BATCH = 100

logger = logging.getLogger(__name__)


def index(document: Document, search_text: SearchText) -> None:
    """Makes a published document findable as `search_text` says; within the caller's transaction.

    A damaged index does not keep anybody from publishing: the texts are written, and searched as they are until it is mended.
    """
    values = _columns(search_text)

    def write() -> None:
        SearchEntry.objects.update_or_create(document_id=document.pk, defaults=values)

    def write_and_index() -> None:
        write()
        engine().write(connection, document.pk)

    _even_if_damaged(write_and_index, without_index=write)
    learning.later(document.pk)


def remove(document: Document) -> None:
    """Takes a document out of search; within the caller's transaction."""
    entry = SearchEntry.objects.filter(document_id=document.pk)
    _even_if_damaged(entry.delete, without_index=entry.delete)
    SearchVectors.objects.filter(document_id=document.pk).delete()


def seen_by_others(document: Document) -> None:
    """Search learns again from a document that others may read now; what it has learnt stays, and is shown to nobody else."""
    if SearchEntry.objects.filter(document_id=document.pk).exists():
        learning.later(document.pk)


def rebuild(*, reread: bool = False, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Makes the index anew and gives the number of documents in it. Readers can go on searching meanwhile.

    What search learns from texts is brought up to date last; `told` then hears how many documents are done, of how many.

    Documents that have no entry are read in from their published text; with `reread` all are, which takes longer and is
    needed only after a change in how texts are read.
    """
    with transaction.atomic():
        engine().drop(connection)
        SearchEntry.objects.exclude(document__in=Document.objects.published()).delete()
        engine().create(connection)
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
    learning.learn(learning.all_entries(), told=told)
    return count


def _even_if_damaged(change: Callable[[], object], *, without_index: Callable[[], object]) -> None:
    """Makes the change; where the index is in the way, takes the index away and makes it without."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                engine().probe(connection)
                change()
        except engine().BROKEN:
            logger.exception(DAMAGED)
            engine().drop(connection)
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
