"""What to try or to ask next, in which order, and why in plain words. (pure)

The planner of SACSO (Jensen and others, "The SACSO methodology for troubleshooting complex systems", AI EDAM 15(4), 2001)
over the model of `wizard.causes`: fixes by P/C, worked out anew after each step; a question only where asking it now is
expected to cost less than never asking it and than asking it after the best fix; handing over once its 1/C beats every
p/c. Nothing here looks more than one question ahead: the exact plan is out of reach (Vomlelová, "Complexity of
decision-theoretic troubleshooting", International Journal of Intelligent Systems 18(2), 2003, shows it NP-hard).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.saying import _
from wizard.beliefs import SOMETHING_ELSE, Ask, Evidence, Model, Term, Try, Weights, beliefs, reasons
from wizard.graph import FIXED, NOT_FIXED
from wizard.repair import Asking, after_failure, best_fix, expected_cost, helps, is_beaten, outcomes, steps, weigh
from wizard.wording import about_minutes, in_minutes, in_share


class Kind(StrEnum):
    """What a suggestion is."""

    TRY = "try"
    ASK = "ask"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Suggestion:
    """A next step: the key of a fix or a question, or none to hand over; and the reason, in words and as a sum.

    `share` is how often this solves the case now. `minutes` is what the case is expected to cost from here if this is done.
    The terms of a fix sum to the log-odds of its cause; those of a question, in minutes, to `minutes`; those of handing
    over to the log-odds of "something else".
    """

    kind: Kind
    key: str
    reason: str
    minutes: float
    share: float = 0.0
    saves: float = 0.0
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Branch:
    """One answer of a question that was not known: how likely a fix behind it helps, and the minutes to try those worth it."""

    choice: str
    reason: str
    share: float
    minutes: float

    @property
    def efficiency(self) -> float:
        return self.share / self.minutes if self.minutes else 0.0


def next_step(model: Model, evidence: Evidence, among: Collection[str] | None = None) -> Suggestion | None:
    """The fix to try or the question to ask now, or that it is time to hand over; None where something has fixed it.

    `among` are the nodes that may be suggested, all of the guide if it is left out. Whether it is time to hand over, and
    what the case costs from here, is always reckoned with everything that is left in the guide. A fix that was tried or
    could not be done, and a question that was answered, also with "I don't know", is never suggested again.
    """
    if FIXED in evidence.tried.values():
        return None
    belief = beliefs(model, evidence)
    left = fixes_left(model, evidence)
    best = best_fix(left if among is None else _among(left, among), belief)
    if best and all(is_beaten(fix, belief, model.escalation) for fix in left):
        best = None
    questions = questions_left(model, evidence, among)
    if asking := _best_asking(model, questions, left, belief, best):
        return _ask(model, asking, left, belief, place_of(asking.question, among))
    if best:
        return _try(model, evidence, best, left, belief)
    return _escalate(model, evidence, left, belief)


def order(model: Model, evidence: Evidence, items: Sequence[str]) -> tuple[str, ...]:
    """The items of a shortlist, the one to do first in front: each chosen as if those before it had changed nothing.

    Every item is in it once. Those not worth their time come last: fixes by P/C, then the others as the author has them.
    """
    waiting = list(dict.fromkeys(items))
    ordered: list[str] = []
    known = Evidence(evidence.answers, {fix: verdict for fix, verdict in evidence.tried.items() if verdict != FIXED})
    while (suggestion := next_step(model, known, waiting)) and suggestion.key in waiting:
        waiting.remove(suggestion.key)
        ordered.append(suggestion.key)
        is_fix = suggestion.kind is Kind.TRY
        known = known.with_verdict(suggestion.key, NOT_FIXED) if is_fix else known.with_answer(suggestion.key)
    fixes = [fix for fix in fixes_left(model, known) if fix.key in waiting]
    rest = [fix.key for fix in steps(_among(fixes, waiting), beliefs(model, known))]
    return (*ordered, *rest, *(item for item in waiting if item not in rest))


def branches(model: Model, question: str, evidence: Evidence) -> tuple[Branch, ...]:
    """The answers of a question to which someone said "I don't know", the branch to walk first in front.

    The P/C rule with a branch in the place of a fix: the cases solved behind an answer per minute spent there, counting the
    questions before the first fix, and of its fixes only those, by P/C, that do not lower the branch's P/C. Such a first
    piece is the "maximising set" of Jensen and others (2001). Equal branches stay as they are drawn.
    """
    known = model.question.get(question)
    if not known or not known.behind:
        return ()
    belief = beliefs(model, evidence)
    found = [_branch(model, evidence, known, place, belief) for place in range(len(known.answers))]
    return tuple(sorted(found, key=lambda branch: -branch.efficiency))


def best_branch(model: Model, question: str, evidence: Evidence) -> Branch | None:
    """The branch to walk first after "I don't know"; None where the model does not know the question."""
    return next(iter(branches(model, question, evidence)), None)


def fixes_left(model: Model, evidence: Evidence) -> list[Try]:
    """The fixes that were neither tried nor found impossible."""
    return [fix for fix in model.fixes if fix.key not in evidence.tried]


def questions_left(model: Model, evidence: Evidence, among: Collection[str] | None = None) -> list[Ask]:
    """The questions that are not answered yet, in none of their places, and whose answer can change what is believed."""
    asked = {model.question[key].key for key in evidence.answers if key in model.question}
    waiting = (question for question in model.questions if question.is_informative and question.key not in asked)
    return [question for question in waiting if place_of(question, among)]


def why(model: Model, evidence: Evidence, key: str) -> Suggestion | None:
    """What speaks for this very fix or question now, whatever else there is.

    None for one that the model does not know or that is done already, and for a question that saves nothing.
    """
    belief = beliefs(model, evidence)
    left = fixes_left(model, evidence)
    fix = model.fix.get(key)
    if fix:
        return _try(model, evidence, fix, left, belief) if fix in left else None
    questions = questions_left(model, evidence, [key])
    asking = _best_asking(model, questions, left, belief, best_fix(left, belief))
    return _ask(model, asking, left, belief, key) if asking else None


def _among(fixes: Sequence[Try], keys: Collection[str]) -> list[Try]:
    """The fixes with these keys, in the order of the keys: of equal ones the first named is taken."""
    known = {fix.key: fix for fix in fixes}
    return [known[key] for key in keys if key in known]


def place_of(question: Ask, among: Collection[str] | None) -> str:
    """The first node that asks a question and may be suggested, or an empty text."""
    if among is None:
        return question.key
    return next((node for node in (question.key, *question.nodes) if node in among), "")


def _best_asking(
    model: Model, questions: Sequence[Ask], left: Sequence[Try], belief: Weights, best: Try | None
) -> Asking | None:
    """Of the questions that pay the one with the lowest expected cost, of equal ones the first."""
    never = expected_cost(model, left, belief)
    weighed = (weigh(model, question, left, belief, never, best) for question in questions)
    return min((asking for asking in weighed if asking.pays), key=lambda asking: asking.now, default=None)


def _ask(model: Model, asking: Asking, left: Sequence[Try], belief: Weights, place: str) -> Suggestion:
    question = asking.question
    saved = about_minutes(asking.saves)
    reason = _("the answers lead to different fixes; saves %(minutes)s on average", minutes=saved)
    terms = [Term("", _("Asking"), "", question.cost)]
    says = question.says or question.answers
    for say, (*_share, cost) in zip(says, outcomes(model, question, left, belief), strict=True):
        terms.append(Term(place, question.title, say, cost))
    return Suggestion(Kind.ASK, place, reason, asking.now, saves=asking.saves, terms=tuple(terms))


def _try(model: Model, evidence: Evidence, fix: Try, left: Sequence[Try], belief: Weights) -> Suggestion:
    share = helps(fix, belief)
    others = [other for other in left if other is not fix]
    minutes = fix.cost + expected_cost(model, others, after_failure(fix, belief))
    cause = model.causes[max(fix.works, key=lambda pair: belief[pair[0]])[0]]
    terms = reasons(model, evidence, cause)
    return Suggestion(Kind.TRY, fix.key, _what_it_does(fix, share), minutes, share, terms=terms)


def _escalate(model: Model, evidence: Evidence, left: Sequence[Try], belief: Weights) -> Suggestion:
    best = best_fix(left, belief)
    reason = _("nothing is left to try here")
    if best:
        found = _what_it_does(best, helps(best, belief))
        said = {"title": best.title, "found": found}
        reason = _("asking for help is quicker now: the best fix left, “%(title)s”, %(found)s", **said)
    terms = reasons(model, evidence, SOMETHING_ELSE) if SOMETHING_ELSE in model.causes else ()
    return Suggestion(Kind.ESCALATE, "", reason, model.escalation or 0.0, terms=terms)


def _what_it_does(fix: Try, share: float) -> str:
    said = {"share": in_share(share), "minutes": in_minutes(fix.minutes)}
    if fix.risk == "interrupts-service":
        return _("fixes %(share)s of these, takes %(minutes)s, interrupts the service", **said)
    if fix.risk == "could-lose-data":
        return _("fixes %(share)s of these, takes %(minutes)s, could lose data", **said)
    return _("fixes %(share)s of these, takes %(minutes)s", **said)


def _branch(model: Model, evidence: Evidence, question: Ask, place: int, belief: Weights) -> Branch:
    fixes = [fix for fix in fixes_left(model, evidence) if fix.key in question.behind[place]]
    solved, spent, left = 0.0, question.far[place] * question.cost, list(belief)
    for fix in steps(fixes, belief):
        helped, cost = helps(fix, left), fix.cost * sum(left)
        if solved and helped * spent < solved * cost:
            break
        solved, spent, left = solved + helped, spent + cost, after_failure(fix, left)
    said = {"share": in_share(solved), "minutes": in_minutes(spent)}
    reason = _("%(share)s of these are fixed behind this answer, in %(minutes)s on average", **said)
    return Branch(question.answers[place], reason if fixes else _("no fix is left behind this answer"), solved, spent)
