"""What readers looked for and did not find, in their words: no account, no cookie, no address, and no flood."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kb.models import Wish
from kb.refusals import Refused
from kb.search.query import visible

WORDS_MAX = 1000
IN_ALL = 100  # in a day: more than an editor reads, and nothing to fill a disk with
WINDOW = timedelta(days=1)


def record(*, query: str, words: str) -> Wish:
    """Keeps a wish; the same words waiting already are kept once. Refused when flooded."""
    lines = (visible(line).strip() for line in words.splitlines())
    values = {"query": visible(query).strip()[:200], "words": "\n".join(lines).strip()[:WORDS_MAX]}
    known = Wish.objects.filter(**values, is_handled=False).first()
    if known:
        return known
    if Wish.objects.filter(created_at__gte=timezone.now() - WINDOW).count() >= IN_ALL:
        raise Refused(_("So much was sent today that nobody can read more. Please come back tomorrow."))
    return Wish.objects.create(**values)


def mark_handled(wishes: QuerySet[Wish]) -> list[Wish]:
    """Marks what somebody has read and acted on; gives those that were not marked yet."""
    waiting = list(wishes.filter(is_handled=False))
    Wish.objects.filter(pk__in=[one.pk for one in waiting]).update(is_handled=True)
    return waiting
