"""Prints what Verger's advice costs beside the reference policies, and how long a next step takes.

`python -m tests.bench.advice` or `make bench-advice`; tests/bench/README.md says what the lines mean.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from statistics import fmean, median

from tests.bench import planners, printer
from tests.bench.costs import Policy, cost_of
from wizard import advice
from wizard.beliefs import SOMETHING_ELSE, Ask, Evidence, Model, Try

QUESTION_MINUTES = (1.0, 3.0)
UNKNOWN = 0.3
SMALLEST_WITH_UNKNOWN = 1e-4  # a third branch at each question makes many more of them; the error stays below 0.1

Maker = Callable[[Model], Policy]

FIXES_ONLY = "fixes by P/C, no questions"
FIXES_BY_WORD = "fixes by the author's five words, no questions"
INFORMATION = "information first, while above 0.05 bit"
NOW_OR_NEVER = "myopic, now or never"
FULL = "Verger, full model"
RIGID = "drawn tree, followed rigidly"
TREE = "Verger, the same tree read as a model"

POLICIES: dict[str, Maker] = {
    FIXES_ONLY: lambda truth: planners.in_order(planners.by_share(truth)),
    FIXES_BY_WORD: lambda truth: planners.in_order(planners.by_word(truth)),
    INFORMATION: planners.information_first,
    NOW_OR_NEVER: planners.now_or_never,
    FULL: planners.verger,
    RIGID: lambda truth: planners.rigid(truth, planners.draw(truth)),
    TREE: lambda truth: planners.verger_on_tree(truth, planners.draw(truth)),
}


@cache
def mean_cost(name: str, question_minutes: float, unknown: float = 0.0, smallest: float = 1e-6) -> float:
    """A policy's expected cost of repair, the mean over the six symptoms."""
    truths = [printer.with_question_minutes(case.truth, question_minutes) for case in printer.cases()]
    return fmean(cost_of(POLICIES[name](truth), truth, unknown=unknown, smallest=smallest) for truth in truths)


def large_model(causes: int = 60, questions: int = 30) -> Model:
    """A made-up guide as large as guides get, always the same: two or three answers to each question."""
    chance = random.Random(1995)
    weights = [chance.choice((1, 3, 10, 30, 100)) for _ in range(causes)]
    fixes = tuple(
        Try(f"fix-{place}", f"Fix {place}", minutes, minutes, ((place, chance.uniform(0.2, 0.95)),))
        for place, minutes in enumerate(chance.choices((5, 10, 20, 60), k=causes))
    )
    asked = tuple(_large_question(chance, place, causes) for place in range(questions))
    priors = tuple(0.95 * weight / sum(weights) for weight in weights)
    return Model((*(fix.key for fix in fixes), SOMETHING_ELSE), (*priors, 0.05), fixes, asked, 480.0)


def _large_question(chance: random.Random, place: int, causes: int) -> Ask:
    size = chance.choice((2, 3))
    columns = []
    for _ in range(causes + 1):
        numbers = [chance.uniform(0.05, 1) for _ in range(size)]
        columns.append([number / sum(numbers) for number in numbers])
    answers = tuple(f"answer-{number}" for number in range(size))
    return Ask(f"question-{place}", f"Question {place}", 1.0, answers, tuple(zip(*columns, strict=True)))


def milliseconds(work: Callable[[], object], times: int = 21) -> float:
    """How long some work takes, the median of several times."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def every_posterior(model: Model) -> list[list[float]]:
    """The reference for speed: what is believed after each answer of each question, which no planner can do without."""
    found = []
    for question in model.questions:
        for row in question.likelihood:
            told = [share * likely for share, likely in zip(model.priors, row, strict=True)]
            total = sum(told)
            found.append([share / total for share in told])
    return found


def report() -> Iterator[str]:
    """The benchmark's lines."""
    yield f"{'Mean expected cost of repair on win95pts, in minutes':<58}" + "".join(
        f"{f'question {minutes:g}':>13}" for minutes in QUESTION_MINUTES
    )
    for name in POLICIES:
        yield f"{name:<58}" + "".join(f"{mean_cost(name, minutes):>13.2f}" for minutes in QUESTION_MINUTES)
    for name in (FULL, TREE):
        label = f"{name}, {UNKNOWN:.0%} “I don't know”"
        costs = [
            (mean_cost(name, minutes, UNKNOWN, SMALLEST_WITH_UNKNOWN), mean_cost(name, minutes))
            for minutes in QUESTION_MINUTES
        ]
        yield f"{label:<58}" + "".join(f"{f'{more:.2f} {more / known - 1:+.0%}':>13}" for more, known in costs)
    model = large_model()
    step = milliseconds(lambda: advice.next_step(model, Evidence()))
    reference = milliseconds(lambda: every_posterior(model))
    yield ""
    yield f"Next step for {len(model.fixes)} causes and {len(model.questions)} questions: {step:.1f} ms, "
    yield f"{step / reference:.1f} times as long as working out what each answer would make us believe ({reference:.2f} ms)."


def main() -> int:
    try:
        printer.cases()
        for line in report():
            print(line, flush=True)
    except printer.NotAvailable as missing:
        print(missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
