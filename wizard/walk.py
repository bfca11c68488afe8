"""Where you stand in a guide: computed from the answers, never stored. (pure)

A walk begins at the guide's first node and uses up the answers it meets. Each node is answered once; what cannot be used
is reported, never an error. Of the items of a shortlist those that have answers come first, in whatever order they were
tried; which of the others comes next an `Order` says. After "I don't know" the branches that were not taken stay open: at an end, `go-on` leads to
the nearest of them, until nothing new is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kb.numbers import answered, number, spelled
from wizard.graph import (
    ANSWER_WORDS,
    BACK,
    DONT_KNOW,
    FIXED,
    GO_ON,
    NONE,
    NOT_FIXED,
    VERDICTS,
    Choice,
    End,
    Fix,
    Graph,
    Jump,
    Node,
    Question,
    Shortlist,
)

Answers = Mapping[str, Sequence[str]]
Kept = dict[str, tuple[str, ...]]


class Reason(StrEnum):
    """Why an answer was not used."""

    NO_SUCH_QUESTION = "no such question"
    NO_SUCH_ANSWER = "no such answer"
    NOT_ON_THIS_WAY = "not on this way"
    LEADS_NOWHERE = "leads nowhere"  # only in a draft that does not pass its checks


@dataclass(frozen=True)
class Step:
    """One answered node; `chosen` holds the keys of the choices or ranges behind the answers."""

    key: str
    kind: str
    title: str
    answers: tuple[str, ...]
    label: str
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dropped:
    """An answer that was not used, and why."""

    key: str
    answer: str
    reason: Reason


@dataclass(frozen=True)
class Alternative:
    """A branch that "I don't know" left open: the question, the choice it belongs to, and where it leads."""

    question: str
    ask: str
    choice: str
    say: str
    to: str


@dataclass(frozen=True)
class Position:
    """Where a walk stands.

    `node` is None only in a draft without a start. `kept` holds the answers that were used, in the order of the guide: they
    are the canonical address, and replaying them gives the same position. `open_alternatives` has the next one first.
    """

    node: Node | None
    steps: tuple[Step, ...]
    kept: Kept
    dropped: tuple[Dropped, ...] = ()
    open_alternatives: tuple[Alternative, ...] = ()

    @property
    def key(self) -> str:
        return self.node.key if self.node else ""

    @property
    def is_fixed(self) -> bool:
        """Whether the walk stands at the fix that helped."""
        return isinstance(self.node, Fix) and self.kept.get(self.key) == (FIXED,)

    @property
    def is_resolved(self) -> bool:
        """Whether the guide calls this the resolution: a fix that helped, or an end that says so."""
        return self.is_fixed or (isinstance(self.node, End) and self.node.end == "resolved")

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to answer here."""
        if isinstance(self.node, End):
            return not self.open_alternatives
        return self.node is None or self.key in self.kept


class Order(Protocol):
    """Puts what the author left open in order. It may look at the steps so far and at nothing else that changes."""

    def items(self, shortlist: Shortlist, waiting: Sequence[str], steps: Sequence[Step]) -> Sequence[str]:
        """The items of a shortlist that are waiting, the next one first."""
        ...

    def branches(self, question: Question, choices: Sequence[str], steps: Sequence[Step]) -> Sequence[str]:
        """The choices whose branches "I don't know" left open, the one to walk first in front."""
        ...


class AsWritten:
    """The author's own order."""

    def items(self, shortlist: Shortlist, waiting: Sequence[str], steps: Sequence[Step]) -> Sequence[str]:
        return waiting

    def branches(self, question: Question, choices: Sequence[str], steps: Sequence[Step]) -> Sequence[str]:
        return choices


AS_WRITTEN = AsWritten()


def replay(graph: Graph, answers: Answers, order: Order = AS_WRITTEN) -> Position:
    """Walks the guide with these answers, whatever they are, and says where that leads. Never raises, always ends."""
    return _Walk(graph, answers, order).position()


def accepted(node: Node, values: Sequence[str]) -> tuple[str, ...]:
    """Those of the given answers that count at this node, in their canonical spelling and order; the rest do not fit."""
    if isinstance(node, Question):
        return _accepted_choices(node, values)
    fitting = {Fix: VERDICTS, End: (GO_ON,), Jump: (BACK,)}.get(type(node), ())
    return tuple(value for value in values if value in fitting)[:1]


