"""Guessing passwords: how often somebody may be wrong, by name and by sender; docs/decisions/0019-guessing-passwords.md says why so."""

from __future__ import annotations

import logging
import math
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.feedback import peer_of
from kb.limits import Limit

WINDOW = timedelta(minutes=10)
SENDER = Limit("sign-in.sender", 20, WINDOW)
PAIR = Limit("sign-in.pair", 5, WINDOW)
NAME = Limit("sign-in.name", 50, WINDOW)
KNOWN = Limit(
    "sign-in.known", 1, timedelta(days=30)
)  # senders that a name was right from: no stranger's guesses stop them
LONGEST_WAY_BACK = 8000  # bytes as part of another address; gunicorn takes 8,190 in all

log = logging.getLogger(__name__)


class TooMany(ValidationError):
    """It was tried too often; further tries come to nothing until `until`.

    `said` gives what is said of so many minutes, with `%(minutes)d` and `%(clock)s` in it.
    """

    def __init__(self, until: datetime, said: Callable[[int], str]) -> None:
        self.until = until
        left = max(1, math.ceil((until - timezone.now()) / timedelta(minutes=1)))
        clock = date_format(timezone.localtime(until), "TIME_FORMAT")
        super().__init__(said(left) % {"minutes": left, "clock": clock}, code="too-many")


def _too_many_guesses(minutes: int) -> str:
    wait = ngettext(
        "Too many wrong passwords. Wait %(minutes)d minute (until %(clock)s), then try again.",
        "Too many wrong passwords. Wait %(minutes)d minutes (until %(clock)s), then try again.",
        minutes,
    )
    return f"{wait} {_('If you have forgotten yours, ask for a new one meanwhile.')}"


class Guard:
    """Counts the tries of one sender at one name. `try_once` before the password is looked at, `was_right` when it was."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        self.sender = peer_of(request)
        self.name = one_spelling(name)

    def try_once(self) -> None:
        """Raises TooMany; what one limit refuses does not count for the next, so a single sender cannot use up a name."""
        counted = [(SENDER, (self.sender,)), (PAIR, (self.name, self.sender))]
        if not KNOWN.has(self.name, self.sender):
            counted.append((NAME, (self.name,)))
        for limit, concerns in counted:
            count = limit.add(*concerns)
            if limit.is_passed_by(count):
                log.warning("A sign-in was refused: too many wrong passwords (%s).", limit.name)
                raise TooMany(count.until, _too_many_guesses)

    def was_right(self) -> None:
        """Takes the try back, and knows this sender from now on."""
        SENDER.take_back(self.sender)
        PAIR.forget(self.name, self.sender)
        if not KNOWN.has(self.name, self.sender):
            NAME.take_back(self.name)
        KNOWN.forget(self.name, self.sender)  # thirty days from the last time
        KNOWN.add(self.name, self.sender)


def one_spelling(name: str) -> str:
    """A name or a mail address as it is counted: however it is written, it is one."""
    return unicodedata.normalize("NFKC", name).casefold()


class GuardedForm:
    """Mixed into a form that signs people in: guesses are counted before the password is looked at."""

    def clean(self):
        name = self.cleaned_data.get("username")
        if not name or not self.cleaned_data.get("password"):
            return super().clean()
        guard = Guard(self.request, name)
        guard.try_once()
        cleaned = super().clean()
        guard.was_right()
        return cleaned


def way_back(request: HttpRequest) -> str:
    """Where signing in leads back to: the address that was asked for, without its query where both do not fit into one request line."""
    whole = request.get_full_path()
    return whole if len(quote(whole)) <= LONGEST_WAY_BACK else request.path


def with_its_status(response: HttpResponse, form) -> HttpResponse:
    """The page of a form, with 429 and the time to wait where too many tries were made."""
    refused = next((one for one in form.non_field_errors().as_data() if isinstance(one, TooMany)), None)
    if refused is not None:
        response.status_code = 429
        left = math.ceil((refused.until - timezone.now()).total_seconds())
        response["Retry-After"] = str(max(1, left))
    return response
