"""Examples whose best cost is known, and that a policy's cost is what adding it up by hand gives."""

import pytest

from tests.bench import planners
from tests.bench.costs import cost_of, least_cost
from tests.bench.samples import exact_cover, four_causes
from wizard import advice
from wizard.beliefs import Ask, Evidence, Model, Try
from wizard.repair import expected_cost

TWO = Model(
    ("a", "b"),
    (0.6, 0.4),
    (Try("fix-a", "A", 10, 10, ((0, 1.0),)), Try("fix-b", "B", 10, 10, ((1, 1.0),))),
    (Ask("tells", "tells", 1.0, ("one", "two"), ((0.9, 0.1), (0.1, 0.9))),),
)


def test_where_fixes_share_causes_the_greedy_order_costs_150_and_the_best_145():
    model = four_causes()
    assert expected_cost(model, model.fixes, model.priors) == pytest.approx(1.50)
    assert cost_of(planners.verger(model), model) == pytest.approx(1.50)
    assert least_cost(model) == pytest.approx(1.45)


@pytest.mark.parametrize(("size", "cost"), [(2, 2 + 10 / 6), (3, 4.25)])
def test_the_best_plan_finds_the_exact_cover_and_advice_costs_no_more(size, cost):
    model = exact_cover(size)
    assert cost == pytest.approx(2 + size * (size + 3) / (2 * (size + 1)))
    assert least_cost(model) == pytest.approx(cost)
    assert cost_of(planners.verger(model), model) == pytest.approx(cost)


def test_a_policy_costs_what_it_does_in_each_case_times_how_often_that_comes():
    fixes_only = planners.in_order(["fix-a", "fix-b"])
    assert cost_of(fixes_only, TWO) == pytest.approx(10 + 0.4 * 10)
    # asked first: 1, then 10 for everyone, and 10 more for the 0.04 + 0.06 whom the answer misleads
    assert cost_of(planners.verger(TWO), TWO) == pytest.approx(1 + 10 + 0.1 * 10)
    assert least_cost(TWO) == pytest.approx(12)


def test_an_unknown_answer_costs_the_question_and_tells_nothing():
    def asks_first(known: Evidence) -> str:
        if "tells" not in known.answers:
            return "tells"
        return advice.next_step(TWO, known).key

    assert cost_of(asks_first, TWO, unknown=0.3) == pytest.approx(1 + 0.7 * 11 + 0.3 * 14)


def test_small_branches_are_charged_not_forgotten():
    exact = cost_of(planners.verger(TWO), TWO, smallest=1e-12)
    assert cost_of(planners.verger(TWO), TWO, smallest=0.2) == pytest.approx(exact)
