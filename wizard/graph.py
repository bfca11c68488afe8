"""A guide as data: its nodes, what leads where, and the same as JSON. (pure)

Every text stands here as the author wrote it. A target that was left out is an empty text.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from functools import cached_property
from typing import Any, ClassVar, Literal

from kb.signs import Sign

FIXED, NOT_FIXED, COULD_NOT = "fixed", "not-fixed", "could-not"
DONT_KNOW, GO_ON, BACK, NONE = "dont-know", "go-on", "back", "none"

ANSWER_WORDS = {
    FIXED: "Fixed",
    NOT_FIXED: "Not fixed",
    COULD_NOT: "Could not do it",
    DONT_KNOW: "I don't know",
    GO_ON: "Keep looking",
    BACK: "Back from the other guide",
    NONE: "None of these",
}
VERDICTS = (FIXED, NOT_FIXED, COULD_NOT)

RISKS = ("safe", "interrupts-service", "could-lose-data")
COMMON = ("very-rare", "rare", "sometimes", "common", "usual")
WORKS = ("rarely", "sometimes", "often", "usually", "nearly-always")
AS_WRITTEN = "as-written"
ENDS = ("resolved", "article", "escalate", "not-covered")

Pick = Literal["one", "several", "range"]


@dataclass(frozen=True)
class Choice:
    """One answer of a question, or one range of a number: `from_` is included, `below` is not."""

    key: str
    say: str
    to: str = ""
    hint: str = ""
    from_: str = ""
    below: str = ""
    signs: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class Question:
    """A question with one choice, several choices, or number ranges."""

    kind: ClassVar[str] = "question"
    key: str
    ask: str
    choices: tuple[Choice, ...] = ()
    pick: Pick = "one"
    how: str = ""
    unit: str = ""
    to: str = ""
    dont_know: str = ""

    @property
    def title(self) -> str:
        return self.ask

    @property
    def choices_key(self) -> str:
        """The key under which the guide's text has the choices."""
        return "ranges" if self.pick == "range" else "choices"

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True)
class Fix:
    """Something to do, with what it takes, what it risks, and where its verdicts lead."""

    kind: ClassVar[str] = "fix"
    key: str
    fix: str
    steps: str
    minutes: int
    risk: str
    common: str
    works: str
    warning: str = ""
    verify: str = ""
    undo: str = ""
    article: str = ""
    fixed: str = ""
    not_fixed: str = ""
    could_not: str = ""

    @property
    def title(self) -> str:
        return self.fix


@dataclass(frozen=True)
class Shortlist:
    """Fixes and questions that may be tried in any order."""

    kind: ClassVar[str] = "shortlist"
    key: str
    shortlist: str
    items: tuple[str, ...] = ()
    then: str = ""
    order: str = ""

    @property
    def title(self) -> str:
        return self.shortlist

    @property
    def is_pinned(self) -> bool:
        """Whether the author's order stands, whatever was learned."""
        return self.order == AS_WRITTEN


@dataclass(frozen=True)
class End:
    """Where a guide ends: `resolved`, `article`, `escalate` or `not-covered`."""

    kind: ClassVar[str] = "end"
    key: str
    end: str
    say: str
    text: str = ""
    article: str = ""
    collect: str = ""
    whom: str = ""
    words: str = ""

    @property
    def title(self) -> str:
        return self.say


@dataclass(frozen=True)
class Jump:
    """A way into another guide, and the node where this one goes on afterwards."""

    kind: ClassVar[str] = "jump"
    key: str
    jump: str
    say: str
    back: str = ""

    @property
    def title(self) -> str:
        return self.say


Node = Question | Fix | Shortlist | End | Jump
NODE_TYPES: dict[str, type[Node]] = {kind.kind: kind for kind in (Question, Fix, Shortlist, End, Jump)}


@dataclass(frozen=True)
class PathTest:
    """Answers that an author promises to lead to a node."""

    name: str
    given: tuple[tuple[str, tuple[str, ...]], ...]
    reaches: str


