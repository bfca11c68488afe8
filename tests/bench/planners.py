"""The policies that the benchmark compares: Verger's own, and the reference ones that it must beat."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log, log2

from tests.bench.costs import Policy
from tests.bench.tree import Drawn, guide_of, leaf_of, places_of
from wizard import advice, causes
from wizard.beliefs import Ask, Evidence, Model, Weights, beliefs
from wizard.graph import COMMON
from wizard.repair import best_fix, expected_cost, weigh

WORTH_BITS = 0.05
# Which share of all cases an author calls "very rare", "rare" and so on: the nearest of these by ratio.
SHARE_OF_WORD = dict(zip(COMMON, (0.003, 0.01, 0.03, 0.1, 0.3), strict=True))


def word_for(share: float) -> str:
    """The word an author would choose for a share of all cases."""
    return min(SHARE_OF_WORD, key=lambda word: abs(log(SHARE_OF_WORD[word]) - log(max(share, 1e-9))))


def in_order(order: Sequence[str]) -> Policy:
    """Fixes one after another, no questions."""
    return lambda known: next(key for key in order if key not in known.tried)


def by_share(truth: Model) -> list[str]:
    """Fixes as their causes really are, the most common first."""
    return [key for _, key in sorted(zip((-share for share in truth.priors), truth.causes, strict=True))]


def by_word(truth: Model) -> list[str]:
    """Fixes by the author's five words, the most common first; equal ones as they stand."""
    words = list(COMMON)
    return sorted(truth.causes, key=lambda key: -words.index(word_for(truth.priors[truth.causes.index(key)])))


def verger(model: Model) -> Policy:
    """What `advice.next_step` says, over any model whose questions are known by their titles."""
    places = {question.title: question.key for question in model.questions}

    def policy(known: Evidence) -> str:
        answers = {places[title]: answer for title, answer in known.answers.items()}
        step = advice.next_step(model, Evidence(answers, known.tried))
        return model.question[step.key].title if step.kind is advice.Kind.ASK else step.key

    return policy


def verger_on_tree(truth: Model, drawn: Drawn) -> Policy:
    """Verger with nothing but the drawing and the author's words: the tree as a guide, read as any guide is."""
    words = {key: word_for(share) for key, share in zip(truth.causes, truth.priors, strict=True)}
    guide = guide_of(drawn, truth, words)
    minutes = truth.questions[0].cost
    return verger(causes.model_of(guide, question_minutes=minutes, escalation_minutes=None))


def rigid(truth: Model, drawn: Drawn) -> Policy:
    """The tree followed as it is drawn: its questions, the fixes where it ends by word, then all others by word."""
    ordered = by_word(truth)
    places = places_of(drawn, truth)

    def policy(known: Evidence) -> str:
        here, path = leaf_of(drawn, known)
        if here:
            return here.question
        waiting = [key for key in ordered if key not in known.tried]
        return next((key for key in waiting if places[key] == path), waiting[0])

    return policy


def now_or_never(model: Model) -> Policy:
    """The myopic rule: the question with the lowest expected cost, if that is below never asking."""

    def choose(known: Evidence, belief: Weights) -> Ask | None:
        left = advice.fixes_left(model, known)
        never = expected_cost(model, left, belief)
        weighed = [weigh(model, ask, left, belief, never, None) for ask in advice.questions_left(model, known)]
        best = min(weighed, key=lambda asking: asking.now, default=None)
        return best.question if best and best.pays else None

    return _asking(model, choose)


def information_first(model: Model) -> Policy:
    """The question that tells most, as long as it tells more than 0.05 bit; what it costs does not matter."""

    def choose(known: Evidence, belief: Weights) -> Ask | None:
        waiting = advice.questions_left(model, known)
        best = max(waiting, key=lambda ask: information(ask, belief), default=None)
        return best if best and information(best, belief) > WORTH_BITS else None

    return _asking(model, choose)


def _asking(model: Model, choose: Callable[[Evidence, Weights], Ask | None]) -> Policy:
    def policy(known: Evidence) -> str:
        belief = beliefs(model, known)
        question = choose(known, belief)
        return question.key if question else best_fix(advice.fixes_left(model, known), belief).key

    return policy


def information(question: Ask, belief: Weights) -> float:
    """How many bits the answer tells about the cause, on average."""
    told = [[share * likely for share, likely in zip(belief, row, strict=True)] for row in question.likelihood]
    return _bits(belief) - sum(sum(left) * _bits(left) for left in told)


def _bits(weights: Weights) -> float:
    total = sum(weights)
    return -sum(weight / total * log2(weight / total) for weight in weights if weight > 0)


def draw(
    truth: Model, weights: Weights | None = None, depth: int = 4, asked: frozenset[str] = frozenset()
) -> Drawn | None:
    """The greedy tree: at each place the question that tells most of those not asked above, if more than 0.05 bit."""
    here = truth.priors if weights is None else weights
    waiting = [question for question in truth.questions if question.key not in asked]
    total = sum(here)
    shares = [weight / total for weight in here]
    best = max(waiting, key=lambda ask: information(ask, shares), default=None)
    if not depth or not best or information(best, shares) <= WORTH_BITS:
        return None
    after = {}
    for answer, row in zip(best.answers, best.likelihood, strict=True):
        told = [share * likely for share, likely in zip(shares, row, strict=True)]
        after[answer] = draw(truth, told, depth - 1, asked | {best.key})
    return Drawn(best.key, after)
