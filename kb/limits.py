"""How often something may be tried in a time: counted in the database, so that every process knows, with or without Redis.

A window begins with the first try and ends when it ends, however often is tried in it: nobody can keep it open for others.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kb.models import Tally

DAY = timedelta(days=1)
CLOCKS_DIFFER = timedelta(minutes=1)  # between machines, and between two moments of one
PATIENCE = 100  # milliseconds

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Count:
    """How often it was tried, this time included, and when the count begins anew."""

    times: int
    until: datetime


@dataclass(frozen=True)
class Limit:
    """At most so many tries in a time, each counted for itself by what it concerns."""

    name: str
    most: int
    window: timedelta

    @transaction.atomic  # the row stays ours until it was read: of many at once each gets a number of its own
    def add(self, *concerns: str) -> Count:
        """Counts one more try; safe for many processes at once."""
        key, now = self._key(concerns), timezone.now()
        rows = Tally.objects.filter(key=key)
        for _try in range(3):
            if rows.filter(self._is_running(now)).update(times=F("times") + 1):
                break
            if rows.exclude(self._is_running(now)).update(times=1, until=now + self.window):
                break
            tidy()  # a new row is seldom, and those that are over go with it
            Tally.objects.bulk_create([Tally(key=key, times=0, until=now + self.window)], ignore_conflicts=True)
        found = rows.first()
        return Count(found.times, found.until) if found else Count(1, now + self.window)

    def is_passed_by(self, count: Count) -> bool:
        return count.times > self.most

    def has(self, *concerns: str) -> bool:
        """Whether it was tried at all in the running window."""
        running = self._is_running(timezone.now())
        return Tally.objects.filter(running, key=self._key(concerns), times__gt=0).exists()

    def take_back(self, *concerns: str) -> None:
        """One try less."""
        Tally.objects.filter(key=self._key(concerns), times__gt=0).update(times=F("times") - 1)

    def forget(self, *concerns: str) -> None:
        """None at all."""
        Tally.objects.filter(key=self._key(concerns)).delete()

    def _is_running(self, now: datetime) -> Q:
        """A window that ends much later than one begun now would is of a clock that went wrong, and over."""
        return Q(until__gt=now, until__lte=now + self.window + CLOCKS_DIFFER)

    def _key(self, concerns: tuple[str, ...]) -> str:
        return salted_hmac(f"verger.limit.{self.name}", "\x1f".join(concerns), algorithm="sha256").hexdigest()


def tidy() -> int:
    """Deletes the counts whose time is over, and gives their number."""
    return Tally.objects.filter(until__lte=timezone.now()).delete()[0]


def in_passing(what: str, count: Callable[[], T]) -> T | None:
    """Counts while somebody only reads: keeps them waiting for PATIENCE at most, and never fails; None where it did not count.

    A long import holds SQLite's one write lock for seconds at a time; pages that count something would wait for it in line.
    """
    try:
        with _impatient(), transaction.atomic():
            return count()
    except DatabaseError as error:
        log.warning("%s was not counted: the database does not take it now (%s).", what, error)
        return None


@contextmanager
def _impatient() -> Iterator[None]:
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
