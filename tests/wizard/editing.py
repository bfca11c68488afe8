"""What authors do to a guide between two revisions, at random: rename, remove, send elsewhere, ask something more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from wizard import graph as g


@dataclass(frozen=True)
class Edited:
    """A guide after some edits: `was` has each node's first name by today's, `touched` the nodes (today's names) that behave otherwise."""

    graph: g.Graph
    was: dict[str, str]
    touched: frozenset[str] = frozenset()


def _with_targets(node: g.Node, change: Callable[[str], str]) -> g.Node:
    if isinstance(node, g.Question):
        choices = tuple(replace(choice, to=change(choice.to)) for choice in node.choices)
        return replace(node, choices=choices, to=change(node.to), dont_know=change(node.dont_know))
    if isinstance(node, g.Fix):
        return replace(
            node, fixed=change(node.fixed), not_fixed=change(node.not_fixed), could_not=change(node.could_not)
        )
    if isinstance(node, g.Shortlist):
        return replace(node, items=tuple(map(change, node.items)), then=change(node.then))
    return replace(node, back=change(node.back)) if isinstance(node, g.Jump) else node


def _rename_node(draw: st.DrawFn, edited: Edited, number: int) -> Edited:
    old = draw(st.sampled_from([node.key for node in edited.graph.nodes]))
    new = f"new-{number}"

    def change(key: str) -> str:
        return new if key == old else key

    nodes = tuple(_with_targets(replace(node, key=change(node.key)), change) for node in edited.graph.nodes)
    graph = replace(
        edited.graph, nodes=nodes, start=change(edited.graph.start), renamed=(*edited.graph.renamed, (old, new))
    )
    was = {change(key): first for key, first in edited.was.items()}
    return Edited(graph, was, frozenset(map(change, edited.touched)))


def _rename_choice(draw: st.DrawFn, edited: Edited, number: int) -> Edited:
    questions = [node for node in edited.graph.nodes if isinstance(node, g.Question)]
    if not questions:
        return edited
    question = draw(st.sampled_from(questions))
    old = draw(st.sampled_from(question.choices))
    choices = tuple(replace(one, key=f"choice-new-{number}") if one == old else one for one in question.choices)
    nodes = tuple(replace(question, choices=choices) if node is question else node for node in edited.graph.nodes)
    renamed = (*edited.graph.renamed, (f"{question.key}/{old.key}", f"choice-new-{number}"))
    return replace(edited, graph=replace(edited.graph, nodes=nodes, renamed=renamed))


def _remove(draw: st.DrawFn, edited: Edited, number: int) -> Edited:
    """A node goes; what led to it leads to the last node, which is always an end."""
    last = edited.graph.nodes[-1].key
    gone = draw(st.sampled_from([node.key for node in edited.graph.nodes]))
    lists = {node.key for node in edited.graph.nodes if isinstance(node, g.Shortlist)}
    if gone in {last, edited.graph.start} | lists or edited.graph.shortlist_of(gone):
        return edited

    def change(key: str) -> str:
        return last if key == gone else key

    changed = {node.key for node in edited.graph.nodes if _with_targets(node, change) != node}
    nodes = tuple(_with_targets(node, change) for node in edited.graph.nodes if node.key != gone)
    return Edited(replace(edited.graph, nodes=nodes), edited.was, edited.touched | changed)


def _ask_more(draw: st.DrawFn, edited: Edited, number: int) -> Edited:
    """A new question before a node that is no item and no start."""
    last = edited.graph.nodes[-1].key
    items = {item for node in edited.graph.nodes if isinstance(node, g.Shortlist) for item in node.items}
    before = draw(st.sampled_from([node.key for node in edited.graph.nodes]))
    if before in items | {edited.graph.start}:
        return edited
    key = f"more-{number}"
    question = g.Question(key, "More?", (g.Choice("one", "1", before), g.Choice("two", "2", last)))

    def change(to: str) -> str:
        return key if to == before else to

    changed = {node.key for node in edited.graph.nodes if _with_targets(node, change) != node}
    nodes = (question, *(_with_targets(node, change) for node in edited.graph.nodes))
    return Edited(replace(edited.graph, nodes=nodes), edited.was, edited.touched | changed | {key})


EDITS = (_rename_node, _rename_choice, _remove, _ask_more)


@st.composite
def edits_of(draw: st.DrawFn, graph: g.Graph) -> Edited:
    """The guide after one to five edits."""
    edited = Edited(graph, {node.key: node.key for node in graph.nodes})
    for number in range(draw(st.integers(1, 5))):
        edited = draw(st.sampled_from(EDITS))(draw, edited, number)
    return edited
