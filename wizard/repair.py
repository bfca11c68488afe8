"""What it costs on average until a case is solved, in minutes. (pure)

The expected cost of repair (ECR) of Heckerman, Breese and Rommelse, "Decision-theoretic troubleshooting", Communications
of the ACM 38(3), 1995: each fix is paid for only in the cases that no fix before it has solved. Weights need not sum to
1: all costs here are times the weight that goes in, so that the answers of a question can be added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wizard.beliefs import Ask, Model, Try, Weights

NEGLIGIBLE = 1e-9  # a gain smaller than this is rounding


@dataclass(frozen=True)
class Asking:
    """A question with what the case costs when it is asked now, never, or after the best fix; all in minutes per case."""

    question: Ask
    now: float
    never: float
    after: float | None

    @property
    def saves(self) -> float:
        return self.never - self.now

    @property
    def pays(self) -> bool:
        """Whether asking now beats both never asking and asking after the best fix.

        The correction of SACSO: Langseth and Jensen, "Decision theoretic troubleshooting of coherent systems", Reliability
        Engineering and System Safety 80, 2003, equation 5. Comparing with "never" alone asks too much.
        """
        least = self.never if self.after is None else min(self.never, self.after)
        return self.now < least - NEGLIGIBLE


def helps(fix: Try, weights: Weights) -> float:
    """The weight of the cases that a fix solves."""
    return sum(weights[cause] * works for cause, works in fix.works)


def after_failure(fix: Try, weights: Weights) -> list[float]:
    """The weights of the cases that a fix leaves unsolved."""
    left = list(weights)
    for cause, works in fix.works:
        left[cause] *= 1 - works
    return left


def best_fix(fixes: Sequence[Try], weights: Weights) -> Try | None:
    """The fix with the highest P/C, the share of cases it solves per minute; of equal ones the first.

    Always taking it is the best order where one cause is at work, each fix is against one cause of its own, and there are
    no questions (Jensen and others, "The SACSO methodology", AI EDAM 15(4), 2001, theorem 1).
    """
    return max(fixes, key=lambda fix: helps(fix, weights) / fix.cost, default=None)


def is_beaten(fix: Try, weights: Weights, escalation: float | None) -> bool:
    """Whether handing over, which always works at its cost, solves more per minute than a fix: 1/C against p/c."""
    return escalation is not None and helps(fix, weights) * escalation < fix.cost * sum(weights)


def expected_cost(model: Model, fixes: Sequence[Try], weights: Weights) -> float:
    """The ECR of trying fixes by P/C without asking anything, and of handing over as soon as that is better."""
    if model.has_separate_fixes:
        return _cost_of_separate(fixes, weights, model.escalation)
    spent, left = 0.0, list(weights)
    for fix in steps(fixes, weights):
        if is_beaten(fix, left, model.escalation):
            break
        spent += fix.cost * sum(left)
        left = after_failure(fix, left)
    return spent + (model.escalation or 0.0) * sum(left)


def steps(fixes: Sequence[Try], weights: Weights) -> Iterator[Try]:
    """Fixes by P/C, which is worked out anew after each that did not help."""
    waiting, left = list(fixes), list(weights)
    while best := best_fix(waiting, left):
        waiting.remove(best)
        left = after_failure(best, left)
        yield best


def _cost_of_separate(fixes: Sequence[Try], weights: Weights, escalation: float | None) -> float:
    """As above in one pass; a failure changes no other fix's P/C relative to the rest, so sorting once is enough."""
    ordered = []
    for fix in fixes:
        cause, works = fix.works[0]
        solved = weights[cause] * works
        ordered.append((solved / fix.cost, solved, fix.cost))
    ordered.sort(reverse=True)
    spent, left = 0.0, sum(weights)
    for ratio, solved, cost in ordered:
        if left <= 0 or (escalation is not None and ratio * escalation < left):
            break
        spent += cost * left
        left -= solved
    return spent + (escalation or 0.0) * max(left, 0.0)


def outcomes(model: Model, question: Ask, fixes: Sequence[Try], weights: Weights) -> list[tuple[float, float]]:
    """For each answer its weight, and that weight times what the case costs after it."""
    found = []
    for row in question.likelihood:
        left = [weight * likely for weight, likely in zip(weights, row, strict=True)]
        found.append((sum(left), expected_cost(model, fixes, left)))
    return found


def cost_of_asking(model: Model, question: Ask, fixes: Sequence[Try], weights: Weights) -> float:
    """The ECR of asking a question now and then trying fixes by P/C."""
    return question.cost * sum(weights) + sum(cost for _, cost in outcomes(model, question, fixes, weights))


def weigh(
    model: Model, question: Ask, fixes: Sequence[Try], weights: Weights, never: float, best: Try | None
) -> Asking:
    """A question asked now, never, or after the best fix; `weights` sum to 1, `never` is their ECR.

    Where handing over is better than any fix, `best` is None and there is no "after".
    """
    now = cost_of_asking(model, question, fixes, weights)
    after = None
    if best and now < never - NEGLIGIBLE:
        others = [fix for fix in fixes if fix is not best]
        left = after_failure(best, weights)
        after = best.cost + cost_of_asking(model, question, others, left)
    return Asking(question, now, never, after)
