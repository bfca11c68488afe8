"""What counts say to editors: who comes, who leaves, what helps, what to change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.samples import graph_of
from tests.wizard.strategies import sound_graphs
from wizard import drawing
from wizard.usage import usage_of

COUNTS = {
    ("resolves", "name-fails"): 65,
    ("resolves", "name-works"): 15,
    ("items", "few"): 30,
    ("items", "dont-know"): 2,
    ("search-domain", "fixed"): 18,
    ("search-domain", "not-fixed"): 6,
    ("gone", "answer"): 7,
}


def test_a_node_knows_its_answers_who_left_and_what_it_fixed():
    nodes = {node.key: node for node in usage_of(graph_of(), COUNTS).nodes}
    assert (nodes["resolves"].answered, nodes["resolves"].left) == (80, None), (
        "nobody is counted before the first answer"
    )
    assert (nodes["items"].answered, nodes["items"].left) == (32, 33)
    assert (nodes["search-domain"].fixed, nodes["search-domain"].tried, nodes["search-domain"].left) == (18, 24, 6)
    assert nodes["search-domain"].fixed_share == 0.75 and nodes["items"].fixed_share is None
    assert nodes["restart"].left is None, "people come to an item on ways that no answer names"


def test_a_line_weighs_what_went_along_it():
    lines = usage_of(graph_of(), COUNTS).lines
    assert (
        lines["resolves", "items"] == 65
        and lines["resolves", "try-list"] == 15
        and lines["items", "search-domain"] == 30
    )
    assert ("items", "done") not in lines


@pytest.mark.parametrize(
    ("counts", "about"),
    [
        ({("resolves", "name-fails"): 65, ("resolves", "name-works"): 15}, ["same-answer", "leave"]),
        ({("resolves", "name-fails"): 15, ("resolves", "name-works"): 4}, []),
        ({("resolves", "name-fails"): 10, ("resolves", "name-works"): 10}, []),
        ({("items", "dont-know"): 8, ("items", "few"): 6, ("items", "many"): 6}, ["unsure"]),
        ({("restart", "could-not"): 8, ("restart", "fixed"): 12}, ["cannot"]),
        ({("restart", "not-fixed"): 19, ("restart", "fixed"): 1}, ["seldom-helps"]),
        ({("restart", "not-fixed"): 10, ("restart", "fixed"): 10}, []),
    ],
)
def test_suggestions_rest_on_at_least_twenty_answers(counts, about):
    assert [one.about for one in usage_of(graph_of(), counts).suggestions] == about


def test_a_suggestion_has_its_numbers():
    one = usage_of(graph_of(), COUNTS).suggestions[0]
    assert (one.times, one.of, one.answer) == (65, 80, "No, nothing")


def test_the_map_shows_numbers_and_thicker_lines_where_more_went():
    usage = usage_of(graph_of(), COUNTS)
    picture = drawing.draw(graph_of(), address=str, notes={"resolves": "80 answers"}, weights=usage.lines).markup
    assert ">80 answers<" in picture and ">65 ×<" in picture
    assert 'stroke-width="5"' in picture and 'stroke-width="2"' in picture
    assert "stroke-width" not in drawing.draw(graph_of(), address=str).markup


@given(st.data())
def test_any_counts_over_any_guide_are_read(data):
    graph = data.draw(sound_graphs())
    keys = st.sampled_from([node.key for node in graph.nodes] + ["gone"])
    answers = st.sampled_from(["choice-0", "choice-1", "fixed", "not-fixed", "could-not", "dont-know", "none"])
    counts = data.draw(st.dictionaries(st.tuples(keys, answers), st.integers(1, 99)))
    usage = usage_of(graph, counts)
    assert all(node.left is None or node.left >= 0 for node in usage.nodes)
    drawing.draw(graph, address=str, weights=usage.lines)
