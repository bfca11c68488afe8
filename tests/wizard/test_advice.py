"""What to do next follows from the drawing, the author's words and what is known; and the reasons given are the real ones."""

from dataclasses import replace
from math import exp, log
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.samples import SOUND, changed, graph_of
from tests.wizard.strategies import answers_for, drafts, sound_graphs
from wizard import advice, causes, guide
from wizard.advice import Kind
from wizard.beliefs import SOMETHING_ELSE, Ask, Evidence, Model, Try, beliefs, reasons
from wizard.repair import after_failure, best_fix, expected_cost, helps, weigh
from wizard.walk import replay
from wizard.wording import about_minutes, in_minutes, in_share

GUIDES = sorted((Path(__file__).parents[2] / "content" / "guides").glob("*.yaml"))


def two_fixes(**more) -> Model:
    """A model with two causes of 0.6 and 0.4, a fix for each, and a question that tells them apart nine times in ten."""
    fixes = (Try("quick", "Quick", 5, 5, ((0, 1.0),)), Try("slow", "Slow", 20, 20, ((1, 0.5),)))
    tells = Ask("tells", "Which?", 1.0, ("one", "two"), ((0.9, 0.1), (0.1, 0.9)))
    return Model(("quick", "slow"), (0.6, 0.4), fixes, (tells,), **more)


def model_of(text: str = SOUND, **more) -> Model:
    return causes.model_of(graph_of(text), **more)


def likelihood(model: Model, question: str, cause: str) -> dict[str, float]:
    """How likely each answer is under a cause."""
    place = model.causes.index(cause)
    asked = model.question[question]
    return {answer: row[place] for answer, row in zip(asked.answers, asked.likelihood, strict=True)}


# --- the drawing as a model ---


def test_each_fix_is_a_cause_and_so_is_something_else():
    assert model_of().causes == ("search-domain", "restart", "rebind", SOMETHING_ELSE)


def test_a_more_common_word_stands_for_about_three_times_as_many_cases():
    priors = dict(zip(model_of().causes, model_of().priors, strict=True))
    assert priors["search-domain"] == pytest.approx(0.95 * 100 / 106)
    assert priors["restart"] == priors["rebind"] == pytest.approx(0.95 * 3 / 106)
    assert priors[SOMETHING_ELSE] == 0.05


def test_risk_makes_a_fix_cost_more_than_its_minutes():
    costs = {fix.key: (fix.minutes, fix.cost) for fix in model_of().fixes}
    assert costs == {"search-domain": (5, 5), "restart": (5, 10), "rebind": (20, 80)}


def test_an_answer_on_the_way_to_a_fix_has_085_and_both_have_05_where_both_lead_there():
    model = model_of()
    assert likelihood(model, "items", "search-domain") == pytest.approx({"few": 0.85, "many": 0.15})
    assert likelihood(model, "resolves", "search-domain") == pytest.approx({"name-fails": 0.85, "name-works": 0.15})
    assert likelihood(model, "resolves", "restart") == {"name-fails": 0.5, "name-works": 0.5}


def test_an_answer_behind_which_there_is_no_fix_speaks_for_something_else():
    assert likelihood(model_of(), "items", SOMETHING_ELSE) == pytest.approx({"few": 0.15, "many": 0.85})


@pytest.mark.parametrize("leads_there", [[1, 0, 0], [1, 1, 0], [1] * 8 + [0], [1] + [0] * 8, [1, 1, 1]])
def test_an_answer_on_the_way_is_never_less_likely_than_one_off_it(leads_there):
    shares = causes._likelihood([bool(on) for on in leads_there])
    assert sum(shares) == pytest.approx(1)
    on = [share for share, is_on in zip(shares, leads_there, strict=True) if is_on]
    off = [share for share, is_on in zip(shares, leads_there, strict=True) if not is_on]
    assert sum(on) >= 0.85 or not off
    assert all(least > 5 * most for least in on for most in off)


def test_an_item_that_comes_back_leads_to_the_other_items_whatever_their_order():
    text = changed("items: [restart, rebind]", "items: [restart, asked, rebind]").replace(
        "  restart:\n",
        "  asked:\n    ask: Is it full?\n    how: Look.\n    choices:\n      full: {say: Full, to: nobody}\n"
        "      not-full: {say: Not full}\n  restart:\n",
    )
    model = model_of(text)
    for item in ("restart", "rebind"):
        assert likelihood(model, "asked", item) == pytest.approx({"full": 0.15, "not-full": 0.85})


