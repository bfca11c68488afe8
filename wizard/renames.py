"""What a guide's nodes and choices were called before, so that answers given under old names still count. (pure)

`renamed` in the guide's text says `old-node: new-node` and `node/old-choice: new-choice`. A name that a guide has today
means what it has today; only names it does not have are looked up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.saying import _
from wizard.graph import Graph, Node, Question
from wizard.seen import Seen
from wizard.walk import Position, replay


def node_now(graph: Graph, key: str) -> str:
    """What the node with this key is called today; the key itself where nothing is known of it."""
    return _names_since(graph, key)[-1]


def choice_now(graph: Graph, node: str, choice: str) -> str:
    """What a choice (or range) is called today; `node` may be any name that its question ever had."""
    names = _names_since(graph, node)
    question = graph.node(names[-1])
    known = dict(graph.renamed)
    passed: set[str] = set()
    while isinstance(question, Question) and question.choice(choice) is None and choice not in passed:
        passed.add(choice)
        choice = next((known[f"{name}/{choice}"] for name in names if f"{name}/{choice}" in known), choice)
    return choice


def applied(graph: Graph, answers: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The same answers under today's names. Where an answer stands under an old and under today's name, today's counts first."""
    if not graph.renamed:
        return answers
    found: dict[str, list[str]] = {}
    for key in sorted(answers, key=lambda key: key not in graph.by_key):
        texts = [answers[key]] if isinstance(answers[key], str) else answers[key]
        values = found.setdefault(node_now(graph, key), [])
        values.extend(value for text in texts if (value := choice_now(graph, key, text)) not in values)
    return found


def applied_to_seen(graph: Graph, seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """The same for what a pasted text answered."""
    return tuple(
        Seen(node_now(graph, one.question), choice_now(graph, one.question, one.choice), one.line) for one in seen
    )


def led_back(graph: Graph, older: Graph, answers: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
    """The same answers under the names that an older text of the guide has for them; a name that it has, or knows nothing of, stays."""
    found: dict[str, list[str]] = {}
    for key, given in answers.items():
        texts = [given] if isinstance(given, str) else given
        then = _node_then(graph, older, key)
        values = found.setdefault(then, [])
        values.extend(value for text in texts if (value := _choice_then(graph, older.node(then), text)) not in values)
    return found


def seen_led_back(graph: Graph, older: Graph, seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """The same for what a pasted text answered."""
    nodes = ((_node_then(graph, older, one.question), one) for one in seen)
    return tuple(Seen(key, _choice_then(graph, older.node(key), one.choice), one.line) for key, one in nodes)


def wrong_renames(graph: Graph) -> Iterator[tuple[str, str]]:
    """Each old name that cannot be followed, and why."""
    for old, new in graph.renamed:
        node, is_choice, choice = old.partition("/")
        if is_choice:
            question = graph.node(node_now(graph, node))
            if not isinstance(question, Question):
                yield old, _("is about a choice of '%(node)s', which is not a question", node=node)
            elif question.choice(choice):
                why = _("is a choice that '%(key)s' has; only names that are gone stand on the left", key=question.key)
                yield old, why
            elif question.choice(choice_now(graph, node, choice)) is None:
                yield old, _("became '%(new)s', which is not a choice of '%(key)s'", new=new, key=question.key)
        elif old in graph.by_key:
            yield old, _("is a node of this guide; only names that are gone stand on the left")
        elif node_now(graph, old) not in graph.by_key:
            yield old, _("became '%(new)s', which is not a node", new=new)


@dataclass(frozen=True)
class Outcome:
    """Where a kept walk leads on another text of its guide: `kind` is `same`, `different` or `stops-early`."""

    kind: str
    before: str
    after: str
    answers: Mapping[str, Sequence[str]]


def outcome(old: Position, graph: Graph) -> Outcome:
    """Replays a walk on another revision's graph, as a link made on the old one is replayed."""
    position = replay(graph, applied(graph, old.kept))
    before, after = (one.node.title if one.node else "" for one in (old, position))
    if node_now(graph, old.key) == position.key:
        kind = "same"
    elif len(position.kept) < len(old.kept) and not position.is_over:
        kind = "stops-early"
    else:
        kind = "different"
    return Outcome(kind, before, after, position.kept)


def _names_since(graph: Graph, key: str) -> list[str]:
    """The name and all that came after it, up to today's."""
    known = dict(graph.renamed)
    names = [key]
    while names[-1] not in graph.by_key and known.get(names[-1], names[-1]) not in names:
        names.append(known[names[-1]])
    return names


def _node_then(graph: Graph, older: Graph, key: str) -> str:
    if key in older.by_key:
        return key
    return next((old for old in older.by_key if node_now(graph, old) == key), key)


def _choice_then(graph: Graph, node: Node | None, choice: str) -> str:
    if not isinstance(node, Question) or node.choice(choice):
        return choice
    return next((old.key for old in node.choices if choice_now(graph, node.key, old.key) == choice), choice)
