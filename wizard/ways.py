"""All the ways through a guide: how far it is to an end, how to get to a node, every path once. (pure)

Here a walk is one that knows all its answers; what "I don't know" without a target leaves open is `wizard.walk`'s matter.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.graph import (
    BACK,
    COULD_NOT,
    DONT_KNOW,
    FIXED,
    GO_ON,
    NONE,
    NOT_FIXED,
    VERDICTS,
    End,
    Fix,
    Graph,
    Jump,
    Node,
    Question,
    Shortlist,
)
from wizard.walk import Kept, Position, replay

Distances = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Progress:
    """How many nodes are answered, and how many more an end is away at least and at most."""

    answered: int
    at_least: int
    at_most: int


def ways_on(graph: Graph, node: Node) -> tuple[tuple[str, str], ...]:
    """Each answer that a node takes and the node it leads to; an empty target where the walk is over.

    An item without a target leads to the next item of its shortlist, the last one to what comes after the shortlist.
    """
    home = _after_item(graph, node.key)
    if isinstance(node, Question):
        if node.pick == "several":
            to = node.to or home
            known = [(answer, to) for answer in (NONE, *(choice.key for choice in node.choices))]
        else:
            known = [(choice.key, choice.to or home) for choice in node.choices]
        return (*known, (DONT_KNOW, node.dont_know)) if node.dont_know else tuple(known)
    if isinstance(node, Fix):
        tried = node.not_fixed or home
        return ((FIXED, node.fixed), (NOT_FIXED, tried), (COULD_NOT, node.could_not or tried))
    if isinstance(node, Jump):
        return ((BACK, node.back),)
    if isinstance(node, Shortlist):
        return (("", next(iter(node.items), node.then)),)
    return ()


def _after_item(graph: Graph, key: str) -> str:
    shortlist = graph.node(graph.shortlist_of(key))
    if not isinstance(shortlist, Shortlist):
        return ""
    place = shortlist.items.index(key) + 1
    return shortlist.items[place] if place < len(shortlist.items) else shortlist.then


def distances(graph: Graph) -> Distances:
    """For each node the fewest and the most answers from there to an end; (0, 0) for nodes that lead round in a circle."""
    leads_to = {node.key: [to for _, to in ways_on(graph, node)] for node in graph.nodes}
    waiting = {key: sum(to in leads_to for to in targets) for key, targets in leads_to.items()}
    comes_from: dict[str, list[str]] = {key: [] for key in leads_to}
    for key, targets in leads_to.items():
        for to in targets:
            if to in comes_from:
                comes_from[to].append(key)
    found: Distances = {}
    ready = deque(key for key, count in waiting.items() if not count)
    while ready:
        key = ready.popleft()
        own = 0 if isinstance(graph.by_key[key], End | Shortlist) else 1
        ahead = [found.get(to, (0, 0)) for to in leads_to[key]] or [(0, 0)]
        found[key] = (own + min(least for least, _ in ahead), own + max(most for _, most in ahead))
        for before in comes_from[key]:
            waiting[before] -= 1
            if not waiting[before]:
                ready.append(before)
    return {key: found.get(key, (0, 0)) for key in leads_to}


def progress(graph: Graph, position: Position, known: Distances | None = None) -> Progress:
    """How far the walk has come, for someone who answers every question; `known` are the guide's distances, if at hand."""
    far = distances(graph) if known is None else known
    least, most = (0, 0) if position.is_over else far.get(position.key, (0, 0))
    open_most = sum(1 + far.get(alternative.to, (0, 0))[1] for alternative in position.open_alternatives)
    return Progress(len(position.steps), least, most + open_most)


def every_way(graph: Graph) -> dict[str, Kept]:
    """One shortest set of answers for each node that can be reached, in a guide that passes its checks."""
    came: dict[str, tuple[str, str]] = {}
    found: dict[str, Kept] = {graph.start: {}} if graph.start in graph.by_key else {}
    queue = deque(found)
    while queue:
        key = queue.popleft()
        for answer, to in ways_on(graph, graph.by_key[key]):
            if to in graph.by_key and to not in found:
                came[to] = (key, answer)
                found[to] = found[key] | ({key: (answer,)} if answer else {})
                queue.append(to)
    return found


def way_to(graph: Graph, key: str) -> Kept | None:
    """Answers that lead to a node (for a shortlist: to its first item), or None where no walk gets there."""
    answers = every_way(graph).get(key)
    if answers is None:
        return None
    node = graph.by_key[key]
    passed = set()
    while isinstance(node, Shortlist) and node.key not in passed:
        passed.add(node.key)
        node = graph.node(ways_on(graph, node)[0][1])
    return answers if node and replay(graph, answers).key == node.key else None


def answers_at(position: Position) -> tuple[str, ...]:
    """The answers that can be given where a walk stands, "I don't know" left out; none where it is over."""
    node = position.node
    if position.is_over:
        return ()
    if isinstance(node, Question):
        keys = tuple(choice.key for choice in node.choices)
        return (NONE, *keys) if node.pick == "several" else keys
    return {Fix: VERDICTS, End: (GO_ON,), Jump: (BACK,)}.get(type(node), ())


def every_path(graph: Graph) -> Iterator[tuple[Kept, Position]]:
    """Whole walks, from the start to where nothing is left to answer, with every answer of every node that can be reached.

    Where a walk goes on depends only on the node at which it stands, so a node's answers are all tried the first time a
    walk comes there and one of them afterwards: every path is made of pieces that were walked. The last one yielded says
    "I don't know" to every question, has no luck with any fix, and goes on at every end.
    """
    tried: set[str] = set()
    begun: list[Kept] = [{}]
    while begun:
        answers = begun.pop()
        position = replay(graph, answers)
        options = answers_at(position)
        if not options:
            yield answers, position
            continue
        if position.key in tried:
            options = options[:1]
        tried.add(position.key)
        begun.extend({**answers, position.key: (option,)} for option in reversed(options))
    yield walk_without_knowing(graph)


def walk_without_knowing(graph: Graph) -> tuple[Kept, Position]:
    """The walk of someone who knows nothing and whom no fix helps, to where nothing is left to try."""
    usual = {Question: DONT_KNOW, Fix: NOT_FIXED, End: GO_ON, Jump: BACK}
    everywhere = {node.key: (usual[type(node)],) for node in graph.nodes if type(node) in usual}
    kept = replay(graph, everywhere).kept
    return kept, replay(graph, kept)