def test_a_question_asked_in_the_same_words_on_two_branches_is_one_question():
    text = SOUND.replace("to: try-list}", "to: again}").replace(
        "  search-domain:\n",
        "  again:\n    ask: How many names fail?\n    how: Count.\n    unit: names\n    ranges:\n"
        "      few: {say: Few, below: 140, to: try-list}\n      many: {say: Many, from: 140, to: done}\n  search-domain:\n",
    )
    model = model_of(text)
    assert [question.nodes for question in model.questions] == [("resolves",), ("items", "again")]
    once = Evidence().with_answer("items", "few")
    assert beliefs(model, once.with_answer("again", "few")) == beliefs(model, once)
    assert [question.key for question in advice.questions_left(model, once)] == ["resolves"]


def test_a_question_with_several_answers_is_only_noted():
    text = changed("      name-fails: {say: \"No, nothing\", to: items}\n      name-works: {say: \"Yes\", to: try-list}\n    dont_know: items\n",
                   "      a-b: {say: A}\n      c-d: {say: C}\n    pick: several\n    to: items\n")  # fmt: skip
    assert [question.key for question in model_of(text).questions] == ["items"]


# --- beliefs ---


def test_answers_multiply_and_i_dont_know_changes_nothing():
    model = two_fixes()
    assert beliefs(model, Evidence()) == pytest.approx((0.6, 0.4))
    assert beliefs(model, Evidence().with_answer("tells", "two")) == pytest.approx((0.06 / 0.42, 0.36 / 0.42))
    assert beliefs(model, Evidence().with_answer("tells")) == pytest.approx((0.6, 0.4))
    assert beliefs(model, Evidence().with_answer("tells", "strange").with_answer("other", "x")) == pytest.approx(
        (0.6, 0.4)
    )


def test_a_fix_that_failed_lowers_its_cause_and_one_that_could_not_be_done_does_not():
    model = two_fixes()
    assert beliefs(model, Evidence().with_verdict("slow", "not-fixed")) == pytest.approx((0.75, 0.25))
    assert beliefs(model, Evidence().with_verdict("slow", "could-not")) == pytest.approx((0.6, 0.4))
    assert beliefs(model, Evidence().with_verdict("slow", "fixed"))[1] > 0.9


def test_a_case_that_nothing_explains_still_has_beliefs():
    model = replace(
        two_fixes(), fixes=tuple(replace(fix, works=((place, 1.0),)) for place, fix in enumerate(two_fixes().fixes))
    )
    known = Evidence().with_verdict("quick", "not-fixed").with_verdict("slow", "not-fixed")
    assert sum(beliefs(model, known)) == pytest.approx(1)


def test_evidence_is_read_off_a_walk():
    position = replay(graph_of(), {"resolves": ["dont-know"], "items": ["120"], "search-domain": ["could-not"]})
    assert Evidence.of(position) == Evidence({"resolves": (), "items": ("few",)}, {"search-domain": "could-not"})


@given(sound_graphs().flatmap(lambda graph: st.tuples(st.just(graph), answers_for(graph))))
def test_the_reasons_for_a_cause_add_up_to_its_log_odds(made):
    graph, answers = made
    model = causes.model_of(graph)
    known = Evidence.of(replay(graph, answers))
    belief = beliefs(model, known)
    assert sum(belief) == pytest.approx(1)
    for cause, share in zip(model.causes, belief, strict=True):
        terms = reasons(model, known, cause)
        if share < 1:
            against = sum(other for key, other in zip(model.causes, belief, strict=True) if key != cause)
            assert sum(term.amount for term in terms) == pytest.approx(log(share / against), abs=1e-6)


def test_reasons_say_which_answer_did_what():
    known = Evidence().with_answer("tells", "two").with_verdict("slow", "not-fixed")
    terms = reasons(two_fixes(), known, "slow")
    assert [(term.title, term.answer) for term in terms] == [
        ("How common it is", ""),
        ("Which?", "two"),
        ("Slow", "Not fixed"),
    ]
    assert [exp(term.amount) for term in terms] == pytest.approx([0.4 / 0.6, 9, 0.5])


# --- the expected cost of repair ---


def test_a_fix_is_paid_for_only_where_those_before_it_failed():
    model = two_fixes()
    assert expected_cost(model, model.fixes, model.priors) == pytest.approx(5 + 0.4 * 20)
    assert expected_cost(replace(model, escalation=100.0), model.fixes, model.priors) == pytest.approx(
        5 + 8 + 0.2 * 100
    )


