"""What people search for, counted by day: no address, no cookie, nobody's name."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from kb.models import SearchLog
from kb.search.query import MAX_LENGTH, parse

MAX_WORDS = 15  # more is a pasted text, which may hold anything

logger = logging.getLogger(__name__)


def log(query_text: str, found: int) -> None:
    """Counts a search, with the number of documents it found. Never fails: a search is not lost for its log."""
    query = _normal(query_text)
    if not query:
        return
    try:
        with transaction.atomic():
            _count(query, found)
    except DatabaseError:
        logger.warning("A search could not be logged.", exc_info=True)


def _normal(typed: str) -> str:
    """How a search is logged; empty for what is not: pasted text, and what may be somebody's address."""
    text = parse(typed).text.lower()
    is_pasted = len(typed) > MAX_LENGTH or "\n" in typed.strip() or len(text.split()) > MAX_WORDS
    return "" if is_pasted or "@" in text else text


def _count(query: str, found: int) -> None:
    """One more of today's; of two processes that both see none yet, one makes the row and both count."""
    today = timezone.localdate()
    rows = SearchLog.objects.filter(day=today, query=query)
    again = {"times": F("times") + 1, "found": found}
    if rows.update(**again):
        return
    if not SearchLog.objects.filter(day=today).exists():  # once a day, with the first search
        SearchLog.objects.filter(day__lt=today - timedelta(days=settings.SEARCH_LOG_DAYS)).delete()
    SearchLog.objects.bulk_create([SearchLog(day=today, query=query, times=0, found=found)], ignore_conflicts=True)
    rows.update(**again)
