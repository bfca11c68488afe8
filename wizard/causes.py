"""The drawn guide read as a model of what may be wrong: each fix a cause, the way to it what that cause looks like. (pure)

No number comes from the author, only words; what the words and the drawing stand for is decided here, once, and measured
by `python -m tests.bench.advice`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from wizard.beliefs import SOMETHING_ELSE, Ask, Model, Try
from wizard.graph import COMMON, DONT_KNOW, NONE, RISKS, WORKS, Choice, Fix, Graph, Jump, Node, Question, Shortlist

# How common a cause is: each word stands for about three times as many cases as the one before. Only the ratios matter.
# Words about frequency mean much the same to most people, but in steps rather than in per cent (Mosteller and Youtz,
# "Quantifying probabilistic expressions", Statistical Science 5(1), 1990). Equal steps of half a power of ten reach over
# the range in which a list of causes usually lies, from a few in a thousand to a third.
COMMON_WEIGHT = dict(zip(COMMON, (1.0, 3.0, 10.0, 30.0, 100.0), strict=True))

# How often a fix works where its cause is the right one. Even steps, and never certainty: a fix can be done wrongly.
WORKS_SHARE = dict(zip(WORKS, (0.2, 0.4, 0.6, 0.8, 0.95), strict=True))

# What a minute counts. Interrupting a service costs the time of those who wait as well as of the one who works; what could
# lose data needs a copy first, and sometimes putting it back. SACSO too adds time, risk and annoyance up in one number.
RISK_FACTOR = dict(zip(RISKS, (1.0, 2.0, 4.0), strict=True))

ON_THE_WAY = 0.85  # how often the answers on the way to a fix are given where its cause is the right one
SOMETHING_ELSE_SHARE = 0.05
QUESTION_MINUTES = 1.0
ESCALATION_MINUTES = (
    480.0  # a working day to reach someone, to explain and to wait; as long as the longest fix may take
)

Ways = dict[str, list[tuple[str | None, str]]]


def model_of(
    graph: Graph,
    *,
    question_minutes: float = QUESTION_MINUTES,
    escalation_minutes: float | None = ESCALATION_MINUTES,
    something_else: float = SOMETHING_ELSE_SHARE,
) -> Model:
    """The model that a guide's drawing and words stand for; drafts with faults give one too.

    Causes are the fixes that can be reached, and one more, "something else", which no fix helps against: without it the
    last fix left would always look like the right one, however many have failed. It begins with a small share, one case in
    twenty, and each fix that fails makes it larger until handing over is better. Ends are no causes of their own: nearly
    every way comes to one when nothing has helped, so they say nothing about the case. Only an answer from which no fix
    can be reached speaks for something else.
    """
    ways = {node.key: list(_ways(graph, node)) for node in graph.nodes}
    found = _reached(ways, graph.start)
    fixes = [node for node in graph.nodes if isinstance(node, Fix) and node.key in found]
    causes = (*(fix.key for fix in fixes), SOMETHING_ELSE)
    weights = [COMMON_WEIGHT.get(fix.common, 1.0) for fix in fixes]
    rest = something_else if fixes else 1.0
    priors = (*((1 - rest) * weight / sum(weights) for weight in weights), rest)
    tries = tuple(_try(fix, place) for place, fix in enumerate(fixes))
    copies: dict[tuple[str, ...], list[Question]] = {}
    for node in graph.nodes:
        if isinstance(node, Question) and node.key in found and node.pick != "several" and len(node.choices) > 1:
            copies.setdefault((node.ask, *(choice.key for choice in node.choices)), []).append(node)
    questions = (_ask(ways, same, causes, question_minutes) for same in copies.values())
    return Model(causes, priors, tries, tuple(questions), escalation_minutes)


def with_priors(model: Model, priors: Mapping[str, float]) -> Model:
    """The model with learned shares of some causes; the causes that are not named keep theirs among one another.

    Shares sum to at most 1, a little rest is always left to the causes that are not named.
    """
    known = {cause: priors[cause] for cause in model.causes if cause in priors}
    others = sum(prior for cause, prior in zip(model.causes, model.priors, strict=True) if cause not in known)
    if not known:
        return model
    total = sum(known.values())
    room = 1 - others if others else 1.0
    shares = (
        known[cause] * room / total if cause in known else prior
        for cause, prior in zip(model.causes, model.priors, strict=True)
    )
    return replace(model, priors=tuple(shares))


def _try(fix: Fix, cause: int) -> Try:
    cost = fix.minutes * RISK_FACTOR.get(fix.risk, 1.0)
    works = WORKS_SHARE.get(fix.works, WORKS_SHARE["sometimes"])
    return Try(fix.key, fix.fix, fix.minutes, max(cost, 1.0), ((cause, works),), fix.risk)


def _ask(ways: Ways, same: list[Question], causes: tuple[str, ...], minutes: float) -> Ask:
    """A question as a model has it; one that is asked in the same words on several branches counts as one."""
    first = same[0]
    behind, far = [], []
    for choice in first.choices:
        ahead = [_behind(ways, node.key, choice, causes) for node in same]
        behind.append(frozenset().union(*(fixes for fixes, _ in ahead)))
        far.append(min(steps for _, steps in ahead))
    columns = [_likelihood([cause in fixes for fixes in behind]) for cause in causes[:-1]]
    columns.append(_likelihood([not fixes for fixes in behind]))
    return Ask(
        first.key,
        first.ask,
        minutes,
        tuple(choice.key for choice in first.choices),
        tuple(zip(*columns, strict=True)),
        tuple(choice.say for choice in first.choices),
        tuple(node.key for node in same),
        tuple(behind),
        tuple(far),
    )


def _behind(ways: Ways, key: str, choice: Choice, causes: Collection[str]) -> tuple[frozenset[str], int]:
    """The fixes that can follow an answer, and how many questions stand before the nearest of them."""
    target = next((to for answer, to in ways[key] if answer == choice.key), "")
    asked = _reached(ways, target, without=key)
    fixes = frozenset(cause for cause in causes if cause in asked)
    return fixes, min((asked[fix] for fix in fixes), default=0)


def _likelihood(is_on: list[bool]) -> list[float]:
    """How likely each answer is under a cause, from whether the answer is on a way to it; the numbers sum to 1.

    All answers are equally likely where the question is on no way to the cause, or on one whatever the answer. Otherwise
    the answers on the way share 0.85, or more where they are most of the answers: each of them is at least as many
    times as likely as one off the way as it is with two answers, 0.85 to 0.15.
    """
    on, off = sum(is_on), len(is_on) - sum(is_on)
    if not on or not off:
        return [1 / len(is_on)] * len(is_on)
    ratio = ON_THE_WAY / (1 - ON_THE_WAY)
    share = max(ON_THE_WAY, on * ratio / (on * ratio + off))
    return [share / on if leads_there else (1 - share) / off for leads_there in is_on]


def _reached(ways: Ways, start: str, without: str = "") -> dict[str, int]:
    """The nodes that can be reached from one, without passing another, and the fewest questions on the way to each."""
    found: dict[str, int] = {}
    queue = deque([(start, 0)])
    while queue:
        key, asked = queue.popleft()
        if key in found or key not in ways or key == without:
            continue
        found[key] = asked
        for answer, to in ways[key]:
            if answer is None:
                queue.appendleft((to, asked))
            else:
                queue.append((to, asked + 1))
    return found


def _ways(graph: Graph, node: Node) -> Iterator[tuple[str | None, str]]:
    """Where a node leads: the answer of a question and the target; None for the answer where nothing is asked.

    Items of a shortlist come in any order, so each comes back to the shortlist, not to the item drawn next.
    """
    home = graph.shortlist_of(node.key)
    if isinstance(node, Question):
        if node.pick == "several":
            yield NONE, node.to or home
        else:
            yield from ((choice.key, choice.to or home) for choice in node.choices)
        yield DONT_KNOW, node.dont_know
    elif isinstance(node, Fix):
        yield from ((None, to) for to in (node.fixed, node.not_fixed or home, node.could_not))
    elif isinstance(node, Shortlist):
        yield from ((None, to) for to in (*node.items, node.then))
    elif isinstance(node, Jump):
        yield None, node.back