def test_handing_over_ends_the_sequence_once_it_is_cheaper():
    assert expected_cost(two_fixes(escalation=30.0), two_fixes().fixes, (0.6, 0.4)) == pytest.approx(5 + 0.4 * 30)


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.floats(0.1, 1), st.integers(1, 60)), min_size=1, max_size=6),
    st.one_of(st.none(), st.integers(1, 300)),
)
def test_one_pass_costs_the_same_as_working_it_out_after_each_step(drawn, escalation):
    fixes = tuple(Try(str(at), "", cost, cost, ((at, works),)) for at, (_, works, cost) in enumerate(drawn))
    weights = tuple(weight for weight, _, _ in drawn)
    model = Model(tuple(fix.key for fix in fixes), weights, fixes, escalation=escalation)
    assert model.has_separate_fixes
    shared = replace(model, fixes=(*fixes, replace(fixes[0], key="twin")))
    assert not shared.has_separate_fixes
    assert expected_cost(model, fixes, weights) == pytest.approx(expected_cost(shared, fixes, weights))


def test_the_worth_of_a_question_is_what_the_case_costs_now_never_and_after_the_best_fix():
    model = replace(two_fixes(), priors=(0.2, 0.8))
    best = best_fix(model.fixes, model.priors)
    never = expected_cost(model, model.fixes, model.priors)
    asking = weigh(model, model.questions[0], model.fixes, model.priors, never, best)
    # "one": 0.18 + 0.08, quick first; "two": 0.02 + 0.72, slow first (0.36/20 beats 0.02/5)
    assert asking.now == pytest.approx(1 + (5 * 0.26 + 20 * 0.08) + (20 * 0.74 + 5 * 0.38))
    assert asking.never == pytest.approx(5 + 20 * 0.8)
    assert asking.after == pytest.approx(5 + 0.8 * 1 + 20 * 0.8)
    assert asking.saves == pytest.approx(asking.never - asking.now)
    assert asking.pays


def test_a_question_that_pays_only_later_is_not_asked_now():
    fixes = tuple(Try(str(at), "", cost, cost, ((at, 1.0),)) for at, cost in enumerate((1, 60, 60)))
    tells = Ask("tells", "Which?", 1.0, ("one", "two"), ((0.5, 1.0, 0.0), (0.5, 0.0, 1.0)))
    model = Model(("0", "1", "2"), (0.6, 0.2, 0.2), fixes, (tells,))
    step = advice.next_step(model, Evidence())
    assert (step.kind, step.key) == (Kind.TRY, "0")
    assert advice.next_step(model, Evidence().with_verdict("0", "not-fixed")).key == "tells"


# --- the next step ---


def test_a_fix_is_suggested_with_its_share_its_minutes_and_its_risk():
    step = advice.next_step(two_fixes(), Evidence().with_answer("tells"))
    assert (step.kind, step.key, step.reason) == (Kind.TRY, "quick", "fixes about 6 in 10 of these, takes 5 minutes")
    assert step.share == pytest.approx(0.6)
    risky = advice.next_step(model_of(), Evidence(), among={"rebind"})
    assert risky.reason == "fixes about 1 in 50 of these, takes 20 minutes, could lose data"


def test_a_question_is_suggested_with_the_minutes_it_saves_and_terms_that_add_up():
    model = replace(two_fixes(), fixes=(replace(two_fixes().fixes[0], cost=40), two_fixes().fixes[1]))
    step = advice.next_step(model, Evidence())
    assert (step.kind, step.key) == (Kind.ASK, "tells")
    assert step.reason == f"the answers lead to different fixes; saves about {round(step.saves)} minutes on average"
    assert sum(term.amount for term in step.terms) == pytest.approx(step.minutes)
    assert [term.answer for term in step.terms] == ["", "one", "two"]


def test_handing_over_comes_once_it_solves_more_per_minute_than_any_fix():
    known = Evidence().with_verdict("quick", "not-fixed").with_answer("tells")
    assert advice.next_step(two_fixes(escalation=60.0), known).key == "slow"
    step = advice.next_step(two_fixes(escalation=30.0), known)
    assert step.kind is Kind.ESCALATE
    assert step.reason == (
        "asking for help is quicker now: the best fix left, “Slow”, fixes about 5 in 10 of these, takes 20 minutes"
    )


def test_when_everything_was_tried_it_is_handed_over():
    known = Evidence({"tells": ()}, {"quick": "not-fixed", "slow": "could-not"})
    step = advice.next_step(two_fixes(), known)
    assert (step.kind, step.key, step.reason) == (Kind.ESCALATE, "", "nothing is left to try here")


def test_once_it_is_fixed_nothing_is_suggested():
    assert advice.next_step(two_fixes(), Evidence().with_verdict("quick", "fixed")) is None


