"""What a policy costs on average, worked out exactly; and the least that any policy can cost, on small models."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wizard.beliefs import Ask, Evidence, Model, Try, Weights
from wizard.graph import NOT_FIXED
from wizard.repair import NEGLIGIBLE, after_failure, expected_cost, helps

Policy = Callable[[Evidence], str]  # what is known -> the key of the fix or question that comes next


def cost_of(policy: Policy, truth: Model, *, unknown: float = 0.0, smallest: float = 1e-6) -> float:
    """The expected cost of following a policy where `truth` holds; `unknown` is how often the answer is "I don't know".

    Every answer and every failure is followed, each with its probability. A branch that fewer than `smallest` of the cases
    reach is charged as if it went on with the right fixes alone: nothing is left out, and the error is next to nothing.
    """

    def cost(weights: Weights, known: Evidence) -> float:
        left = [fix for fix in truth.fixes if fix.key not in known.tried]
        if sum(weights) < smallest:
            return expected_cost(truth, left, weights)
        key = policy(known)
        if key in truth.fix:
            fix = truth.fix[key]
            return fix.cost * sum(weights) + cost(after_failure(fix, weights), known.with_verdict(key, NOT_FIXED))
        question = truth.question[key]
        spent = question.cost * sum(weights)
        for answer, row in zip(question.answers, question.likelihood, strict=True):
            told = [weight * likely * (1 - unknown) for weight, likely in zip(weights, row, strict=True)]
            spent += cost(told, known.with_answer(key, answer))
        if unknown:
            spent += cost([weight * unknown for weight in weights], known.with_answer(key))
        return spent

    return cost(truth.priors, Evidence())


def least_cost(model: Model) -> float:
    """The cost of the best policy, by dynamic programming over beliefs; only for models of about a dozen causes."""
    memory: dict[tuple[object, ...], float] = {}

    def best(weights: Weights, fixes: tuple[Try, ...], questions: tuple[Ask, ...]) -> float:
        total = sum(weights)
        if total < NEGLIGIBLE:
            return 0.0
        shares = [weight / total for weight in weights]
        fixes = tuple(fix for fix in fixes if helps(fix, shares) > 0)
        questions = tuple(question for question in questions if _tells(question, shares))
        key = (tuple(round(share, 9) for share in shares), *(step.key for step in (*fixes, *questions)))
        if key not in memory:
            memory[key] = min(options(shares, fixes, questions), default=0.0)
        return memory[key] * total

    def options(shares: Weights, fixes: tuple[Try, ...], questions: tuple[Ask, ...]) -> Iterator[float]:
        for fix in fixes:
            others = tuple(other for other in fixes if other is not fix)
            yield fix.cost + best(after_failure(fix, shares), others, questions)
        for question in questions:
            others = tuple(other for other in questions if other is not question)
            yield question.cost + sum(best(left, fixes, others) for left in _after_each_answer(question, shares))
        if model.escalation is not None:
            yield model.escalation

    return best(model.priors, model.fixes, model.questions)


def _after_each_answer(question: Ask, weights: Weights) -> list[list[float]]:
    return [[weight * likely for weight, likely in zip(weights, row, strict=True)] for row in question.likelihood]


def _tells(question: Ask, shares: Weights) -> bool:
    return max(sum(left) for left in _after_each_answer(question, shares)) < 1 - NEGLIGIBLE
