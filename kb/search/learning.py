"""What search learns from a published text once it is committed: its words, and its meaning where that is switched on.

Nothing here stops anybody from publishing: what fails is logged, and made by the next `manage.py rebuild_search`.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from kb.models import SearchEntry, SearchVectors, SearchWord
from kb.search import meaning, vectors
from kb.search.spelling import LEAST, MOST
from kb.search.words import words

BATCH = 50

logger = logging.getLogger(__name__)
_waiting = threading.local()


def why_not_by_meaning() -> str:
    """Why search goes by words alone here; empty where it goes by meaning too."""
    return meaning.what_is_missing() if settings.SEARCH_MEANING else "Search by meaning is switched off."


def later(pk: int) -> None:
    """Learns from this document once the transaction is committed, together with all others of the same transaction."""
    if not hasattr(_waiting, "pks"):
        _waiting.pks = set()
    _waiting.pks.add(pk)
    transaction.on_commit(_learn_waiting, robust=True)


def _learn_waiting() -> None:
    pks, _waiting.pks = getattr(_waiting, "pks", set()), set()
    if pks:
        learn(sorted(pks))


def learn(pks: list[int] | None = None, *, told: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Learns from these documents (without a list: from those that have no vectors), and gives how many got new vectors.

    `told` is called after each step with how many are done, of how many. Never fails.
    """
    made = 0
    try:
        if pks is None:
            pks = _without_vectors()
        for start in range(0, len(pks), BATCH):
            made += _learn(pks[start : start + BATCH])
            told(min(start + BATCH, len(pks)), len(pks))
    except Exception:  # whatever a model or a package raises, readers and editors go on
        logger.exception("Search could not learn from published texts. `manage.py rebuild_search` tries again.")
    return made


def all_entries() -> list[int]:
    return list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))


def _without_vectors() -> list[int]:
    if why_not_by_meaning():
        return []
    return list(SearchEntry.objects.filter(document__search_vectors=None).order_by("pk").values_list("pk", flat=True))


def _learn(pks: list[int]) -> int:
    entries = SearchEntry.objects.filter(pk__in=pks)
    texts = list(entries.values_list("pk", "title", "summary", "symptoms", "headings", "keywords", "body"))
    _learn_words(" ".join(" ".join(row[1:6]) for row in texts))
    if why_not_by_meaning():
        return 0
    known = dict(SearchVectors.objects.filter(document__in=pks).values_list("document_id", "digest"))
    made = {}
    for pk, title, summary, symptoms, _, _, body in texts:
        passages = meaning.passages(title=title, summary=summary, symptoms=symptoms, body=body)
        digest = meaning.digest(passages)
        if known.get(pk) != digest:
            made[pk] = (digest, meaning.vectors(passages))
    if made:
        vectors.write(made)
    return len(made)


def _learn_words(text: str) -> None:
    found = {word for word in words(text) if LEAST <= len(word) <= MOST and word.isalpha()}
    known: set[str] = set()
    for start in range(0, len(listed := sorted(found)), 500):
        known.update(SearchWord.objects.filter(word__in=listed[start : start + 500]).values_list("word", flat=True))
    new = [SearchWord(word=word) for word in listed if word not in known]
    SearchWord.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
