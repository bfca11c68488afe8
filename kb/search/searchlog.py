"""What people search for and whether it leads them anywhere, counted by day: no address, no cookie, nobody's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from kb.models import SearchLog
from kb.search.grouping import normal_form
from kb.search.private import is_private
from kb.search.query import MAX_LENGTH, parse

MAX_WORDS = 15  # more is a pasted text, which may hold anything
MOST_A_DAY = 5000  # different ones: more than a church has, and nothing to fill a disk with

_secrets: list[Callable[[str], bool]] = []


def keep_out(is_secret: Callable[[str], bool]) -> None:
    """Registers a test for what must not be logged: those who know more shapes of secrets than we do say so when Django starts."""
    _secrets.append(is_secret)


def log(query_text: str, found: int, *, told: bool = False) -> None:
    """Counts a search, with the number of documents it found, and whether its reader's browser would tell where it goes on to."""
    query = _normal(query_text)
    if query:
        _count(query, found, told)


def click(query_text: str) -> None:
    """Counts that a search led to a page; never more than there were searches."""
    query = _normal(query_text)
    if query:
        _count_click(query)


def tidy() -> int:
    """Deletes what was logged more than SEARCH_LOG_DAYS ago, and gives the number of rows."""
    return SearchLog.objects.filter(day__lt=oldest_day()).delete()[0]


def oldest_day() -> date:
    """The first day that is still kept."""
    return timezone.localdate() - timedelta(days=settings.SEARCH_LOG_DAYS)


def _normal(typed: str) -> str:
    """How a search is logged; empty for what is not: pasted text, and what may be somebody's own."""
    query = parse(typed)
    is_pasted = len(typed) > MAX_LENGTH or "\n" in typed.strip() or len(query.text.split()) > MAX_WORDS
    if is_pasted or is_private(query.text) or any(is_secret(query.text) for is_secret in _secrets):
        return ""
    return query.text.lower()[:MAX_LENGTH]


def _count(query: str, found: int, told: bool) -> None:
    """One more of today's; of two processes that both see none yet, one makes the row and both count."""
    today = timezone.localdate()
    rows = SearchLog.objects.filter(day=today, query=query)
    again = {"times": F("times") + 1, "found": found, "told": F("told") + int(told)}
    if rows.update(**again):
        return
    known = SearchLog.objects.filter(day=today).count()
    if not known:  # once a day, with the first search
        tidy()
    if known >= MOST_A_DAY:
        return
    row = SearchLog(day=today, query=query, form=normal_form(query), times=0, found=found)
    SearchLog.objects.bulk_create([row], ignore_conflicts=True)
    rows.update(**again)


def _count_click(query: str) -> None:
    """The page may have lain open over midnight: the last day on which this was searched for counts."""
    row = SearchLog.objects.filter(query=query).order_by("-day").first()
    if row:
        SearchLog.objects.filter(pk=row.pk, clicks__lt=F("times")).update(clicks=F("clicks") + 1)
