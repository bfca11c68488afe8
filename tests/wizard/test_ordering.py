"""What an author left open comes in the order of advice; what was drawn stays, and an address leads to one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.published import guides
from tests.wizard.samples import changed, graph_of, problems_of
from tests.wizard.strategies import answers_for, drafts, sound_graphs
from wizard import graph as g
from wizard import guide
from wizard.beliefs import Evidence, beliefs, log_odds
from wizard.ordering import MOST_WORK, Advised
from wizard.walk import replay

LIST = """\
format: guide/1
title: Three things
summary: One helps.
topic: t1
symptoms: [it]
start: any
nodes:
  any: {shortlist: In any order, items: [first, second, third], then: nobody}
  first: {fix: First, steps: 1. Do, minutes: MINUTES, risk: safe, common: COMMON, works: often}
  second: {fix: Second, steps: 1. Do, minutes: 5, risk: safe, common: sometimes, works: often}
  third: {fix: Third, steps: 1. Do, minutes: 5, risk: safe, common: LAST, works: often}
  nobody: {end: escalate, say: Ask us, collect: All, whom: Us, words: Help}
"""
BRANCHES = """\
format: guide/1
title: Two ways
summary: One helps.
topic: t1
symptoms: [it]
start: which
nodes:
  which:
    ask: Which is it?
    choices:
      slow: {say: The slow one, to: rare}
      quick: {say: The quick one, to: usual}
  rare: {fix: Rare, steps: 1. Do, minutes: 60, risk: safe, common: very-rare, works: rarely, not_fixed: nobody}
  usual: {fix: Usual, steps: 1. Do, minutes: 5, risk: safe, common: usual, works: usually, not_fixed: nobody}
  nobody: {end: escalate, say: Ask us, collect: All, whom: Us, words: Help}