@dataclass(frozen=True)
class Edge:
    """One drawn way out of a node, in words."""

    label: str
    to: str


@dataclass(frozen=True)
class Graph:
    """A whole guide; the nodes stand in the order of the file."""

    title: str
    summary: str
    topic: str
    symptoms: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    start: str = ""
    nodes: tuple[Node, ...] = ()
    tests: tuple[PathTest, ...] = ()
    checked: str = ""
    checked_against: str = ""
    renamed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def by_key(self) -> dict[str, Node]:
        return {node.key: node for node in self.nodes}

    @cached_property
    def _shortlists(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, Shortlist):
                for item in node.items:
                    found.setdefault(item, node.key)
        return found

    @property
    def has_signs(self) -> bool:
        """Whether any choice has signs by which pasted text answers it."""
        questions = (node for node in self.nodes if isinstance(node, Question))
        return any(choice.signs for question in questions for choice in question.choices)

    def node(self, key: str) -> Node | None:
        return self.by_key.get(key)

    def shortlist_of(self, key: str) -> str:
        """The key of the shortlist that has this node as an item, or an empty text."""
        return self._shortlists.get(key, "")


def edges(node: Node) -> tuple[Edge, ...]:
    """The drawn ways out of a node, in the author's order; ways that were left out are not in it."""
    drawn: list[tuple[str, str]] = []
    if isinstance(node, Question):
        if node.pick == "several":
            drawn.append(("any answer", node.to))
        drawn.extend((choice.say, choice.to) for choice in node.choices)
        drawn.append((ANSWER_WORDS[DONT_KNOW], node.dont_know))
    elif isinstance(node, Fix):
        targets = (node.fixed, node.not_fixed, node.could_not)
        drawn.extend(zip((ANSWER_WORDS[verdict] for verdict in VERDICTS), targets, strict=True))
    elif isinstance(node, Shortlist):
        drawn.extend(("Try", item) for item in node.items)
        drawn.append(("None of these helped", node.then))
    elif isinstance(node, Jump):
        drawn.append((ANSWER_WORDS[BACK], node.back))
    return tuple(Edge(label, to) for label, to in drawn if to)


def comes_back(node: Node) -> bool:
    """Whether an item has a way without a target, on which the walk comes back to its shortlist."""
    if isinstance(node, Question):
        return not node.to if node.pick == "several" else any(not choice.to for choice in node.choices)
    return isinstance(node, Fix) and not node.not_fixed


def to_json(graph: Graph) -> dict[str, Any]:
    """The graph as plain lists, texts and numbers; what equals its default is left out."""
    return _plain(graph)


def from_json(data: dict[str, Any]) -> Graph:
    """The graph that `to_json` wrote; fields that this version does not know are passed over."""
    graph = _known(Graph, data)
    graph["nodes"] = tuple(_node(node) for node in data.get("nodes", ()))
    graph["tests"] = tuple(PathTest(**_known(PathTest, test)) for test in data.get("tests", ()))
    return Graph(**graph)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str | int):
        return value
    kind = {"kind": value.kind} if isinstance(value, Node) else {}
    given = {field.name: (getattr(value, field.name), field.default) for field in fields(value)}
    return kind | {
        name: _plain(held) for name, (held, default) in given.items() if default is MISSING or held != default
    }


def _known(kind: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: _tuples(value) for name, value in data.items() if name in names}


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list | tuple) else value


def _node(data: dict[str, Any]) -> Node:
    kind = NODE_TYPES[data["kind"]]
    held = _known(kind, data)
    if "choices" in held:
        held["choices"] = tuple(_choice(choice) for choice in data["choices"])
    return kind(**held)


def _choice(data: dict[str, Any]) -> Choice:
    held = _known(Choice, data)
    held["signs"] = tuple(Sign(**_known(Sign, sign)) for sign in data.get("signs", ()))
    return Choice(**held)
