"""What a search costs among very many documents: `python -m tests.bench.search.scale FOLDER [--sizes 1000,10000,100000]`.

The articles are made of the titles and paragraphs of the documentation in FOLDER, put together anew by chance; their
vectors are those of some titles, moved by chance, so that something is near to what is asked. Times are the processor's, not the clock's, so that a busy
machine does not show in them. A search is compared with the full-text statements that it contains, asked again alone: all of
them, and those that rank; and with one plain statement for the twenty best that hold any of the words, however many match.
PostgreSQL works in processes of its own, so that there the clock counts. Runs on the database of TEST_DATABASE_URL,
SQLite where there is none.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import mean, quantiles
from time import perf_counter, process_time

BATCH = 1000
PARAGRAPHS = 6  # of an article
PASSAGES = 4
PIECES = 96  # about as many as a page of the documentation has
TITLES = 500  # whose meaning the vectors are made of; reading all texts would take an hour
MOVED = 0.75  # how far a vector of length 1 is moved
ASKED = 40
HEAD = (
    f"{'documents':>9} {'way':<18}{'search ms':>10}{'p95':>7}{'full text':>11}{'ratio':>7}{'ranking':>9}{'ratio':>7}"
    f"{'plain':>8}{'ratio':>7}{'statements':>11}{'MB':>6}"
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search.scale")
    parser.add_argument("folder", help="the folder that holds the documentation")
    parser.add_argument("--sizes", default="1000,10000,100000")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from tests.bench.search import corpus

    pages = corpus.read(Path(asked.folder))
    if not pages:
        print(corpus.HOW)
        return 2
    databases = setup_databases(0, False, serialized_aliases=set())
    try:
        made, have = articles(pages), 0
        print(HEAD)
        for size in map(int, asked.sizes.split(",")):
            began, wall = process_time(), perf_counter()
            text = fill(made, have, size)
            print(
                f"{size:>9} made in {process_time() - began:.0f} s of the processor ({perf_counter() - wall:.0f} s by the clock)",
                _sizes(),
                f"(batch of {text / 1e6:.0f} MB of text)",
            )
            have = size
            for by_meaning in (False, True):
                _measure(size, by_meaning=by_meaning)
    finally:
        teardown_databases(databases, 0)
    return 0


def articles(pages: dict) -> Iterator[dict[str, str]]:
    """Articles without end, the same ones in every run."""
    chance = random.Random(5)
    titles = [page.title for page in pages.values()]
    summaries = [page.summary for page in pages.values()]
    headings = [line for page in pages.values() for line in page.headings.splitlines() if line]
    paragraphs = [part for page in pages.values() for part in page.body.split("\n") if len(part) > 120]
    while True:
        left, right = chance.choice(titles).split(), chance.choice(titles).split()
        yield {
            "title": " ".join(left[: len(left) // 2 + 1] + right[len(right) // 2 :])[:200],
            "codes": "",
            "keywords": "",
            "symptoms": "",
            "headings": "\n".join(chance.sample(headings, 4)),
            "summary": chance.choice(summaries),
            "body": "\n".join(chance.sample(paragraphs, PARAGRAPHS)),
        }


def fill(made: Iterator[dict[str, str]], have: int, size: int) -> int:
    """Brings the database up to so many documents; gives the number of letters that came in."""
    import numpy
    from django.db import connection, transaction

    from kb.models import SearchEntry
    from kb.search import learning, meaning, piecewise, vectors
    from kb.search.engines import ENGINES
    from tests.bench.search.published import publish

    chance, letters = numpy.random.default_rng(5 + have), 0
    read = [] if meaning.what_is_missing() else [next(made)["title"] for _ in range(TITLES)]
    titles = meaning.meant(read).vectors if read else numpy.zeros((1, meaning.SIZE), numpy.float32)
    for start in range(have, size, BATCH):
        numbers = range(start + 1, min(start + BATCH, size) + 1)
        with transaction.atomic():
            texts = {number: next(made) for number in numbers}
            letters += sum(len(value) for text in texts.values() for value in text.values())
            publish({number: (text["title"], text["summary"]) for number, text in texts.items()})
            SearchEntry.objects.bulk_create(SearchEntry(document_id=number, **text) for number, text in texts.items())
            for number in numbers:
                ENGINES[connection.vendor].write(connection, number)
            learning._learn_words(SearchEntry.objects.filter(pk__in=numbers))
            moved = chance.normal(0, MOVED / meaning.SIZE**0.5, (len(numbers), PASSAGES, meaning.SIZE))
            moved += titles[chance.integers(0, len(titles), (len(numbers), PASSAGES))]
            pieces = chance.normal(size=(len(numbers), PIECES, piecewise.SIZE))
            meant = map(meaning.Meant, moved, pieces)
            vectors.write({number: (meaning.MARK, one) for number, one in zip(numbers, meant, strict=True)})
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("ANALYZE")
        else:
            cursor.execute("SET statement_timeout = 0")  # the site's own bound is for pages
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")
    return letters


def _sizes() -> str:
    """How large the texts are and what the index takes beside them."""
    from django.db import connection

    with connection.cursor() as cursor:
        columns = " + ".join(
            f"sum(octet_length({name}))" for name in ("title", "keywords", "headings", "summary", "body")
        )
        cursor.execute(f"SELECT {columns} FROM kb_searchentry")
        text = int(cursor.fetchone()[0])
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT (SELECT sum(length(block)) FROM kb_searchindex_data) + (SELECT sum(length(sz)) FROM kb_searchindex_docsize)"
            )
        else:
            cursor.execute(
                "SELECT pg_relation_size('kb_searchentry_vector') + sum(pg_column_size(vector)) FROM kb_searchentry"
            )
        index = int(cursor.fetchone()[0])
    return f"index {index / 1e6:.0f} MB ÷ text {text / 1e6:.0f} MB = {index / text:.2f}"


def _measure(size: int, *, by_meaning: bool) -> None:
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection

    from kb import search
    from kb.search import meaning
    from tests.bench.search import queries

    if by_meaning and (why_not := meaning.what_is_missing()):
        print(why_not)
        return
    settings.SEARCH_MEANING = by_meaning
    typed = [one.text for one in queries.read() if one.kind in ("paraphrases", "errors", "hard")][:: 480 // ASKED]
    clock = process_time if connection.vendor == "sqlite" else perf_counter
    nobody = AnonymousUser()

    def ask(text: str) -> Callable[[], object]:
        return lambda: search.search(text, user=nobody)

    for text in typed:
        search.search(text, user=nobody)
    meaning._kept.cache_clear()
    times = [_time(ask(text), clock) for text in typed]
    contained, ranking, plain, statements = [], [], [], []
    for text in typed:
        with _noting() as noted:
            search.search(text, user=nobody)
        statements.append(len(noted))
        full_text = [one for one in noted if " MATCH " in one[0] or "@@" in one[0]]
        contained.append(sum(_time(_asking(*one), clock) for one in full_text))
        ranking.append(
            sum(_time(_asking(*one), clock) for one in full_text if "bm25(" in one[0] or "ts_rank(" in one[0])
        )
        plain.append(_time(_asking(*_plain(text)), clock))
    way = "words and meaning" if by_meaning else "words"
    ratios = "".join(
        f"{mean(part) * 1000:>{width}.1f}{mean(times) / mean(part):>7.2f}"
        for width, part in ((11, contained), (9, ranking), (8, plain))
    )
    print(
        f"{size:>9} {way:<18}{mean(times) * 1000:>10.1f}{quantiles(times, n=20)[-1] * 1000:>7.1f}{ratios}"
        f"{mean(statements):>11.1f}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>6.0f}",
        flush=True,
    )


@contextmanager
def _noting() -> Iterator[list[tuple[str, Sequence]]]:
    """The statements that are asked within, each with its values."""
    from django.db import connection

    seen: list[tuple[str, Sequence]] = []

    def note(execute, sql, values, many, context):
        seen.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield seen


def _asking(sql: str, values: Sequence) -> Callable[[], object]:
    """Asks the database once, and takes all it answers."""
    from django.db import connection

    def ask() -> object:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchall()

    return ask


def _plain(text: str) -> tuple[str, Sequence]:
    """What somebody would write first: the twenty best that hold any of the words."""
    from django.db import connection

    from kb.search import sqlite
    from kb.search.query import parse

    terms = parse(text).terms
    if connection.vendor == "sqlite":
        any_word = " OR ".join(f'"{term}"' for term in terms)
        return f"SELECT rowid FROM {sqlite.INDEX} WHERE {sqlite.INDEX} MATCH %s ORDER BY rank LIMIT 20", [any_word]
    any_word = " | ".join(f"'{word}'" for term in terms for word in term.split())
    query = "to_tsquery('verger', %s)"
    return (
        f"SELECT document_id FROM kb_searchentry WHERE vector @@ {query} ORDER BY ts_rank(vector, {query}) DESC LIMIT 20",
        [any_word, any_word],
    )


def _time(what: Callable[[], object], clock: Callable[[], float], *, times: int = 3) -> float:
    """The shortest of a few times, in seconds."""
    best = float("inf")
    for _ in range(times):
        began = clock()
        what()
        best = min(best, clock() - began)
    return best


if __name__ == "__main__":
    sys.exit(main())
