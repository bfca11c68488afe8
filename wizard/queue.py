"""A turn at looking through a pasted text: so many for one sender, and so many at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import BoundedSemaphore

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kb.feedback import peer_of
from kb.limits import Limit, in_passing
from wizard.uploads import Refused

PASTES = Limit("paste", 60, timedelta(minutes=10))
AT_ONCE = 2  # in one process; each takes one core for half a second at most
PATIENCE = 5  # seconds

_places = BoundedSemaphore(AT_ONCE)


@contextmanager
def turn(request: HttpRequest) -> Iterator[None]:
    """Waits for a place; raises Refused for who comes too often, and for everybody while too many are waiting."""
    if _is_too_often(request):
        raise Refused(_("That is a lot of texts in a short time. Please wait ten minutes, then paste it again."), 429)
    if not _places.acquire(timeout=PATIENCE):
        raise Refused(_("Many people are pasting just now. Please try again in a minute."), 503)
    try:
        yield
    finally:
        _places.release()


def _is_too_often(request: HttpRequest) -> bool:
    # Read-only, full or busy: reading goes on, and so many at the same time is still the most.
    count = in_passing("A paste", lambda: PASTES.add(peer_of(request)))
    return count is not None and PASTES.is_passed_by(count)
