"""Forgotten passwords: how many mails with a link are sent to one address, and asked for by one sender."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.http import HttpRequest
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
