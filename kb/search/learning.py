"""What search learns from a published text: its words at once, and its meaning in the background, where that is switched on.

What waits to be learnt is whatever has no vectors, which any process can see in the database: nothing is lost when one
stops. On each machine one process learns at a time (docs/decisions/0017-learning-in-the-background.md).
Nothing here stops anybody from publishing: what fails is logged, and tried again by `manage.py learn_search`.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from kb.models import Document, SearchEntry, SearchVectors, SearchWord
from kb.search import meaning, vectors
from kb.search.spelling import LEAST, MOST
from kb.search.words import words

BATCH = 50
NICENESS = 10  # readers go before what is learnt in the background

logger = logging.getLogger(__name__)
_here = threading.local()
_asked = threading.Event()
_learner: threading.Thread | None = None
_starting = threading.Lock()


def why_not_by_meaning() -> str:
    """Why search goes by words alone here; empty where it goes by meaning too."""
    return meaning.what_is_missing() if settings.SEARCH_MEANING else "Search by meaning is switched off."


def later(pk: int) -> None:
    """Learns from this document, whose entry was just written, once the transaction is committed.

    Vectors of an older text are taken away with it, so that the document waits for new ones whatever happens then.
    """
    _forget_if_changed(pk)
    if not hasattr(_here, "pks"):
        _here.pks = set()
    _here.pks.add(pk)
    transaction.on_commit(_learn_what_was_committed, robust=True)


@contextmanager
def postponed() -> Iterator[None]:
    """What is published inside is found by its words, and its meaning waits for `learn()`: for thousands at once."""
    before, _here.is_postponed = getattr(_here, "is_postponed", False), True
    try:
        yield
    finally:
        _here.is_postponed = before


def wake() -> None:
    """Has a thread of this process learn what waits, after all that is under way; gives no sign when it is done."""
    global _learner
    if why_not_by_meaning():
        return
    with _starting:
        if _learner is None or not _learner.is_alive():  # a process that has parted from its parent has no thread yet
            _learner = threading.Thread(target=_learn_when_asked, name="search-learner", daemon=True)
            _learner.start()
    _asked.set()


def waiting() -> int:
    """How many documents have not been learnt; none where search goes by words alone."""
    return 0 if why_not_by_meaning() else _without_vectors().count()


def learn(
    pks: list[int] | None = None,
    *,
    threads: int | None = None,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> int:
    """Learns from these documents (without a list: from those that wait), and gives how many got new vectors.

    `threads` is how many texts are read at once: as many as there are cores, unless told otherwise. `told` is called
    after each step with how many are done, of how many. Never fails.
    """
    made = 0
    try:
        with _alone(), ThreadPoolExecutor(threads or os.cpu_count()) as pool:
            if pks is None:
                pks = _waiting_here()
            for start in range(0, len(pks), BATCH):
                made += _learn(pks[start : start + BATCH], pool)
                told(min(start + BATCH, len(pks)), len(pks))
    except Exception:  # whatever a model or a package raises, readers and editors go on
        logger.exception("Search could not learn from published texts. `manage.py learn_search` tries again.")
    return made


def all_entries() -> list[int]:
    return list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))


def _learn_what_was_committed() -> None:
    pks, _here.pks = getattr(_here, "pks", set()), set()
    if not pks:
        return
    try:
        for start in range(0, len(listed := sorted(pks)), BATCH):
            texts = SearchEntry.objects.filter(pk__in=listed[start : start + BATCH])
            _learn_words(texts)
    except Exception:
        logger.exception("Search could not learn the words of published texts. `manage.py rebuild_search` tries again.")
    if not getattr(_here, "is_postponed", False):
        wake()


def _learn_when_asked() -> None:
    """What the thread does as long as its process lives. It learns one text at a time, and last in line for a core."""
    with suppress(AttributeError, OSError):  # threads have a priority of their own on Linux only
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
    while True:
        _asked.wait()
        _asked.clear()
        learn(threads=1)
        connection.close()


@contextmanager
def _alone() -> Iterator[None]:
    """Waits until no other process or thread of this machine learns; the lock of one that dies is free at once."""
    with (settings.DATA_DIR / "learning.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _without_vectors():
    return SearchEntry.objects.filter(document__search_vectors=None)


def _waiting_here() -> list[int]:
    if why_not_by_meaning():
        return []
    SearchVectors.objects.exclude(digest__startswith=meaning.MARK).delete()  # another version's
    return list(_without_vectors().order_by("pk").values_list("pk", flat=True))


def _forget_if_changed(pk: int) -> None:
    for _, passages in _passages(SearchEntry.objects.filter(pk=pk)):
        SearchVectors.objects.filter(document_id=pk).exclude(digest=meaning.digest(passages)).delete()


def _learn(pks: list[int], pool: ThreadPoolExecutor) -> int:
    entries = SearchEntry.objects.filter(pk__in=pks)
    _learn_words(entries)
    if why_not_by_meaning():
        return 0
    known = dict(SearchVectors.objects.filter(document__in=pks).values_list("document_id", "digest"))
    new = {pk: passages for pk, passages in _passages(entries) if known.get(pk) != meaning.digest(passages)}
    made = pool.map(meaning.meant, new.values())
    if new:
        vectors.write({pk: (meaning.digest(new[pk]), found) for pk, found in zip(new, made, strict=True)})
    return len(new)


def _passages(entries) -> Iterator[tuple[int, list[str]]]:
    for pk, title, summary, symptoms, body in entries.values_list("pk", "title", "summary", "symptoms", "body"):
        yield pk, meaning.passages(title=title, summary=summary, symptoms=symptoms, body=body)


def _learn_words(entries: QuerySet[SearchEntry]) -> None:
    """From what everybody may read alone: a word that somebody's typing is corrected to would tell what only staff read."""
    public = entries.filter(document__visibility=Document.Visibility.PUBLIC)
    rows = public.values_list("title", "summary", "symptoms", "headings", "keywords")
    text = " ".join(" ".join(row) for row in rows)
    found = {word for word in words(text) if LEAST <= len(word) <= MOST and word.isalpha()}
    known: set[str] = set()
    for start in range(0, len(listed := sorted(found)), 500):
        known.update(SearchWord.objects.filter(word__in=listed[start : start + 500]).values_list("word", flat=True))
    new = [SearchWord(word=word) for word in listed if word not in known]
    SearchWord.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
