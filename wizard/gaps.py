"""Walks that end in "not covered": a gap of the knowledge base, told to `kb.gaps` by how often each such end was reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.gaps import Missing, Source
from kb.models import Document
from kb.search.searchlog import oldest_day
from wizard import renames
from wizard.graph import ANSWER_WORDS, End, Graph, Node, Question
from wizard.models import Visit
from wizard.spoken import said
from wizard.walking import graph_of
from wizard.ways import ways_on

Counts = dict[tuple[str, str], dict[date, int]]  # (node, answer) -> how often on which day


def not_covered() -> Iterator[Missing]:
    """Each end of a published guide that says "not covered", with the answers that lead there, since the guide was last published."""
    by_guide: dict[int, list[tuple[date, str, str, int]]] = defaultdict(list)
    rows = Visit.objects.filter(day__gte=oldest_day()).values_list("document", "day", "node", "answer").order_by()
    for pk, *row, times in rows.annotate(sum=Sum("times")):
        by_guide[pk].append((*row, times))
    for document in Document.objects.published().filter(pk__in=by_guide).select_related("published"):
        yield from _in_guide(document, by_guide[document.pk])


def _in_guide(document: Document, rows: list[tuple[date, str, str, int]]) -> Iterator[Missing]:
    graph = graph_of(document.published)
    since = timezone.localtime(document.updated_at).date()
    counts: Counts = defaultdict(lambda: defaultdict(int))
    for day, node, answer, times in rows:
        if day >= since:  # a new revision may be the answer to what was missed before
            counts[renames.node_now(graph, node), renames.choice_now(graph, node, answer)][day] += times
    for end in graph.nodes:
        if isinstance(end, End) and end.end == "not-covered":
            yield from _at_end(document, graph, end, counts)


def _at_end(document: Document, graph: Graph, end: End, counts: Counts) -> Iterator[Missing]:
    days: dict[date, int] = defaultdict(int)
    ways = []
    for node in graph.nodes:
        answers = [(answer, counts[node.key, answer]) for answer, to in ways_on(graph, node) if to == end.key]
        several = (
            isinstance(node, Question) and node.pick == "several"
        )  # each tick was counted, and they lead on together
        for day in {day for _answer, by_day in answers for day in by_day}:
            given = [by_day.get(day, 0) for _answer, by_day in answers]
            days[day] += max(given) if several else sum(given)
        ways += [f"{node.title} – {_words_of(node, answer)}" for answer, by_day in answers if by_day]
    if any(days.values()):
        yield Missing(
            key=f"{document.pk}/{end.key}",
            title=f"{document.title}: {end.say}",
            days={day: times for day, times in days.items() if times},
            about=_("ends the guide after"),
            words=ways[0] if len(ways) == 1 else document.title,
            quotes=tuple(ways[:3]),
            document=document,
            address=f"{document.get_absolute_url()}map/",
        )


def _words_of(node: Node, answer: str) -> str:
    choice = node.choice(answer) if isinstance(node, Question) else None
    return choice.say if choice else said(ANSWER_WORDS.get(answer, answer))


NOT_COVERED = Source(
    "not-covered",
    gettext_lazy("A guide had no answer"),
    gettext_lazy("Walks that ended in “not covered” since the guide was published last."),
    not_covered,
)
