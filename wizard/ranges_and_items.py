"""What can be wrong with what a question or a shortlist holds: ranges that do not meet, items that lead elsewhere. (pure)"""

from __future__ import annotations

from collections.abc import Iterator

from kb.numbers import number
from kb.saying import _
from wizard.graph import Choice, Fix, Graph, Question, Shortlist, comes_back, edges


def range_problems(question: Question) -> Iterator[tuple[Choice, str]]:
    """Each range with what is wrong with it, as words that follow its name."""
    before: Choice | None = None
    last = len(question.choices) - 1
    for place, choice in enumerate(question.choices):
        low, high = number(choice.from_), number(choice.below)
        if low is None and place > 0:
            yield choice, _("has no 'from'; only the first range may leave it out.")
        if high is None and place < last:
            yield choice, _("has no 'below'; only the last range may leave it out.")
        if low is not None and high is not None and low >= high:
            message = _(
                "is empty: 'from' %(low)s is not smaller than 'below' %(high)s.", low=choice.from_, high=choice.below
            )
            yield choice, message
        end = number(before.below) if before else None
        if before and low is not None and end is not None and low != end:
            yield choice, _not_meeting(before, choice, is_gap=low > end)
        before = choice


def _not_meeting(before: Choice, choice: Choice, *, is_gap: bool) -> str:
    values = {"low": choice.from_, "key": before.key, "end": before.below}
    if is_gap:
        return _("leaves a gap: it begins at %(low)s, and '%(key)s' ends below %(end)s.", **values)
    return _("overlaps: it begins at %(low)s, and '%(key)s' ends below %(end)s.", **values)


def leading_to(graph: Graph) -> dict[str, list[str]]:
    leading: dict[str, list[str]] = {}
    for node in graph.nodes:
        for to in dict.fromkeys(edge.to for edge in edges(node)):
            leading.setdefault(to, []).append(node.key)
    return leading


def item_problems(graph: Graph, shortlist: Shortlist, item: str, leading: dict[str, list[str]]) -> Iterator[str]:
    """What is wrong with an item, as words that follow the name of its shortlist."""
    node = graph.node(item)
    if node is None:
        return
    if shortlist.items.count(item) > 1:
        yield _("lists '%(item)s' twice.", item=item)
    if not isinstance(node, Fix | Question):
        yield _("lists '%(item)s', which is neither a fix nor a question.", item=item)
        return
    if not comes_back(node):
        yield _(
            "lists '%(item)s', which never comes back, so that what follows is not tried; leave out its '%(way)s'.",
            item=item,
            way="not_fixed" if isinstance(node, Fix) else "to",
        )
    others = [key for key in leading.get(item, []) if key != shortlist.key]
    if item == graph.start:
        yield _("lists '%(item)s', at which the guide starts; only the shortlist may lead to its items.", item=item)
    if others:
        yield _(
            "lists '%(item)s', to which '%(other)s' leads too; only the shortlist may lead to its items.",
            item=item,
            other=others[0],
        )
