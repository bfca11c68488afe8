"""The order of what an author left open, by advice: the items of a shortlist, the branches after "I don't know". (pure)

An order depends on the guide, on the answers so far and on one advice set, so that an address that names all three leads
to the same place for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from kb.saying import _
from wizard import advice
from wizard.advice import Kind, Suggestion
from wizard.beliefs import Evidence, Model
from wizard.causes import model_of, with_priors
from wizard.graph import DONT_KNOW, End, Fix, Graph, Question, Shortlist
from wizard.walk import Position, Step

# Reading a drawing as a model takes its choices times its nodes; from here on (about half a second) a guide is walked as written.
MOST_WORK = 200_000


@dataclass(frozen=True)
class FirstBranch:
    """Why a branch is walked first after "I don't know": the question, the answer supposed, and the reason."""

    ask: str
    say: str
    reason: str


@dataclass(frozen=True)
class HandOver:
    """That asking for help is quicker now than anything left to try: the reason, and the end that says how."""

    reason: str
    end: End | None


@dataclass(frozen=True)
class Advised:
    """An `Order` for one guide. `priors` are the learned shares of causes by key, none where nothing was learned."""

    graph: Graph
    priors: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def model(self) -> Model | None:
        """The guide read as a model; None where it is too large for that."""
        choices = sum(len(node.choices) for node in self.graph.nodes if isinstance(node, Question))
        if choices * len(self.graph.nodes) > MOST_WORK:
            return None
        return with_priors(model_of(self.graph), self.priors)

    def items(self, shortlist: Shortlist, waiting: Sequence[str], steps: Sequence[Step]) -> Sequence[str]:
        return advice.order(self.model, Evidence.of_steps(steps), waiting) if self.model else waiting

    def branches(self, question: Question, choices: Sequence[str], steps: Sequence[Step]) -> Sequence[str]:
        if self.model is None:
            return choices
        ranked = advice.branches(self.model, question.key, Evidence.of_steps(steps))
        places = {branch.choice: place for place, branch in enumerate(ranked)}
        return sorted(choices, key=lambda choice: places.get(choice, len(places)))

    def why_here(self, position: Position) -> Suggestion | None:
        """Why the item of a shortlist at which a walk stands comes now; None anywhere else, and where the author pinned the order."""
        shortlist = self.graph.node(self.graph.shortlist_of(position.key))
        is_open = isinstance(shortlist, Shortlist) and not shortlist.is_pinned and not position.is_over
        if not is_open or self.model is None:
            return None
        return advice.why(self.model, Evidence.of(position), position.key)

    def why_branch(self, position: Position) -> FirstBranch | None:
        """Why the walk went this way, where its last answer was "I don't know" and the author drew no way for that."""
        last = position.steps[-1] if position.steps else None
        question = self.graph.node(last.key) if last and last.answers == (DONT_KNOW,) else None
        if not isinstance(question, Question) or question.dont_know or self.model is None:
            return None
        ranked = advice.branches(self.model, question.key, Evidence.of_steps(position.steps[:-1]))
        behind = [branch for branch in ranked if self._leads_to(question, branch.choice, position.key)]
        if not behind or len(ranked) < 2:
            return None
        first, others = behind[0], [branch for branch in ranked if branch not in behind]
        is_equal = all(abs(branch.efficiency - first.efficiency) < 1e-9 for branch in others)
        reason = _("no answer is more promising than another, so the first one drawn comes first")
        choice = question.choice(first.choice)
        return FirstBranch(question.ask, choice.say if choice else "", reason if is_equal else first.reason)

    def hand_over(self, position: Position) -> HandOver | None:
        """Whether help is worth asking for before everything was tried; only once something was, and where there is more to try."""
        evidence = Evidence.of(position)
        if not evidence.tried or position.is_over or not isinstance(position.node, Fix | Question) or not self.model:
            return None
        suggestion = advice.next_step(self.model, evidence)
        if suggestion is None or suggestion.kind is not Kind.ESCALATE:
            return None
        ends = (node for node in self.graph.nodes if isinstance(node, End) and node.end == "escalate")
        return HandOver(suggestion.reason, next(ends, None))

    def _leads_to(self, question: Question, choice: str, key: str) -> bool:
        chosen = question.choice(choice)
        to = (chosen.to if chosen else "") or self.graph.shortlist_of(question.key)
        return to == key or to == self.graph.shortlist_of(key)
