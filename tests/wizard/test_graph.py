"""A guide as data survives JSON, and knows what leads where."""

import json

from hypothesis import given

from tests.wizard.strategies import drafts, sound_graphs
from wizard import graph as g


@given(sound_graphs())
def test_a_graph_comes_back_from_json_as_it_was(graph):
    assert g.from_json(json.loads(json.dumps(g.to_json(graph)))) == graph


@given(drafts())
def test_a_faulty_draft_comes_back_from_json_as_it_was(graph):
    assert g.from_json(json.loads(json.dumps(g.to_json(graph)))) == graph


def test_json_of_a_later_version_is_read_without_what_is_not_known():
    data = {
        "title": "T",
        "summary": "S",
        "topic": "t",
        "start": "done",
        "nodes": [{"kind": "end", "key": "done", "end": "resolved", "say": "Done", "colour": "red"}],
        "mood": "good",
    }
    graph = g.from_json(data)
    assert graph.node("done") == g.End("done", "resolved", "Done")


def test_the_edges_of_a_fix_are_its_verdicts_in_words():
    fix = g.Fix("fix-it", "Fix it", "1. Do", 5, "safe", "common", "often", fixed="done", not_fixed="ask-them")
    assert g.edges(fix) == (g.Edge("Fixed", "done"), g.Edge("Not fixed", "ask-them"))


def test_an_item_knows_its_shortlist_and_whether_it_comes_back():
    item = g.Fix("fix-it", "Fix it", "1. Do", 5, "safe", "common", "often")
    graph = g.Graph("T", "S", "t", nodes=(g.Shortlist("list", "Try", ("fix-it", "other"), "done"), item))
    assert graph.shortlist_of("fix-it") == "list"
    assert graph.shortlist_of("list") == ""
    assert g.comes_back(item)
    assert not g.comes_back(g.Fix("fix-it", "Fix it", "1. Do", 5, "safe", "common", "often", not_fixed="done"))
