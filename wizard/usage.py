"""What the counts of a guide's answers say to its editors: who comes where, who leaves, what helps, and what to change. (pure)"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.graph import ANSWER_WORDS, COULD_NOT, DONT_KNOW, FIXED, NOT_FIXED, Fix, Graph, Node, Question
from wizard.ways import ways_on

Counts = Mapping[tuple[str, str], int]  # (node, answer) -> times

LEAST = 20  # answers, below which nothing is suggested
MOST_SAY, MANY_UNSURE, MANY_CANNOT, FEW_HELPED, MANY_LEAVE = 0.8, 0.3, 0.3, 0.1, 0.5


@dataclass(frozen=True)
class NodeUsage:
    """One node: how many answered it, how many came and left without an answer (None where that is unknown), how many a fix helped."""

    key: str
    title: str
    answered: int
    left: int | None
    fixed: int
    tried: int

    @property
    def fixed_share(self) -> float | None:
        return self.fixed / self.tried if self.tried else None


@dataclass(frozen=True)
class Suggestion:
    """What an editor might change about a node, and the numbers it rests on; `about` says which sentence it is."""

    key: str
    title: str
    about: str
    times: int
    of: int
    answer: str = ""


@dataclass(frozen=True)
class Usage:
    """A guide's nodes in its order, the weights of its lines by source and target, and the suggestions."""

    nodes: tuple[NodeUsage, ...]
    lines: Mapping[tuple[str, str], int]
    suggestions: tuple[Suggestion, ...]

    @property
    def is_empty(self) -> bool:
        return not any(node.answered for node in self.nodes)


def usage_of(graph: Graph, counts: Counts) -> Usage:
    """Reads the counts over a drawing; answers that it does not have any more are passed over."""
    lines: dict[tuple[str, str], int] = {}
    for node in graph.nodes:
        for answer, to in ways_on(graph, node):
            times = counts.get((node.key, answer), 0)
            if to and times:
                lines[node.key, to] = lines.get((node.key, to), 0) + times
    nodes = tuple(_node_usage(graph, node, counts, lines) for node in graph.nodes)
    found = (one for node in graph.nodes for one in _suggestions(graph, node, counts))
    leaving = (_leaving(node) for node in nodes)
    return Usage(nodes, lines, (*found, *(one for one in leaving if one)))


def _node_usage(graph: Graph, node: Node, counts: Counts, lines: Mapping[tuple[str, str], int]) -> NodeUsage:
    answered = _answers_at(counts, node.key)
    came = sum(times for (_, to), times in lines.items() if to == node.key)
    # To items of a shortlist, and to what "I don't know" led to, people come on ways that no answer names.
    is_known = isinstance(node, Question | Fix) and not graph.shortlist_of(node.key) and came >= answered and came > 0
    fixed = counts.get((node.key, FIXED), 0) if isinstance(node, Fix) else 0
    tried = fixed + counts.get((node.key, NOT_FIXED), 0) if isinstance(node, Fix) else 0
    return NodeUsage(node.key, node.title, answered, came - answered if is_known else None, fixed, tried)


def _answers_at(counts: Counts, key: str) -> int:
    return sum(times for (node, _), times in counts.items() if node == key)


def _suggestions(graph: Graph, node: Node, counts: Counts) -> Iterator[Suggestion]:
    said = {answer: times for (key, answer), times in counts.items() if key == node.key}
    of = sum(said.values())
    if of < LEAST:
        return
    if isinstance(node, Question):
        unsure = said.get(DONT_KNOW, 0)
        if unsure >= MANY_UNSURE * of:
            yield Suggestion(node.key, node.title, "unsure", unsure, of)
        if node.pick != "several":
            for choice in node.choices:
                if said.get(choice.key, 0) >= MOST_SAY * of:
                    yield Suggestion(node.key, node.title, "same-answer", said[choice.key], of, choice.say)
    elif isinstance(node, Fix):
        cannot, fixed = said.get(COULD_NOT, 0), said.get(FIXED, 0)
        if cannot >= MANY_CANNOT * of:
            yield Suggestion(node.key, node.title, "cannot", cannot, of, ANSWER_WORDS[COULD_NOT])
        elif fixed <= FEW_HELPED * of:
            yield Suggestion(node.key, node.title, "seldom-helps", fixed, of)


def _leaving(node: NodeUsage) -> Suggestion | None:
    came = node.answered + (node.left or 0)
    if came < LEAST or not node.left or node.left < MANY_LEAVE * came:
        return None
    return Suggestion(node.key, node.title, "leave", node.left, came)
