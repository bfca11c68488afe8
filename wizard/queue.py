"""A turn at looking through a pasted text: so many for one sender, and so many at the same time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wizard import senders
from wizard.uploads import Refused

PER_SENDER = 60
WINDOW = timedelta(minutes=10)
AT_ONCE = 2  # in one process; each takes one core for half a second at most
PATIENCE = 5  # seconds

_places = BoundedSemaphore(AT_ONCE)
log = logging.getLogger(__name__)


@contextmanager
def turn(request: HttpRequest) -> Iterator[None]:
    """Waits for a place; raises Refused for who comes too often, and for everybody while too many are waiting."""
    if _times(request) > PER_SENDER:
        raise Refused(_("That is a lot of texts in a short time. Please wait ten minutes, then paste it again."), 429)
    if not _places.acquire(timeout=PATIENCE):
        raise Refused(_("Many people are pasting just now. Please try again in a minute."), 503)
    try:
        yield
    finally:
        _places.release()


def _times(request: HttpRequest) -> int:
    try:
        return senders.times(request, "paste", within=WINDOW)
    except DatabaseError:  # read-only or full: reading goes on, and so many at the same time is still the most
        log.warning("A paste was not counted: the database does not take it.", exc_info=True)
        return 0
