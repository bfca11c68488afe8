"""How often one sender did one thing: against counts that somebody drives up and against floods. Names nobody.

A sender is the address that a request comes from, and nothing that a program can make up anew, such as what it calls itself.
It is counted in the database, so that all processes count together, under a keyed hash that is of no use tomorrow.
"""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kb.feedback import peer_of
from wizard.models import Sender


def times(request: HttpRequest, purpose: str, *what: str, within: timedelta = timedelta(days=1)) -> int:
    """Counts this time too, and gives how often it was in this day, hour or other while."""
    today = timezone.localdate()
    while_now = int(time.time() // within.total_seconds()) if within < timedelta(days=1) else 0
    parts = "\x1f".join((peer_of(request), *what, today.isoformat(), str(while_now)))
    key = salted_hmac(f"verger.sender.{purpose}", parts, algorithm="sha256").hexdigest()[:32]
    with transaction.atomic():
        Sender.objects.bulk_create([Sender(key=key, day=today)], ignore_conflicts=True)
        Sender.objects.filter(key=key).update(times=F("times") + 1)
        return Sender.objects.values_list("times", flat=True).get(key=key)


def forget() -> None:
    """Deletes what was counted before today."""
    Sender.objects.filter(day__lt=timezone.localdate()).delete()
