"""Where you stand is computed from the answers, whatever they are."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.samples import SOUND, changed, graph_of
from tests.wizard.strategies import answers_for, drafts, sound_graphs
from wizard import graph as g
from wizard import ways
from wizard.walk import Dropped, Reason, accepted, replay

UNSURE = """\
format: guide/1
title: Unsure
summary: Two causes.
topic: t1
symptoms: [it]
start: which
nodes:
  which:
    ask: Which is it?
    choices:
      cable: {say: The cable, to: swap}
      plug: {say: The plug, to: power}
      lamp: {say: The lamp, to: swap}
      dust: {say: Dust, to: clean}
  swap: {fix: Swap it, steps: 1. Do, minutes: 1, risk: safe, common: rare, works: often, not_fixed: nobody}
  power: {fix: Plug it in, steps: 1. Do, minutes: 1, risk: safe, common: rare, works: often, fixed: fine, not_fixed: nobody}
  clean: {fix: Clean it, steps: 1. Do, minutes: 1, risk: safe, common: rare, works: often, not_fixed: nobody}
  fine: {end: resolved, say: Fine}
  nobody: {end: not-covered, say: Not known here}
"""


def walk(answers, text=SOUND):
    return replay(graph_of(text), {key: value.split("|") for key, value in answers.items()})


@pytest.mark.parametrize(
    ("answers", "key"),
    [
        ({}, "resolves"),
        ({"resolves": "name-fails"}, "items"),
        ({"resolves": "dont-know"}, "items"),
        ({"resolves": "name-fails", "items": "few"}, "search-domain"),
        ({"resolves": "name-fails", "items": "139.9"}, "search-domain"),
        ({"resolves": "name-fails", "items": "1,600"}, "done"),
        ({"resolves": "name-fails", "items": "1.600"}, "items"),  # 1600 to some, 1.6 to others
        ({"resolves": "name-fails", "items": "139.90"}, "search-domain"),
        ({"resolves": "name-works"}, "restart"),
        ({"resolves": "name-works", "restart": "not-fixed"}, "rebind"),
        ({"resolves": "name-works", "restart": "could-not"}, "rebind"),
        ({"resolves": "name-works", "rebind": "not-fixed"}, "restart"),
        ({"resolves": "name-works", "restart": "not-fixed", "rebind": "not-fixed"}, "nobody"),
        ({"resolves": "name-works", "restart": "fixed"}, "restart"),
        ({"resolves": "name-fails", "items": "few", "search-domain": "fixed"}, "done"),
        ({"resolves": "name-fails", "items": "few", "search-domain": "could-not"}, "restart"),
    ],
)
def test_answers_lead_where_the_author_drew(answers, key):
    assert walk(answers).key == key


@pytest.mark.parametrize(
    ("text", "key", "sent"), [(SOUND, "items", "3|dont-know"), (SOUND, "resolves", "name-fails|dont-know")]
)
def test_i_dont_know_is_a_button_and_wins_over_what_stands_in_the_form(text, key, sent):
    assert accepted(graph_of(text).node(key), sent.split("|")) == ("dont-know",)


def test_steps_tell_what_was_answered_in_words():
    position = walk({"resolves": "name-fails", "items": "1,600"})
    assert [(step.key, step.answers, step.label, step.chosen) for step in position.steps] == [
        ("resolves", ("name-fails",), "No, nothing", ("name-fails",)),
        ("items", ("1600",), "140 or more (1600 names)", ("many",)),
    ]
    assert position.is_resolved and position.is_over and not position.is_fixed


def test_a_fix_that_helped_ends_the_walk_there():
    position = walk({"resolves": "name-works", "restart": "fixed"})
    assert position.is_fixed and position.is_resolved and position.is_over
    assert position.steps[-1].label == "Fixed"


@pytest.mark.parametrize(
    ("answers", "dropped"),
    [
        ({"ghost": "boo"}, [("ghost", "boo", Reason.NO_SUCH_QUESTION)]),
        ({"resolves": "maybe"}, [("resolves", "maybe", Reason.NO_SUCH_ANSWER)]),
        ({"resolves": "name-fails|name-works"}, [("resolves", "name-works", Reason.NO_SUCH_ANSWER)]),
        ({"items": "5"}, [("items", "5", Reason.NOT_ON_THIS_WAY)]),
        ({"resolves": "name-fails", "items": "lots"}, [("items", "lots", Reason.NO_SUCH_ANSWER)]),
        ({"try-list": "restart"}, [("try-list", "restart", Reason.NO_SUCH_ANSWER)]),
        ({"done": "go-on"}, [("done", "go-on", Reason.NOT_ON_THIS_WAY)]),
        (
            {"zz": "1", "items": "few", "resolves": "name-works"},
            [("items", "few", Reason.NOT_ON_THIS_WAY), ("zz", "1", Reason.NO_SUCH_QUESTION)],
        ),
    ],
)
def test_answers_that_are_not_used_are_reported(answers, dropped):
    assert walk(answers).dropped == tuple(Dropped(*row) for row in dropped)


def test_kept_answers_stand_in_the_order_of_the_guide():
    position = walk({"search-domain": "not-fixed", "items": "few", "resolves": "name-fails"})
    assert list(position.kept) == ["resolves", "items", "search-domain"]


def test_several_choices_keep_the_order_of_the_guide_and_go_on():
    text = (
        changed("dont_know: items", "pick: several\n    to: try-list")
        .replace(", to: items}", "}")
        .replace('"Yes", to: try-list', '"Yes"')
    )
    assert walk({"resolves": "name-works|nonsense|name-fails"}, text).kept["resolves"] == ("name-fails", "name-works")
    assert walk({"resolves": "none"}, text).steps[0].label == "None of these"
    assert walk({"resolves": "none"}, text).key == "restart"
    assert walk({"resolves": "nonsense"}, text).key == "resolves"


def test_not_knowing_takes_the_first_branch_and_leaves_the_others_open():
    position = walk({"which": "dont-know", "swap": "not-fixed"}, UNSURE)
    assert position.key == "nobody" and not position.is_over
    assert [(open_.question, open_.say, open_.to) for open_ in position.open_alternatives] == [
        ("which", "The plug", "power"),
        ("which", "Dust", "clean"),
    ]


def test_going_on_at_an_end_takes_up_the_next_branch_and_an_end_met_again_is_passed():
    answers = {"which": "dont-know", "swap": "not-fixed", "nobody": "go-on"}
    assert walk(answers, UNSURE).key == "power"
    assert walk(answers | {"power": "could-not"}, UNSURE).key == "clean"
    last = walk(answers | {"power": "could-not", "clean": "not-fixed"}, UNSURE)
    assert last.key == "nobody" and last.is_over and last.open_alternatives == ()


def test_a_fix_that_helped_closes_the_branches_left_open():
    position = walk({"which": "dont-know", "swap": "not-fixed", "nobody": "go-on", "power": "fixed"}, UNSURE)
    assert position.key == "fine" and position.is_over and position.is_resolved


def test_branches_of_the_nearest_question_come_first():
    text = (
        UNSURE.replace(
            "dust: {say: Dust, to: clean}", "dust: {say: Dust, to: clean}\n      other: {say: Other, to: nobody}"
        ).replace("to: swap}", "to: inner}")
        + "  inner: {ask: Which end?, choices: {near: {say: Near, to: swap}, far: {say: Far, to: fine}}}\n"
    )
    position = walk({"which": "dont-know", "inner": "dont-know", "swap": "not-fixed"}, text)
    assert [open_.to for open_ in position.open_alternatives] == ["fine", "power", "clean"]


def test_an_answer_into_nothing_stops_there_and_says_so():
    position = walk({"resolves": "name-fails"}, changed("to: items}", "to: itmes}"))
    assert position.key == "resolves"
    assert position.dropped == (Dropped("resolves", "name-fails", Reason.LEADS_NOWHERE),)


def test_progress_counts_the_answers_still_to_come():
    graph = graph_of()
    assert ways.progress(graph, walk({})) == ways.Progress(0, 2, 5)
    assert ways.progress(graph, walk({"resolves": "name-works"})) == ways.Progress(1, 1, 2)
    assert ways.progress(graph, walk({"resolves": "name-works", "restart": "fixed"})) == ways.Progress(2, 0, 0)


@given(st.data())
def test_any_answers_on_any_sound_guide_lead_to_one_place(data):
    graph = data.draw(sound_graphs())
    answers = data.draw(answers_for(graph))
    position = replay(graph, answers)
    assert position.node in graph.nodes
    assert len({step.key for step in position.steps}) == len(position.steps)
    assert set(position.kept) == {step.key for step in position.steps}
    assert not any(dropped.reason is Reason.LEADS_NOWHERE for dropped in position.dropped)


@given(st.data())
def test_the_kept_answers_alone_lead_to_the_same_place(data):
    graph = data.draw(st.one_of(sound_graphs(), drafts()))
    position = replay(graph, data.draw(answers_for(graph)))
    again = replay(graph, position.kept)
    assert (again.node, again.steps, again.kept, again.open_alternatives) == (
        position.node,
        position.steps,
        position.kept,
        position.open_alternatives,
    )
    assert again.dropped == ()


@given(st.data())
def test_any_answers_on_any_faulty_draft_end_somewhere(data):
    graph = data.draw(drafts())
    position = replay(graph, data.draw(answers_for(graph)))
    assert position.node is None or position.node in graph.nodes
    ways.progress(graph, position)
    ways.every_way(graph)


@given(sound_graphs())
def test_every_answer_given_is_used_or_reported(graph):
    answers = {node.key: ["choice-0", "rubbish"] for node in graph.nodes}
    position = replay(graph, answers)
    reported = {(dropped.key, dropped.answer) for dropped in position.dropped}
    used = {(step.key, answer) for step in position.steps for answer in step.answers}
    assert reported | used == {(key, value) for key, values in answers.items() for value in values}
    assert not reported & used


@given(sound_graphs())
def test_someone_who_knows_nothing_reaches_an_end_and_has_seen_every_branch(graph):
    answers, position = ways.walk_without_knowing(graph)
    assert isinstance(position.node, g.End) and position.is_over
    seen = {step.key for step in position.steps} | {position.key}
    for step in position.steps:
        node = graph.node(step.key)
        if isinstance(node, g.Question) and node.pick != "several" and not node.dont_know:
            targets = {choice.to for choice in node.choices if choice.to}
            assert {to for to in targets if not isinstance(graph.node(to), g.Shortlist)} <= seen


@given(sound_graphs())
def test_every_path_ends_in_a_fix_that_helped_or_an_end(graph):
    for answers, position in ways.every_path(graph):
        assert position.is_over
        assert position.is_fixed or isinstance(position.node, g.End)
        assert position.dropped == () and position.kept == answers


@given(sound_graphs())
def test_a_way_to_a_node_leads_there(graph):
    for key in ways.every_way(graph):
        answers = ways.way_to(graph, key)
        stands = replay(graph, answers).key
        assert stands == key or isinstance(graph.node(key), g.Shortlist)


def test_every_answer_of_the_sample_is_on_some_path():
    graph = graph_of()
    walked = {
        (key, answer) for answers, _ in ways.every_path(graph) for key, values in answers.items() for answer in values
    }
    drawn = {(node.key, choice.key) for node in graph.nodes if isinstance(node, g.Question) for choice in node.choices}
    drawn |= {(node.key, verdict) for node in graph.nodes if isinstance(node, g.Fix) for verdict in g.VERDICTS}
    assert drawn <= walked


def test_the_distance_to_an_end_is_that_of_the_longest_and_shortest_path():
    graph = graph_of()
    *knowing, _ = (len(position.steps) for _, position in ways.every_path(graph))
    assert ways.distances(graph)[graph.start] == (min(knowing), max(knowing))


def test_a_walk_through_thousands_of_nodes_takes_moments():
    questions = tuple(
        g.Question(f"node-{n}", "Q?", (g.Choice("one", "1", f"node-{n + 1}"), g.Choice("two", "2", f"node-{n + 2}")))
        for n in range(2000)
    )
    graph = g.Graph(
        "T",
        "S",
        "t",
        start="node-0",
        nodes=(*questions, g.End("node-2000", "resolved", "A"), g.End("node-2001", "resolved", "B")),
    )
    begun = time.process_time()
    _, position = ways.walk_without_knowing(graph)
    assert isinstance(position.node, g.End) and len(position.steps) >= 2000
    assert ways.distances(graph)["node-0"] == (1000, 2000)
    assert time.process_time() - begun < 5


def test_not_knowing_anything_passes_branches_that_were_seen_and_stands_at_the_end():
    text = (
        UNSURE.replace("to: swap}\n      plug", "to: nobody}\n      plug")
        .replace("to: power}", "to: inner}")
        .replace("to: swap}", "to: last}")
    )
    text += "  inner: {ask: Which end?, choices: {near: {say: Near, to: nobody}, far: {say: Far, to: nobody}}}\n"
    text += "  last: {ask: Sure?, choices: {yes: {say: Yes, to: inner}, no: {say: No, to: swap}}}\n"
    _, position = ways.walk_without_knowing(graph_of(text))
    assert position.key == "nobody" and position.is_over
    assert [step.key for step in position.steps] == ["which", "nobody", "inner", "last", "swap", "clean"]