"""


def shortlist(minutes: str = "5", first: str = "sometimes", last: str = "sometimes") -> g.Graph:
    return graph_of(LIST.replace("MINUTES", minutes).replace("COMMON", first).replace("LAST", last))


def order_of(graph: g.Graph) -> list[str]:
    """The fixes in the order in which someone meets them whom none helps."""
    answers, met = {}, []
    while isinstance((position := replay(graph, answers, Advised(graph))).node, g.Fix):
        met.append(position.key)
        answers[position.key] = [g.NOT_FIXED]
    return met


@pytest.mark.parametrize(
    ("graph", "met"),
    [
        (shortlist(), ["first", "second", "third"]),
        (shortlist(last="usual"), ["third", "first", "second"]),
        (shortlist(first="rare"), ["second", "third", "first"]),
        (shortlist(minutes="50"), ["second", "third", "first"]),
        (shortlist(minutes="1"), ["first", "second", "third"]),
    ],
)
def test_a_shortlist_begins_with_what_solves_most_per_minute_and_keeps_the_authors_order_of_equals(graph, met):
    assert order_of(graph) == met


def test_of_equal_items_the_one_listed_first_comes_first_wherever_they_stand_in_the_file():
    text = LIST.replace("MINUTES", "5").replace("COMMON", "sometimes").replace("LAST", "sometimes")
    assert order_of(graph_of(text.replace("first, second, third", "third, first, second"))) == [
        "third",
        "first",
        "second",
    ]


def test_a_pinned_shortlist_keeps_the_order_as_written():
    text = LIST.replace("MINUTES", "50").replace("COMMON", "rare").replace("LAST", "usual")
    pinned = graph_of(text.replace("then: nobody}", "then: nobody, order: as-written}"))
    assert order_of(pinned) == ["first", "second", "third"]
    assert Advised(pinned).why_here(replay(pinned, {}, Advised(pinned))) is None
    assert guide.read(guide.write(pinned)).graph == pinned


def test_an_unknown_order_is_named():
    problems = problems_of(changed("then: nobody", "then: nobody\n    order: by-luck"))
    assert any("'by-luck' under 'order'" in problem.message for problem in problems)


def test_answers_of_items_count_in_whatever_order_they_were_tried():
    graph = shortlist(last="usual")
    position = replay(graph, {"second": ["not-fixed"]}, Advised(graph))
    assert position.key == "third" and position.dropped == ()
    assert replay(graph, {"second": ["fixed"]}).is_fixed


def test_learned_shares_change_the_order():
    graph = shortlist()
    order = Advised(graph, {"first": 0.1, "second": 0.1, "third": 0.75, "": 0.05})
    assert replay(graph, {}, order).key == "third"


def test_a_fix_from_a_shortlist_says_how_often_it_helps_and_its_terms_add_up():
    graph = shortlist(last="usual")
    order = Advised(graph)
    why = order.why_here(replay(graph, {}, order))
    assert why.reason == "fixes about 5 in 10 of these, takes 5 minutes"
    later = order.why_here(replay(graph, {"third": ["not-fixed"]}, order))
    assert [term.title for term in later.terms] == ["How common it is", "Third"]
    assert order.why_here(replay(graph, {"third": ["fixed"]}, order)) is None


def test_who_does_not_know_is_led_down_the_more_promising_branch_and_told_why():
    graph = graph_of(BRANCHES)
    order = Advised(graph)
    position = replay(graph, {"which": ["dont-know"]}, order)
    assert position.key == "usual" and replay(graph, {"which": ["dont-know"]}).key == "rare"
    why = order.why_branch(position)
    assert (why.ask, why.say) == ("Which is it?", "The quick one") and "in 10" in why.reason
    end = replay(graph, {"which": ["dont-know"], "usual": ["not-fixed"]}, order)
    assert [one.choice for one in end.open_alternatives] == ["slow"]
    assert order.why_branch(replay(graph, {"which": ["slow"]}, order)) is None


def test_equal_branches_stay_as_they_are_drawn_and_say_so():
    same = BRANCHES.replace(
        "minutes: 60, risk: safe, common: very-rare, works: rarely",
        "minutes: 5, risk: safe, common: usual, works: usually",
    )
    order = Advised(graph_of(same))
    position = replay(order.graph, {"which": ["dont-know"]}, order)
    assert position.key == "rare" and "first one drawn" in order.why_branch(position).reason


def test_help_is_offered_once_it_beats_what_is_left_to_try():
    graph = shortlist(minutes="480", first="very-rare", last="usual")
    order = Advised(graph)
    assert order.hand_over(replay(graph, {}, order)) is None
    answers = {"third": ["not-fixed"], "second": ["not-fixed"]}
    found = order.hand_over(replay(graph, answers, order))
    assert found.end.key == "nobody" and "asking for help is quicker now" in found.reason
    assert replay(graph, answers, order).key == "first", "offered, never forced"


def test_a_guide_too_large_to_reckon_is_walked_as_written():
    count = int(MOST_WORK**0.5)
    nodes = [
        g.Question(f"node-{n}", "Q?", (g.Choice("one", "1", f"node-{n + 1}"), g.Choice("two", "2", "last")))
        for n in range(count)
    ]
    graph = g.Graph(
        "T",
        "S",
        "t",
        start="node-0",
        nodes=(*nodes, g.End(f"node-{count}", "resolved", "A"), g.End("last", "resolved", "B")),
    )
    order = Advised(graph)
    position = replay(graph, {"node-0": ["dont-know"]}, order)
    assert order.model is None and position.key == "node-1"
    assert order.why_branch(position) is None and order.hand_over(position) is None


@given(st.data())
def test_with_advice_too_the_kept_answers_alone_lead_to_the_same_place(data):
    graph = data.draw(st.one_of(sound_graphs(), drafts()))
    order = Advised(graph)
    position = replay(graph, data.draw(answers_for(graph)), order)
    again = replay(graph, position.kept, Advised(graph))
    assert (again.node, again.steps, again.kept, again.open_alternatives) == (
        position.node,
        position.steps,
        position.kept,
        position.open_alternatives,
    )
    assert again.dropped == ()
    order.why_here(position), order.why_branch(position), order.hand_over(position)


@given(st.data())
def test_without_shortlists_and_unknown_answers_advice_changes_nothing(data):
    graph = data.draw(
        sound_graphs().filter(lambda graph: not any(isinstance(node, g.Shortlist) for node in graph.nodes))
    )
    answers = {
        key: [one for one in values if one != g.DONT_KNOW] for key, values in data.draw(answers_for(graph)).items()
    }
    assert replay(graph, answers, Advised(graph)) == replay(graph, answers)


@given(st.data())
def test_reasons_add_up_wherever_they_are_given(data):
    graph = data.draw(sound_graphs())
    order = Advised(graph)
    position = replay(graph, data.draw(answers_for(graph)), order)
    why = order.why_here(position)
    if why and why.kind == "ask":
        assert sum(term.amount for term in why.terms) == pytest.approx(why.minutes, abs=1e-6)
    elif why:
        belief = beliefs(order.model, Evidence.of(position))
        cause = order.model.causes.index(position.key)
        assert sum(term.amount for term in why.terms) == pytest.approx(log_odds(belief, cause), abs=1e-6)


def is_answer(node: g.Node | None) -> bool:
    """A fix, or whom to ask."""
    return isinstance(node, g.Fix) or (isinstance(node, g.End) and node.end == "escalate")


@pytest.mark.parametrize("source", guides(), ids=lambda source: source.slug)
def test_not_knowing_anything_ends_in_a_fix_or_in_asking_for_help_on_every_starter_guide(source):
    graph, order = source.graph, Advised(source.graph)
    usual = {g.Question: g.DONT_KNOW, g.Fix: g.NOT_FIXED, g.End: g.GO_ON, g.Jump: g.BACK}
    nothing_known = {node.key: (usual[type(node)],) for node in graph.nodes if type(node) in usual}
    position = replay(graph, nothing_known, order)
    met = [*(graph.node(step.key) for step in position.steps), position.node]
    assert position.is_over and any(map(is_answer, met))
