"""A guide's own tests: walks that its author wrote down, with where they lead. (pure)"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.problems import Problem, did_you_mean
from kb.saying import _
from wizard import places
from wizard.graph import DONT_KNOW, Graph, Question
from wizard.walk import Dropped, Reason, replay

Lines = Callable[..., int]
MAX_HINTS = 25


def run_tests(graph: Graph, line: Lines = lambda *path: 0) -> Iterator[Problem]:
    """Walks the guide's path tests; a problem for each answer that was not used and each node that was not reached.

    A shortlist is reached when the walk stands at one of its items.
    """
    for index, test in enumerate(graph.tests):
        name = places.test(index + 1, test.name)
        position = replay(graph, dict(test.given))
        for dropped in position.dropped:
            hint = _answer_hint(graph, dropped) if index < MAX_HINTS else ""
            message = _(
                "%(name)s gives '%(key)s' the answer '%(answer)s': %(reason)s.%(hint)s",
                name=name,
                key=dropped.key,
                answer=dropped.answer,
                reason=_reason(dropped.reason),
                hint=hint,
            )
            yield Problem(line("tests", index, "given", dropped.key), message, "test-answer")
        is_there = test.reaches in (position.key, graph.shortlist_of(position.key))
        if not is_there and test.reaches in graph.by_key:
            message = _(
                "%(name)s reaches '%(key)s', not '%(reaches)s'.", name=name, key=position.key, reaches=test.reaches
            )
            yield Problem(line("tests", index, "reaches"), message, "test-misses")


def _reason(reason: Reason) -> str:
    return {
        Reason.NO_SUCH_QUESTION: _("no such question"),
        Reason.NO_SUCH_ANSWER: _("no such answer"),
        Reason.NOT_ON_THIS_WAY: _("not on this way"),
        Reason.LEADS_NOWHERE: _("leads nowhere"),
    }[reason]


def _answer_hint(graph: Graph, dropped: Dropped) -> str:
    if dropped.reason is Reason.NO_SUCH_QUESTION:
        return did_you_mean(dropped.key, graph.by_key)
    node = graph.node(dropped.key)
    if dropped.reason is Reason.NO_SUCH_ANSWER and isinstance(node, Question):
        return did_you_mean(dropped.answer, [*(choice.key for choice in node.choices), DONT_KNOW])
    return ""
