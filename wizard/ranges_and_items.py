"""What can be wrong with what a question or a shortlist holds: ranges that do not meet, items that lead elsewhere. (pure)"""

from __future__ import annotations

from collections.abc import Iterator

from kb.numbers import number
from wizard.graph import Choice, Fix, Graph, Question, Shortlist, comes_back, edges


def range_problems(question: Question) -> Iterator[tuple[Choice, str]]:
    before: Choice | None = None
    last = len(question.choices) - 1
    for place, choice in enumerate(question.choices):
        low, high = number(choice.from_), number(choice.below)
        if low is None and place > 0:
            yield choice, "has no 'from'; only the first range may leave it out."
        if high is None and place < last:
            yield choice, "has no 'below'; only the last range may leave it out."
        if low is not None and high is not None and low >= high:
            yield choice, f"is empty: 'from' {choice.from_} is not smaller than 'below' {choice.below}."
        end = number(before.below) if before else None
        if before and low is not None and end is not None and low != end:
            what = "leaves a gap" if low > end else "overlaps"
            yield choice, f"{what}: it begins at {choice.from_}, and '{before.key}' ends below {before.below}."
        before = choice


def leading_to(graph: Graph) -> dict[str, list[str]]:
    leading: dict[str, list[str]] = {}
    for node in graph.nodes:
        for to in dict.fromkeys(edge.to for edge in edges(node)):
            leading.setdefault(to, []).append(node.key)
    return leading


def item_problems(graph: Graph, shortlist: Shortlist, item: str, leading: dict[str, list[str]]) -> Iterator[str]:
    node = graph.node(item)
    if node is None:
        return
    if shortlist.items.count(item) > 1:
        yield f"lists '{item}' twice."
    if not isinstance(node, Fix | Question):
        yield f"lists '{item}', which is neither a fix nor a question."
        return
    if not comes_back(node):
        way = "not_fixed" if isinstance(node, Fix) else "to"
        yield f"lists '{item}', which never comes back, so that what follows is not tried; leave out its '{way}'."
    others = [key for key in leading.get(item, []) if key != shortlist.key]
    if item == graph.start:
        yield f"lists '{item}', at which the guide starts; only the shortlist may lead to its items."
    if others:
        yield f"lists '{item}', to which '{others[0]}' leads too; only the shortlist may lead to its items."
