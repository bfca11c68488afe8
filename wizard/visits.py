"""How often each answer is given, by day: without cookies, without addresses, and never at the cost of a page."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.utils import timezone

from kb.feedback import is_same_origin, peer_of
from kb.limits import DAY, Limit, in_passing
from kb.models import Document
from wizard import renames
from wizard.graph import Graph
from wizard.models import Visit
from wizard.usage import Usage, usage_of
from wizard.walk import Step
from wizard.walking import Walk

ANSWERS = Limit("answer", 1, DAY)


def count_answer(request: HttpRequest, walk: Walk) -> None:
    """Counts the answer that a form of ours has just sent; the same one from the same address counts once a day.

    So readers behind one address count as one: better too low than driven up by one program that calls itself many. Readers of drafts, programs that follow links, and pages fetched ahead do not count.
    """
    step = next((step for step in walk.position.steps if step.key == walk.place.asked), None)
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if step is None or is_ahead or not walk.is_published or not is_same_origin(request):
        return
    in_passing("An answer", lambda: _count_once(peer_of(request), walk.document, step))


def _count_once(peer: str, document: Document, step: Step) -> None:
    for answer in step.chosen or step.answers:
        if ANSWERS.add(peer, str(document.pk), step.key, answer).times == 1:
            _count(document, step.key, answer)


def usage(document: Document, graph: Graph, *, days: int = 90) -> Usage:
    """What was answered in a guide in the last days, over its drawing, under the names of today."""
    since = timezone.localdate() - timedelta(days=days)
    rows = Visit.objects.filter(document_id=document.pk, day__gt=since).values_list("node", "answer").order_by()
    counts: dict[tuple[str, str], int] = {}
    for node, answer, times in rows.annotate(sum=Sum("times")):
        name = (renames.node_now(graph, node), renames.choice_now(graph, node, answer))
        counts[name] = counts.get(name, 0) + times
    return usage_of(graph, counts)


def _count(document: Document, node: str, answer: str) -> None:
    name = {"document": document, "day": timezone.localdate(), "node": node, "answer": answer}
    if _add_one(name):
        return
    try:
        with transaction.atomic():
            Visit.objects.create(**name)
    except IntegrityError:  # somebody else was the first of the day meanwhile
        _add_one(name)


def _add_one(name: dict[str, object]) -> int:
    return Visit.objects.filter(**name).update(times=F("times") + 1)
