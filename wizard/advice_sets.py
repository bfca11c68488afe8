"""The verbs of learning: counts of verdicts become a numbered advice set, where that changes an order for the better."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from kb.models import Document
from wizard import learning, renames
from wizard.graph import VERDICTS, Graph
from wizard.learning import Counts, Learned
from wizard.models import AdviceSet, Visit
from wizard.walking import graph_of


def live(document: Document) -> AdviceSet | None:
    """The set by which readers are advised now; None where only the author's words count."""
    return AdviceSet.objects.filter(document_id=document.pk).order_by("-number").first()


def counts_until(document: Document, graph: Graph, until: date) -> Counts:
    """How often each verdict was given up to a day, under the names that the fixes have today."""
    said = Visit.objects.filter(document_id=document.pk, day__lte=until, answer__in=VERDICTS)
    rows = said.values_list("node", "answer").order_by("node", "answer").annotate(times=Sum("times"))
    counts = {(node, verdict): times for node, verdict, times in rows}
    return learning.renamed_counts(counts, {node: renames.node_now(graph, node) for node, _ in counts})


def rebuild(document: Document, until: date) -> Learned:
    """What the verdicts until a day teach; asked again, the same."""
    graph = graph_of(document.published)
    return learning.learn(graph, counts_until(document, graph, until))


def learn(document: Document, *, until: date | None = None) -> AdviceSet | None:
    """Makes the next advice set of a published guide, where an order changes; None where nothing does.

    Learned from whole days, yesterday's the last one, so that the same can be learned again. Where the verdicts do not bear an
    order out any more, the next set is empty: the author's words count again.
    """
    day = until or timezone.localdate() - timedelta(days=1)
    learned = rebuild(document, day)
    graph = graph_of(document.published)
    with transaction.atomic():
        Document.objects.select_for_update(of=("self",)).get(pk=document.pk)  # one number at a time
        before = live(document)
        known = before.priors if before else {}
        if learning.orders(graph, learned.priors) == learning.orders(graph, known):
            return None
        return AdviceSet.objects.create(
            document=document,
            number=(before.number if before else 0) + 1,
            until=day,
            priors=dict(learned.priors),
            places=[asdict(place) for place in learned.places],
        )
