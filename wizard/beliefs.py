"""What may be wrong, and how likely each cause is after some answers and some fixes. (pure)

One cause is behind a case: naive Bayes with a single cause node, as in Heckerman, Breese and Rommelse, "Decision-theoretic
troubleshooting", Communications of the ACM 38(3), 1995, and in Jensen and others, "The SACSO methodology for
troubleshooting complex systems", AI EDAM 15(4), 2001. An answer multiplies each cause by how likely that answer is under
it; "I don't know" multiplies by nothing; a fix that did not help multiplies its cause by how often it fails.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import exp, log, log1p

from kb.saying import _
from wizard.graph import ANSWER_WORDS, FIXED, NOT_FIXED
from wizard.walk import Position, Step

SOMETHING_ELSE = ""  # the key of the cause that no fix helps against; no node can have it
FLOOR = 1e-12  # nothing is impossible: a surprise must leave a belief that can still be divided by its sum
LUCK = 0.02  # how often something is fixed while a fix is done that has nothing to do with it

Weights = Sequence[float]


@dataclass(frozen=True)
class Try:
    """A fix: its cost in minutes (longer than it takes where it is risky), and how often it works for which causes."""

    key: str
    title: str
    minutes: float
    cost: float
    works: tuple[tuple[int, float], ...]
    risk: str = "safe"


@dataclass(frozen=True)
class Ask:
    """A question: its answers, and for each answer how likely it is under each cause.

    `nodes` are the places in the guide that ask it. `behind` has for each answer the fixes that can follow it, `far` how
    many more questions stand before the nearest of them.
    """

    key: str
    title: str
    cost: float
    answers: tuple[str, ...]
    likelihood: tuple[tuple[float, ...], ...]
    says: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()
    behind: tuple[frozenset[str], ...] = ()
    far: tuple[int, ...] = ()

    @cached_property
    def is_informative(self) -> bool:
        """Whether any answer can change what is believed."""
        return any(max(row) - min(row) > FLOOR for row in self.likelihood)

    @cached_property
    def logs(self) -> tuple[tuple[float, ...], ...]:
        return tuple(tuple(log(max(number, FLOOR)) for number in row) for row in self.likelihood)


@dataclass(frozen=True)
class Model:
    """The causes with how common they are, what can be tried and asked, and what it costs in minutes to hand the case over.

    `priors` sum to 1. Where `escalation` is None nobody can be asked, and everything is tried to the end.
    """

    causes: tuple[str, ...]
    priors: tuple[float, ...]
    fixes: tuple[Try, ...]
    questions: tuple[Ask, ...] = ()
    escalation: float | None = None

    @cached_property
    def fix(self) -> dict[str, Try]:
        return {fix.key: fix for fix in self.fixes}

    @cached_property
    def question(self) -> dict[str, Ask]:
        """Each question by the key of every node that asks it."""
        return {node: question for question in self.questions for node in (question.key, *question.nodes)}

    @cached_property
    def has_separate_fixes(self) -> bool:
        """Whether each fix is against one cause of its own; then a failure changes no other fix's place in the P/C order."""
        helped = [fix.works[0][0] for fix in self.fixes if len(fix.works) == 1]
        return len(set(helped)) == len(self.fixes)


@dataclass(frozen=True)
class Evidence:
    """What is known of a case: answers by question (none for "I don't know") and verdicts by fix, in the order they came."""

    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tried: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, position: Position) -> Evidence:
        """What a walk has brought to light so far."""
        return cls.of_steps(position.steps)

    @classmethod
    def of_steps(cls, steps: Sequence[Step]) -> Evidence:
        """What these steps of a walk have brought to light."""
        answers = {step.key: step.chosen for step in steps if step.kind == "question"}
        return cls(answers, {step.key: step.answers[0] for step in steps if step.kind == "fix"})

    def with_answer(self, question: str, *answers: str) -> Evidence:
        return Evidence({**self.answers, question: answers}, self.tried)

    def with_verdict(self, fix: str, verdict: str) -> Evidence:
        return Evidence(self.answers, {**self.tried, fix: verdict})


@dataclass(frozen=True)
class Term:
    """One line of a sum that explains a suggestion: an answer or a verdict, and what it adds."""

    key: str
    title: str
    answer: str
    amount: float


def beliefs(model: Model, evidence: Evidence) -> tuple[float, ...]:
    """How likely each cause is, in the model's order; the numbers sum to 1."""
    logs = _prior_logs(model)
    for *_named, effect in _effects(model, evidence):
        logs = [known + more for known, more in zip(logs, effect, strict=True)]
    return _normalised(logs)


def log_odds(belief: Weights, cause: int) -> float:
    """The natural logarithm of the odds of a cause against all others together."""
    against = sum(belief[:cause]) + sum(belief[cause + 1 :])
    return log(max(belief[cause], FLOOR)) - log(max(against, FLOOR))


def reasons(model: Model, evidence: Evidence, cause: str) -> tuple[Term, ...]:
    """What speaks for a cause (above 0) and against it (below 0), one term for each answer and verdict; they sum to its log-odds.

    The first term is how common the cause is. Each later one is what the answer did to the odds when it came. An answer
    under which the cause and its rivals are equally likely adds 0.
    """
    place = model.causes.index(cause)
    logs = _prior_logs(model)
    before = log_odds(_normalised(logs), place)
    terms = [Term("", _("How common it is"), "", before)]
    for key, title, answer, effect in _effects(model, evidence):
        logs = [known + more for known, more in zip(logs, effect, strict=True)]
        after = log_odds(_normalised(logs), place)
        terms.append(Term(key, title, answer, after - before))
        before = after
    return tuple(terms)


def _prior_logs(model: Model) -> list[float]:
    return [log(max(prior, FLOOR)) for prior in model.priors]


def _effects(model: Model, evidence: Evidence) -> Iterator[tuple[str, str, str, Sequence[float]]]:
    """For each answer and verdict that counts: its node, the node's title, the answer in words, and what it adds to each log."""
    counted: set[str] = set()
    for key, answers in evidence.answers.items():
        question = model.question.get(key)
        known = [answer for answer in answers if question and answer in question.answers]
        if question and known and question.key not in counted:
            counted.add(question.key)  # the same question on two branches has one answer
            place = question.answers.index(known[0])
            said = question.says[place] if question.says else known[0]
            yield key, question.title, said, question.logs[place]
    for key, verdict in evidence.tried.items():
        fix = model.fix.get(key)
        if fix and verdict in {FIXED, NOT_FIXED}:
            yield key, fix.title, ANSWER_WORDS[verdict], _effect_of_fix(model, fix, verdict)


def _effect_of_fix(model: Model, fix: Try, verdict: str) -> list[float]:
    effect = [log(LUCK) if verdict == FIXED else 0.0] * len(model.causes)
    for cause, works in fix.works:
        effect[cause] = log(max(works, LUCK)) if verdict == FIXED else log1p(-min(works, 1 - FLOOR))
    return effect


def _normalised(logs: Sequence[float]) -> tuple[float, ...]:
    highest = max(logs)
    weights = [exp(number - highest) for number in logs]
    total = sum(weights)
    return tuple(weight / total for weight in weights)
