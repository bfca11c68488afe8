"""Helpful or not: recorded without account, cookie or address, and not by a flood or from another site."""

from __future__ import annotations

import ipaddress
import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kb.models import Document, Feedback
from kb.refusals import Refused

WORDS_MAX = 1000
PER_SENDER = 5  # in ten minutes
IN_ALL = 200  # in ten minutes
WINDOW = timedelta(minutes=10)
BUTTON_LENGTH, WORDS_LENGTH = 24, 11  # of the two parts of a key; a full stop stands between them

log = logging.getLogger(__name__)


def is_same_origin(request: HttpRequest) -> bool:
    """Whether a POST comes from our own pages.

    Pages for anonymous readers carry no CSRF token, so that they are the same bytes for everyone. Browsers say where a POST comes
    from: Sec-Fetch-Site, in older ones Origin, in the oldest Referer. One that says nothing is refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    source = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        return urlsplit(source).netloc in (request.get_host(), urlsplit(settings.SITE_URL).netloc)
    except ValueError:  # no address at all
        return False


def record(document: Document, request: HttpRequest, *, is_helpful: bool, words: str = "") -> None:
    """Records an opinion. Words are never written over: several people share an address, a browser and a page.

    Pressed again on the same day, a button counts once, the last one, and words join it; other words are an opinion of their own.
    Refused when flooded, which words that join an opinion are not.
    """
    words = words.replace("\x00", "")[:WORDS_MAX]
    button = _hash("key", peer_of(request), request.headers.get("User-Agent", ""), str(document.pk))[:BUTTON_LENGTH]
    key = f"{button}.{_hash('words', words)[:WORDS_LENGTH]}" if words else button
    opinion = {"is_helpful": is_helpful, "is_handled": False}
    known = Feedback.objects.filter(document=document)
    if known.filter(key=key).update(**opinion):
        return
    if not words and known.filter(key__startswith=f"{button}.", is_helpful=is_helpful).exists():
        return  # this button was pressed before the words were sent
    if words and _join(known.filter(key=button), key=key, words=words, **opinion):
        return
    sender = _hash("sender", peer_of(request))
    _refuse_a_flood(sender)
    new = {**opinion, "words": words, "document": document, "revision": document.published, "sender": sender}
    Feedback.objects.get_or_create(key=key, defaults=new)


def _join(button: QuerySet[Feedback], **words: object) -> bool:
    """Puts words to the button that was pressed before them; whether there was one."""
    try:
        with transaction.atomic():
            return bool(button.update(**words))
    except IntegrityError:  # the same words came in twice at this moment
        return True


def _refuse_a_flood(sender: str) -> None:
    recent = Feedback.objects.filter(created_at__gte=timezone.now() - WINDOW)
    if recent.filter(sender=sender).count() >= PER_SENDER or recent.count() >= IN_ALL:
        raise Refused(_("That is a lot of answers in a short time. Please wait ten minutes."))


def mark_handled(opinions: QuerySet[Feedback]) -> list[Feedback]:
    """Marks what somebody has read and acted on; gives those that were not marked yet."""
    waiting = list(opinions.filter(is_handled=False))
    Feedback.objects.filter(pk__in=[one.pk for one in waiting]).update(is_handled=True)
    return waiting


def peer_of(request: HttpRequest) -> str:
    """The reader's address: the peer's, or, when the peer is a proxy on this machine, the last one that it names.

    Of an IPv6 address the first half: the other half a device makes up itself, as often as it likes.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        if forwarded and (not peer or ipaddress.ip_address(peer).is_loopback):
            peer = forwarded
        address = ipaddress.ip_address(peer)
        address = getattr(address, "ipv4_mapped", None) or address
    except ValueError:
        return request.META.get("REMOTE_ADDR", "")
    return str(address if address.version == 4 else ipaddress.ip_network(f"{address}/64", strict=False))


def _hash(purpose: str, *parts: str) -> str:
    """A keyed hash of the parts and today, so that nothing can be looked up tomorrow."""
    value = "\x1f".join((*parts, timezone.localdate().isoformat()))
    return salted_hmac(f"verger.feedback.{purpose}", value, algorithm="sha256").hexdigest()[:32]
