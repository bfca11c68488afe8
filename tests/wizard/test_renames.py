"""A link made on an older revision: answers count under their new names, and what is lost is named."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.wizard.editing import edits_of
from tests.wizard.samples import SOUND, graph_of, problems_of
from tests.wizard.strategies import answers_for, sound_graphs
from wizard import graph as g
from wizard import guide, renames
from wizard.addresses import Place
from wizard.ordering import Advised
from wizard.seen import Seen
from wizard.walk import replay
from wizard.walking import Walk

RENAMED = (
    SOUND
    + "renamed:\n  short-name: old-name\n  old-name: resolves\n  old-name/broken: bad\n  resolves/bad: name-fails\n"
)


@pytest.mark.parametrize(
    ("given_then", "now"),
    [
        ({"short-name": ["broken"]}, {"resolves": ["name-fails"]}),
        ({"old-name": ["bad"]}, {"resolves": ["name-fails"]}),
        ({"resolves": ["bad"]}, {"resolves": ["name-fails"]}),
        ({"resolves": ["name-works"]}, {"resolves": ["name-works"]}),
        ({"old-name": ["bad"], "resolves": ["name-works"]}, {"resolves": ["name-works", "name-fails"]}),
        ({"old-name": ["dont-know"]}, {"resolves": ["dont-know"]}),
        ({"stranger": ["x"]}, {"stranger": ["x"]}),
    ],
)
def test_answers_count_under_the_names_of_today(given_then, now):
    assert renames.applied(graph_of(RENAMED), given_then) == now


def test_what_a_pasted_text_answered_is_renamed_too():
    assert renames.applied_to_seen(graph_of(RENAMED), [Seen("short-name", "broken", 14)]) == (
        Seen("resolves", "name-fails", 14),
    )


@pytest.mark.parametrize(
    ("given_now", "then"),
    [
        ({"resolves": ["name-fails"]}, {"short-name": ["broken"]}),
        ({"resolves": "name-fails"}, {"short-name": ["broken"]}),
        ({"short-name": ["broken"]}, {"short-name": ["broken"]}),
        ({"short-name": ["broken"], "resolves": ["name-fails"]}, {"short-name": ["broken"]}),
        ({"resolves": ["name-works"]}, {"short-name": ["name-works"]}),
        ({"resolves": ["dont-know"], "stranger": ["x"]}, {"short-name": ["dont-know"], "stranger": ["x"]}),
    ],
)
def test_answers_under_the_names_of_today_are_led_back_to_those_of_an_older_text(given_now, then):
    today = graph_of(RENAMED)
    question = today.node("resolves")
    choices = tuple(
        replace(choice, key="broken" if choice.key == "name-fails" else choice.key) for choice in question.choices
    )
    asked_then = replace(question, key="short-name", choices=choices)
    older = replace(today, nodes=tuple(asked_then if node is question else node for node in today.nodes), renamed=())
    assert renames.led_back(today, older, given_now) == then
    seen = [Seen("resolves", "name-fails", 14)]
    assert renames.seen_led_back(today, older, seen) == (Seen("short-name", "broken", 14),)


def test_renames_are_read_written_and_without_problems():
    graph = graph_of(RENAMED)
    assert guide.read(guide.write(graph)).graph == graph
    assert not [problem for problem in problems_of(RENAMED) if problem.code == "renamed"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("items: resolves", "'items' under 'renamed' is a node of this guide"),
        ("gone: nowhere", "became 'nowhere', which is not a node"),
        ("resolves/name-works: name-fails", "is a choice that 'resolves' has"),
        ("resolves/gone: nothing", "became 'nothing', which is not a choice of 'resolves'"),
        ("search-domain/gone: nothing", "'search-domain', which is not a question"),
        ("one: two\n  two: one", "became 'two', which is not a node"),
    ],
)
def test_a_rename_that_cannot_be_followed_is_an_error_with_its_line(line, words):
    text = f"{SOUND}renamed:\n  {line}\n"
    (problem, *_) = [problem for problem in problems_of(text) if problem.code == "renamed"]
    assert (
        words in problem.message
        and problem.line == text.count("\n", 0, text.index("renamed:")) + 2
        and problem.level == "error"
    )


@pytest.mark.parametrize("held", ["renamed: [a, b]\n", "renamed: {a: [b]}\n", "renamed: {a: }\n", "renamed: text\n"])
def test_renames_of_another_form_are_named(held):
    assert any("'renamed'" in problem.message for problem in problems_of(SOUND + held))


@settings(max_examples=400)
@given(st.data())
def test_whatever_was_edited_a_link_leads_somewhere_and_every_answer_is_kept_or_named(data):
    graph = data.draw(sound_graphs())
    answers = data.draw(answers_for(graph))
    before = replay(graph, answers)
    edited = data.draw(edits_of(graph))
    now = renames.applied(edited.graph, before.kept)
    after = replay(edited.graph, now)

    assert after.node in edited.graph.nodes
    kept = {(key, value) for key, values in after.kept.items() for value in values}
    named = {(dropped.key, dropped.answer) for dropped in after.dropped}
    assert {(key, value) for key, values in now.items() for value in values} <= kept | named
    is_known = not any(g.DONT_KNOW in values for values in before.kept.values())
    today = {first: key for key, first in edited.was.items()}
    way = {today.get(step.key, step.key) for step in before.steps}
    lists = {edited.graph.shortlist_of(key) for key in way} | {key for key in edited.touched}
    if is_known and not way & edited.touched and not lists & edited.touched:
        assert today[before.key] == after.key and after.dropped == ()
        assert renames.outcome(before, edited.graph).kind == "same"

    document = SimpleNamespace(pk=1, published_id=2, get_absolute_url=lambda: "/fix/any/")
    revision = SimpleNamespace(pk=2, number=2, digest="", compiled={})
    walk = Walk(document, revision, Place("any", before.key, before.kept, 1), "/fix/any/")
    walk.__dict__["graph"], walk.__dict__["order"] = edited.graph, Advised(edited.graph)
    assert walk.shown in edited.graph.nodes and walk.with_everything_given.startswith("/fix/any/")
    shown = {dropped.key for dropped in walk.unused}
    assert {key for key, _ in named if key not in walk.position.kept} <= shown
