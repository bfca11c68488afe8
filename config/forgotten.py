"""Forgotten passwords: how many mails with a link are sent to one address, and asked for by one sender.

A mail takes longer than none. So the address is looked up and the mail sent when the answer is out, in a thread: how long the
answer takes says nothing about who has an account.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import ngettext

from config.sign_in import TooMany, one_spelling
from kb.feedback import peer_of
from kb.limits import Limit

# As long as a link is good for: who asks once more than is sent still has one that works.
WINDOW = timedelta(hours=1)
SENDER = Limit("forgotten.sender", 10, WINDOW)
ADDRESS = Limit("forgotten.address", 3, WINDOW)

log = logging.getLogger(__name__)


def _too_many_links(minutes: int) -> str:
    return ngettext(
        "That is a lot of links asked for from one place. Wait %(minutes)d minute (until %(clock)s), then try again.",
        "That is a lot of links asked for from one place. Wait %(minutes)d minutes (until %(clock)s), then try again.",
        minutes,
    )


def may_be_sent(request: HttpRequest, address: str) -> bool:
    """Counts one more time that a link was asked for, alike for addresses that nobody here has; False where the address got enough.

    Raises TooMany where this sender asked too often; that does not count for the address, so that nobody uses up many of them.
    """
    count = SENDER.add(peer_of(request))
    if SENDER.is_passed_by(count):
        log.warning("A link for a new password was refused: too many from one sender.")
        raise TooMany(count.until, _too_many_links)
    is_enough = ADDRESS.is_passed_by(ADDRESS.add(one_spelling(address)))
    if is_enough:
        log.warning("A link for a new password was not sent: enough are on their way to that address.")
    return not is_enough


class AnswerFirst(HttpResponseRedirect):
    """A redirect, and what is done once it is out."""

    def __init__(self, to: str, then: Callable[[], object]) -> None:
        super().__init__(to)
        self._then = then

    def close(self) -> None:
        """Called by the server when the answer is sent."""
        super().close()
        in_background(self._then)


def in_background(send: Callable[[], object]) -> None:
    """Sends in a thread of its own. Not a daemon: a process that is told to stop waits until the mail is out (10 s at most, EMAIL_TIMEOUT)."""
    threading.Thread(target=_send, args=(send,), name="forgotten-password").start()


def _send(send: Callable[[], object]) -> None:
    try:
        send()
    except Exception:
        log.exception("A link for a new password could not be sent.")
    finally:
        connection.close()  # this thread's own
