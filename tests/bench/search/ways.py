"""The ways of searching that are compared, on the database the process was started with. Each gives slugs, the best first."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test.utils import setup_databases, teardown_databases

from kb import search
from kb.formats import SearchText
from kb.models import Document, SearchVectors
from kb.search import sqlite, starter
from kb.search.words import words
from tests.bench.search.published import publish

SHOWN = 20
Way = Callable[[str], list[int]]


@contextmanager
def filled(corpus: dict[str, SearchText], kept: Path, notes: list[str]) -> Iterator[dict[str, int]]:
    """A database with the corpus in it; gives the number of each page's document. `kept` holds vectors made before."""
    databases = setup_databases(0, False, serialized_aliases=set())
    try:
        numbers = {path: number for number, path in enumerate(corpus, 1)}
        began = perf_counter()
        settings.SEARCH_MEANING = False
        with transaction.atomic():
            _publish(corpus)
        starter.bring_in(starter.LIST.read_text("utf-8"))  # as an installation begins
        notes.append(f"indexed in {perf_counter() - began:.0f} s")
        settings.SEARCH_MEANING = True
        _make_vectors(kept, notes)
        yield numbers
    finally:
        teardown_databases(databases, 0)


def _publish(corpus: dict[str, SearchText]) -> None:
    publish({number: (text.title, text.summary) for number, text in enumerate(corpus.values(), 1)})
    documents = Document.objects.order_by("pk")
    for document, text in zip(documents, corpus.values(), strict=True):
        search.index(document, text)


def _make_vectors(kept: Path, notes: list[str]) -> None:
    if why_not := search.why_not_by_meaning():
        notes.append(why_not)
        return
    if kept.exists():
        SearchVectors.objects.bulk_create(SearchVectors(**row) for row in pickle.loads(kept.read_bytes()))
        return
    began = perf_counter()
    count = search.learn()
    notes.append(f"{count} documents read for their meaning in {perf_counter() - began:.0f} s")
    kept.write_bytes(pickle.dumps(list(SearchVectors.objects.values("document_id", "digest", "passages", "pieces"))))


def ways() -> dict[str, Way]:
    """Search with and without meaning, and on SQLite what FTS5 does by itself."""
    found: dict[str, Way] = {} if search.why_not_by_meaning() else {"words and meaning": _searched(by_meaning=True)}
    found["words"] = _searched(by_meaning=False)
    if connection.vendor == "sqlite":
        found |= {"plain FTS5, any word": _plain(" OR "), "plain FTS5, all words": _plain(" AND ")}
    return found


def _searched(*, by_meaning: bool) -> Way:
    def way(text: str) -> list[int]:
        settings.SEARCH_MEANING = by_meaning
        return [hit.document.pk for hit in search.search(text, user=AnonymousUser(), limit=SHOWN).hits]

    return way


def _plain(glue: str) -> Way:
    def way(text: str) -> list[int]:
        expression = glue.join(f'"{word}"' for word in words(text))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {sqlite.INDEX} WHERE {sqlite.INDEX} MATCH %s ORDER BY rank LIMIT %s",
                [expression, SHOWN],
            )
            return [pk for (pk,) in cursor.fetchall()]

    return way
