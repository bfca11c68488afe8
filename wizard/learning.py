"""What verdicts teach about how common causes are, and whether it is enough to change an order. (pure)

Causes are counted where a fix was said to have fixed it, never by tries: fixes that come late are tried less often (Breese
and Heckerman's case counts). A share is (s·m + n)/(s + N): m is the author's mean, n the confirmed cases of N, s = 20 the
weight of the author's words in cases (a Dirichlet prior). "Something else" keeps its share: nobody confirms it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from wizard.beliefs import SOMETHING_ELSE, Model, Try
from wizard.graph import FIXED, NOT_FIXED, Fix, Graph, Question, Shortlist
from wizard.ordering import Advised
from wizard.repair import after_failure, best_fix

STRENGTH = 20.0
LEAST_VERDICTS = 20
LEAST_SAVING = 0.10
LEAST_CERTAINTY = 0.90
DRAWS = 2000

Counts = Mapping[tuple[str, str], int]  # (fix, verdict) -> times


@dataclass(frozen=True)
class Place:
    """A shortlist or a question whose order could change: what was said there, and what the learned order saves.

    `before` and `after` are the fixes in the author's and in the learned order, with what a case costs in minutes in each;
    `certainty` is the share of draws from what may be true in which the learned order is cheaper.
    """

    key: str
    verdicts: int
    before: tuple[str, ...]
    after: tuple[str, ...]
    cost_before: float
    cost_after: float
    certainty: float

    @property
    def is_better(self) -> bool:
        """Whether there is enough to go by, and the learned order is clearly cheaper."""
        return (
            self.verdicts >= LEAST_VERDICTS
            and self.cost_after <= (1 - LEAST_SAVING) * self.cost_before
            and self.certainty >= LEAST_CERTAINTY
        )


@dataclass(frozen=True)
class Learned:
    """What a guide's counts teach: the shares of the causes at the places that are better, and every place that was looked at."""

    priors: Mapping[str, float]
    places: tuple[Place, ...]


def learn(graph: Graph, counts: Counts) -> Learned:
    """The same counts always teach the same."""
    model = Advised(graph).model
    if model is None:
        return Learned({}, ())
    weights = _weights(model, counts)
    total = sum(weights.values())
    places = tuple(
        _judged(key, fixes, model, weights, counts) for key, fixes in _open_places(graph, model) if len(fixes) > 1
    )
    priors: dict[str, float] = {}
    for group in _merged([set(place.before) for place in places if place.is_better]):
        mass = sum(model.priors[model.causes.index(cause)] for cause in group)
        learned = sum(weights[cause] for cause in group)
        priors |= {cause: mass * weights[cause] / learned for cause in sorted(group)}
    return Learned(priors if total else {}, places)


def orders(graph: Graph, priors: Mapping[str, float]) -> dict[str, tuple[str, ...]]:
    """The fixes of each place that is open, in the order that these shares give: to see whether anything changes."""
    model = Advised(graph, priors).model
    if model is None:
        return {}
    shares = dict(zip(model.causes, model.priors, strict=True))
    return {key: _by_efficiency(model, fixes, shares) for key, fixes in _open_places(graph, model)}


def _weights(model: Model, counts: Counts) -> dict[str, float]:
    """The Dirichlet's parameters: the author's mean as STRENGTH cases, and the confirmed cases."""
    means = {cause: mean for cause, mean in zip(model.causes, model.priors, strict=True) if cause != SOMETHING_ELSE}
    total = sum(means.values()) or 1.0
    return {cause: STRENGTH * mean / total + counts.get((cause, FIXED), 0) for cause, mean in means.items()}


def _open_places(graph: Graph, model: Model) -> list[tuple[str, list[str]]]:
    """The shortlists that are not pinned and the questions without a way for "I don't know", with the fixes there."""
    found: list[tuple[str, list[str]]] = []
    for node in graph.nodes:
        if isinstance(node, Shortlist) and not node.is_pinned:
            found.append((node.key, [item for item in node.items if isinstance(graph.node(item), Fix)]))
        elif isinstance(node, Question) and not node.dont_know and (known := model.question.get(node.key)):
            behind = frozenset().union(*known.behind)
            found.append((node.key, [fix.key for fix in model.fixes if fix.key in behind]))
    return [(key, [fix for fix in fixes if fix in model.fix]) for key, fixes in found]


def _judged(key: str, fixes: list[str], model: Model, weights: Mapping[str, float], counts: Counts) -> Place:
    means = dict(zip(model.causes, model.priors, strict=True))
    before, after = _by_efficiency(model, fixes, means), _by_efficiency(model, fixes, weights)
    said = sum(counts.get((fix, verdict), 0) for fix in fixes for verdict in (FIXED, NOT_FIXED))
    if before == after or said < LEAST_VERDICTS:
        cost = _cost(model, after, weights)
        return Place(key, said, before, after, cost, cost, 0.0)
    chance = Random(f"{key} {sorted(counts.items())}")
    better = 0
    for _ in range(DRAWS):
        drawn = {fix: chance.gammavariate(weights[fix], 1.0) for fix in fixes}
        better += _cost(model, after, drawn) < _cost(model, before, drawn)
    costs = _cost(model, before, weights), _cost(model, after, weights)
    return Place(key, said, before, after, *costs, better / DRAWS)


def _by_efficiency(model: Model, fixes: Sequence[str], shares: Mapping[str, float]) -> tuple[str, ...]:
    """The P/C order; of equal fixes the first named."""
    waiting = [model.fix[fix] for fix in fixes]
    left = [shares.get(cause, 0.0) for cause in model.causes]
    ordered: list[Try] = []
    while best := best_fix(waiting, left):
        waiting.remove(best)
        ordered.append(best)
        left = after_failure(best, left)
    return tuple(fix.key for fix in ordered)


def _cost(model: Model, order: Sequence[str], shares: Mapping[str, float]) -> float:
    """Minutes on average until one of these fixes has helped a case whose cause is one of theirs, none left out."""
    left = {fix: shares[fix] for fix in order}
    total, spent = sum(left.values()) or 1.0, 0.0
    for key in order:
        fix = model.fix[key]
        spent += fix.cost * sum(left.values())
        left[key] *= 1 - fix.works[0][1]
    return spent / total


def _merged(groups: list[set[str]]) -> list[set[str]]:
    """Groups that share a member become one."""
    merged: list[set[str]] = []
    for group in groups:
        apart = [other for other in merged if not other & group]
        merged = [*apart, group.union(*(other for other in merged if other & group))]
    return merged


def renamed_counts(counts: Counts, names: Mapping[str, str]) -> dict[tuple[str, str], int]:
    """Counts under the names of today; what was counted under several names is added up."""
    found: dict[tuple[str, str], int] = {}
    for (fix, verdict), times in counts.items():
        name = (names.get(fix, fix), verdict)
        found[name] = found.get(name, 0) + times
    return found