def _accepted_choices(question: Question, values: Sequence[str]) -> tuple[str, ...]:
    if DONT_KNOW in values:  # a button, which was pressed last; what stands in a field or is ticked came before
        return (DONT_KNOW,)
    if question.pick == "several":
        picked = tuple(dict.fromkeys(choice.key for choice in question.choices if choice.key in values))
        return picked or tuple(value for value in values if value == NONE)[:1]
    for value in values:
        if question.choice(value):
            return (value,)
    for value in values:
        if question.pick == "range" and (typed := answered(value)) is not None and range_of(question, value):
            return (spelled(typed),)
    return ()


def range_of(question: Question, text: str) -> Choice | None:
    """The range of a question that holds a number."""
    value = number(text)
    if value is None:
        return None
    for choice in question.choices:
        low, high = number(choice.from_), number(choice.below)
        if (low is None or value >= low) and (high is None or value < high):
            return choice
    return None


def chosen_choices(question: Question, answers: Sequence[str]) -> tuple[Choice, ...]:
    """The choices or ranges behind accepted answers; none for "I don't know" and "none of these"."""
    found = (
        question.choice(value) or (range_of(question, value) if question.pick == "range" else None) for value in answers
    )
    return tuple(choice for choice in found if choice)


class _Walk:
    """One replay. Every turn of its loop answers a node for the first time or takes up an open alternative, so it ends."""

    def __init__(self, graph: Graph, answers: Answers, order: Order) -> None:
        self.graph = graph
        self.order = order
        self.given = {key: _texts(values) for key, values in answers.items()}
        self.steps: dict[str, Step] = {}
        self.went: dict[str, str] = {}
        self.open: list[Alternative] = []  # the last one is next
        self.here = ""
        self.aim = graph.start  # the key that was walked to last; a shortlist's where `here` is one of its items
        self.nowhere: set[str] = set()

    def position(self) -> Position:
        node = self._walk()
        kept = {known.key: self.steps[known.key].answers for known in self.graph.nodes if known.key in self.steps}
        left = tuple(self._fresh_alternatives()) if isinstance(node, End) else ()
        return Position(node, tuple(self.steps.values()), kept, tuple(self._dropped()), left)

    def _walk(self) -> Node | None:
        node = self._go(self.graph.start)
        while node:
            self.here = node.key
            if node.key in self.steps:
                alternative = self._take_alternative()
                if alternative is None:
                    return self._end_of_known_way(node)
                node = self._go(alternative.to)
                continue
            answers = self._answers(node)
            if not answers or (isinstance(node, End) and not any(map(self._is_fresh, self.open))):
                return node
            aim, left_open = self.aim, list(self.open)
            self.steps[node.key] = _step(node, answers)
            target = self._target(node, answers)
            if target is None:
                return node
            landed = self._go(target)
            if landed is None:  # as if the answer had not been given
                del self.steps[node.key]
                self.nowhere.add(node.key)
                self.open = left_open
                node = self._go(aim)
                continue
            if not isinstance(node, End):
                self.went[node.key] = landed.key
            node = landed
        return None

    def _answers(self, node: Node) -> tuple[str, ...]:
        return () if node.key in self.nowhere else accepted(node, self.given.get(node.key, ()))

    def _go(self, key: str) -> Node | None:
        self.aim = key
        return self._land(key, self.order)

    def _land(self, key: str, order: Order = AS_WRITTEN) -> Node | None:
        """The node at a key; at a shortlist its next item that is not answered, otherwise what comes after it."""
        passed: set[str] = set()
        node = self.graph.node(key)
        while isinstance(node, Shortlist):
            if node.key in passed:
                return None
            passed.add(node.key)
            node = self._next_item(node, order) or self.graph.node(node.then)
        return node

    def _next_item(self, shortlist: Shortlist, order: Order) -> Node | None:
        items = (self.graph.node(item) for item in shortlist.items)
        waiting = [item for item in items if item and item.key not in self.steps and not isinstance(item, Shortlist)]
        if answered := next((item for item in waiting if self._answers(item)), None):
            return answered
        if len(waiting) > 1 and not shortlist.is_pinned:
            keys = order.items(shortlist, [item.key for item in waiting], tuple(self.steps.values()))
            waiting.sort(key=lambda item: keys.index(item.key) if item.key in keys else len(keys))
        return next(iter(waiting), None)

    def _target(self, node: Node, answers: tuple[str, ...]) -> str | None:
        """Where answers lead: a key (also one that is not there), or None where the walk is over."""
        home = self.graph.shortlist_of(node.key)
        if isinstance(node, Question):
            return self._target_of_question(node, answers, home)
        if isinstance(node, Fix):
            if answers == (FIXED,):
                self.open.clear()  # the cause is found, so the branches not taken are settled
                return node.fixed or None
            tried = node.not_fixed or home
            return tried if answers == (NOT_FIXED,) else node.could_not or tried
        if isinstance(node, End):
            alternative = self._take_alternative()
            return alternative.to if alternative else None
        return node.back if isinstance(node, Jump) else ""

    def _target_of_question(self, question: Question, answers: tuple[str, ...], home: str) -> str:
        if answers == (DONT_KNOW,) and question.dont_know:
            return question.dont_know
        if question.pick == "several":
            return question.to or home
        if answers != (DONT_KNOW,):
            return chosen_choices(question, answers)[0].to or home
        branches: dict[str, Alternative] = {}
        for choice in question.choices:
            to = choice.to or home
            branches.setdefault(to, Alternative(question.key, question.ask, choice.key, choice.say, to))
        fresh = [alternative for alternative in branches.values() if self._is_fresh(alternative)]
        if not fresh:
            return next(iter(branches), "")
        fresh = self._in_order(question, fresh)
        self.open.extend(reversed(fresh[1:]))
        return fresh[0].to

    def _in_order(self, question: Question, fresh: list[Alternative]) -> list[Alternative]:
        if len(fresh) < 2:
            return fresh
        named = {alternative.choice: alternative for alternative in fresh}
        keys = self.order.branches(question, tuple(named), tuple(self.steps.values()))
        first = [named.pop(key) for key in keys if key in named]
        return [*first, *named.values()]

    def _is_fresh(self, alternative: Alternative) -> bool:
        landed = self._land(alternative.to)
        return landed is not None and landed.key != self.here and landed.key not in self.steps

    def _fresh_alternatives(self) -> list[Alternative]:
        """The open alternatives that lead to something new, the next one first, one for each place they lead to."""
        fresh: dict[str, Alternative] = {}
        for alternative in reversed(self.open):
            if self._is_fresh(alternative):
                fresh.setdefault(alternative.to, alternative)
        return list(fresh.values())

    def _take_alternative(self) -> Alternative | None:
        while self.open:
            alternative = self.open.pop()
            if self._is_fresh(alternative):
                return alternative
        return None

    def _end_of_known_way(self, node: Node) -> Node:
        """Follows the answers already given from a node that was answered, to where they led the first time."""
        passed: set[str] = set()
        while node.key in self.went and node.key not in passed:
            passed.add(node.key)
            node = self.graph.by_key[self.went[node.key]]
        return node

    def _dropped(self) -> list[Dropped]:
        dropped = []
        in_order = [node.key for node in self.graph.nodes if node.key in self.given]
        for key in in_order:
            node = self.graph.by_key[key]
            values = self.given[key]
            fitting = accepted(node, values)
            unused = Reason.LEADS_NOWHERE if key in self.nowhere else Reason.NOT_ON_THIS_WAY
            for value in values:
                is_fitting = bool(accepted(node, [value])) and accepted(node, [value])[0] in fitting
                if not is_fitting:
                    dropped.append(Dropped(key, value, Reason.NO_SUCH_ANSWER))
                elif key not in self.steps:
                    dropped.append(Dropped(key, value, unused))
        strangers = [key for key in self.given if key not in self.graph.by_key]
        dropped.extend(Dropped(key, value, Reason.NO_SUCH_QUESTION) for key in strangers for value in self.given[key])
        return dropped


def _texts(values: Sequence[str]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else tuple(dict.fromkeys(str(value) for value in values))


def _step(node: Node, answers: tuple[str, ...]) -> Step:
    choices = chosen_choices(node, answers) if isinstance(node, Question) else ()
    label = ", ".join(choice.say for choice in choices) or ANSWER_WORDS.get(answers[0], answers[0])
    if choices and answers[0] != choices[0].key:
        unit = f" {node.unit}" if isinstance(node, Question) and node.unit else ""
        label = f"{label} ({answers[0]}{unit})"
    return Step(node.key, node.kind, node.title, answers, label, tuple(choice.key for choice in choices))