def test_only_the_nodes_at_hand_are_suggested():
    assert advice.next_step(two_fixes(), Evidence(), among={"slow"}).key == "slow"
    assert advice.next_step(two_fixes(), Evidence(), among=set()).kind is Kind.ESCALATE


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_who_knows_nothing_and_has_no_luck_is_led_through_every_guide_to_where_it_is_handed_over(path):
    model = causes.model_of(guide.read(path.read_text(encoding="utf-8")).graph)
    suggested = steps_without_luck(model)
    assert suggested[-1].kind is Kind.ESCALATE
    assert any(step.kind is Kind.TRY for step in steps_without_luck(replace(model, escalation=None)))


@given(st.one_of(sound_graphs(), drafts()))
def test_advice_on_any_guide_comes_to_an_end_and_never_says_the_same_twice(graph):
    model = causes.model_of(graph, escalation_minutes=None)
    keys = [step.key for step in steps_without_luck(model)]
    assert len(set(keys)) == len(keys)
    assert {fix.key for fix in model.fixes} <= set(keys)


def steps_without_luck(model: Model) -> list[advice.Suggestion]:
    """What is suggested to someone who knows no answer and whom no fix helps, to the end."""
    known, suggested = Evidence(), []
    while not suggested or suggested[-1].kind is not Kind.ESCALATE:
        step = advice.next_step(model, known)
        suggested.append(step)
        is_question = step.kind is Kind.ASK
        known = known.with_answer(step.key) if is_question else known.with_verdict(step.key, "not-fixed")
    return suggested


# --- shortlists and branches ---


def test_a_shortlist_is_put_in_the_order_in_which_to_try_it():
    model = model_of(changed("common: rare\n    works: sometimes", "common: usual\n    works: sometimes"))
    assert advice.order(model, Evidence(), ["rebind", "restart"]) == ("restart", "rebind")
    tried = Evidence().with_verdict("restart", "not-fixed")
    assert advice.order(model, tried, ["rebind", "restart"]) == ("rebind", "restart")


@given(st.one_of(sound_graphs(), drafts()).flatmap(lambda graph: st.tuples(st.just(graph), answers_for(graph))))
def test_every_item_is_in_the_order_once_and_the_first_is_what_is_suggested(made):
    graph, answers = made
    model, known = causes.model_of(graph), Evidence.of(replay(graph, answers))
    items = [node.key for node in graph.nodes]
    ordered = advice.order(model, known, items)
    assert sorted(ordered) == sorted(set(items))
    step = advice.next_step(model, known, items)
    if step and step.kind is not Kind.ESCALATE:
        assert ordered[0] == step.key


def test_after_i_dont_know_the_branch_with_the_best_chance_per_minute_comes_first():
    model = model_of()
    found = advice.branches(model, "resolves", Evidence())
    assert [branch.choice for branch in found] == ["name-fails", "name-works"]
    assert found[0].reason.startswith("about 5 in 10 of these are fixed behind this answer, in 6 minutes")
    tried = Evidence().with_verdict("search-domain", "not-fixed")
    assert advice.best_branch(model, "resolves", tried).choice == "name-works"


def test_a_branch_without_a_fix_comes_last_and_a_stranger_has_no_branches():
    found = advice.branches(model_of(), "items", Evidence())
    assert [(branch.choice, branch.share > 0) for branch in found] == [("few", True), ("many", False)]
    assert found[-1].reason == "no fix is left behind this answer"
    assert advice.best_branch(model_of(), "stranger", Evidence()) is None


# --- words ---


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (1.0, "nearly all"),
        (0.94, "about 9 in 10"),
        (0.6, "about 6 in 10"),
        (0.15, "about 2 in 10"),
        (0.1, "about 1 in 10"),
        (0.05, "about 1 in 20"),
        (0.02, "about 1 in 50"),
        (0.01, "about 1 in 100"),
        (0.0, "fewer than 1 in 100"),
    ],
)
def test_shares_are_said_as_people_say_them(share, words):
    assert in_share(share) == words


def test_minutes_are_said_as_people_say_them():
    assert [in_minutes(number) for number in (0.2, 1.2, 7.6)] == ["less than a minute", "1 minute", "8 minutes"]
    assert [about_minutes(number) for number in (0.2, 7.6)] == ["less than a minute", "about 8 minutes"]


def test_a_fix_against_two_causes_counts_for_both():
    fix = Try("both", "Both", 5, 5, ((0, 0.5), (1, 1.0)))
    assert helps(fix, (0.6, 0.4)) == pytest.approx(0.7)
    assert after_failure(fix, (0.6, 0.4)) == pytest.approx([0.3, 0.0])
