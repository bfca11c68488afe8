"""Reading a guide names every error with its place, all at once; writing gives back what was read."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wizard.samples import SOUND, changed, line_of
from tests.wizard.strategies import drafts, sound_graphs
from wizard import guide

KNOWN_KEYS = [
    "nodes",
    "ask",
    "fix",
    "end",
    "jump",
    "shortlist",
    "choices",
    "ranges",
    "signs",
    "tests",
    "given",
    "items",
    "to",
    "say",
    "a1",
    "has",
]
DOCS = Path(__file__).parents[2] / "docs" / "guide-format.md"


def messages(text):
    return [str(problem) for problem in guide.read(text).problems]


def test_a_sound_guide_is_read_without_problems():
    read = guide.read(SOUND)
    assert read.problems == ()
    assert [node.key for node in read.graph.nodes][:3] == ["resolves", "items", "search-domain"]
    assert read.graph.node("resolves").how == "Type `host fs1`.\n\nLook at the answer.\n"
    assert read.graph.node("items").choice("many").from_ == "140"
    assert read.graph.tests[0].given == (("resolves", ("name-fails",)), ("items", ("1,600",)))


WRONG_FORMS = [
    ("to: items}", "to: itmes}", "node 'resolves', choice 'name-fails' goes to 'itmes', which is not a node. Did you mean 'items'?"),
    ("not_fixed: try-list", "not_fixed: try-lost", "node 'search-domain' goes to 'try-lost' under 'not_fixed', which is not a node. Did you mean 'try-list'?"),
    ("then: nobody", "then: no-body", "node 'try-list' goes to 'no-body' under 'then', which is not a node. Did you mean 'nobody'?"),
    ("dont_know: items", "dont_know: zzz", "node 'resolves' goes to 'zzz' under 'dont_know', which is not a node."),
    ("items: [restart, rebind]", "items: [restart, rebnd]", "node 'try-list' lists 'rebnd', which is not a node. Did you mean 'rebind'?"),
    ("start: resolves", "start: resolvs", "the guide starts at 'resolvs', which is not a node. Did you mean 'resolves'?"),
    ("reaches: done", "reaches: dine", "test 1 should reach 'dine', which is not a node. Did you mean 'done'?"),
    ("format: guide/1", "format: guide/2", "the guide says 'guide/2' under 'format'; what is read here is 'guide/1'."),
    ("topic: mac-active-directory\n", "", "the guide has no 'topic'."),
    ("title: Shares open only by full name", "title:", "the guide has an empty 'title'."),
    ("summary: The", "sumary: The", "the guide has 'sumary', which is not a key here. Did you mean 'summary'?"),
    ("start: resolves", "platforms: mac\nstart: resolves", "the guide needs a list of texts under 'platforms'."),
    ("symptoms:\n  - smb works by FQDN only", "symptoms: smb works", "the guide needs a list of texts under 'symptoms'."),
    ("risk: interrupts-service", "risk: interupts-service", "node 'restart' says 'interupts-service' under 'risk', which is not one of safe, interrupts-service, could-lose-data. Did you mean 'interrupts-service'?"),
    ("end: resolved", "end: solved", "node 'done' says 'solved' under 'end', which is not one of resolved, article, escalate, not-covered. Did you mean 'resolved'?"),
    ("minutes: 20", "minutes: 500", "node 'rebind' says '500' under 'minutes'; write a whole number from 1 to 480."),
    ("minutes: 20", "minutes: half an hour", "node 'rebind' says 'half an hour' under 'minutes'; write a whole number from 1 to 480."),
    ("below: 140", "below: few", "node 'items', range 'few' says 'few' under 'below', which is not a number."),
    ("end: resolved", "end: escalate", "node 'done' has no 'collect'."),
    ("end: resolved", "end: article", "node 'done' has no 'article'."),
    ("end: resolved", "whom: us\n    end: resolved", "node 'done' has 'whom', which belongs to 'end: escalate' only."),
    ("end: not-covered", "end: not-covered\n    article: /articles/x/", "node 'nobody' has '/articles/x/' under 'article', which is not a slug: write only the last part of its address."),
    ("fix: Restart the Mac", "fix: Restart the Mac\n    end: resolved", "node 'restart' has all of 'fix', 'end'; a node is only one of them."),
    ("end: resolved", "finish: resolved", "node 'done' has none of 'ask', 'fix', 'shortlist', 'end', 'jump'; one of them says what it is."),
    ("name-works: {", "Name_Works: {", "node 'resolves', choice 'Name_Works' has a key that is not one: a key has 2 to 40 lower-case letters, digits and hyphens and begins with a letter."),
    ("name-works: {", "dont-know: {", "node 'resolves', choice 'dont-know' has a key that is taken: 'dont-know' stands for something else in addresses."),
    ("name-works: {", "name-fails: {", "'name-fails' is given twice here; it stands on line 16 already."),
    ("unit: names", "pick: some", "node 'items' says 'some' under 'pick'; 'several' is the only word there."),
    ("unit: names", "pick: several", "node 'items' has 'ranges' beside 'choices' or 'pick'; a question has one of them."),
    ("dont_know: items", "to: items", "node 'resolves' has 'to', which belongs to each choice here, or to a question with 'pick: several'."),
    ("dont_know: items", "pick: several\n    to: items", "node 'resolves', choice 'name-fails' has 'to'; with 'pick: several' the question has one 'to' for all."),
    ("say: \"Yes\", to: try-list", "to: try-list", "node 'resolves', choice 'name-works' has no 'say'."),
    ("{say: \"Yes\", to: try-list}", "try-list", "node 'resolves', choice 'name-works' has no keys of its own; look at the indentation."),
    ("how: Count them.", "how: [Count them.]", "node 'items' has a list or a group under 'how', where a text is expected."),
    ("say: \"Yes\",", "say: \"Yes\", signs: [{has: yes, re: no, means: hints}],", "node 'resolves', choice 'name-works', sign 1 needs exactly one of 'has', 're' and 'number'."),
    ("say: \"Yes\",", "say: \"Yes\", signs: [{has: yes, means: maybe, sample: yes, not: no}],", "node 'resolves', choice 'name-works', sign 1 says 'maybe' under 'means', which is not one of proves, points-to, hints."),
    ("say: \"Yes\",", "say: \"Yes\", signs: [{has: yes, means: hints, sample: yes}],", "node 'resolves', choice 'name-works', sign 1 has no 'not'."),
    ("say: \"Yes\",", "say: \"Yes\", signs: {has: yes},", "node 'resolves', choice 'name-works' needs a list under 'signs', each item of it beginning with '- '."),
    ("start: resolves", "related: [bind-a-mac]\nstart: resolves", "the guide has 'bind-a-mac' under 'related'; write 'article:' or 'guide:' and a slug, in quotes."),
    ("start: resolves", "checked: 22 November\nstart: resolves", "the guide says '22 November' under 'checked'; write the date as YYYY-MM-DD."),
    ("start: resolves", "checked: 2026-02-30\nstart: resolves", "the guide says '2026-02-30' under 'checked'; write the date as YYYY-MM-DD."),
    ("given: {resolves: name-works}", "given: name-works", "test 2 needs a group under 'given', such as {resolves: name-fails}."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG_FORMS)
def test_an_error_says_where_and_what_to_do(old, new, message):
    text = changed(old, new)
    assert message in [problem.message for problem in guide.read(text).problems]


def test_the_line_of_an_error_is_the_line_of_its_words():
    text = changed("to: items}", "to: itmes}")
    assert messages(text) == [
        f"line {line_of('itmes', text)}: node 'resolves', choice 'name-fails' goes to 'itmes', which is not a node. Did you mean 'items'?"
    ]


def test_all_errors_are_named_at_once_in_the_order_of_the_lines():
    text = (
        changed("to: items}", "to: itmes}")
        .replace("minutes: 20", "minutes: 0")
        .replace("topic: mac-active-directory\n", "")
    )
    codes = [problem.code for problem in guide.read(text).problems]
    assert codes == ["missing-key", "unknown-target", "bad-minutes"]


def test_a_guide_with_errors_still_gives_a_graph_to_draw():
    read = guide.read(changed("to: items}", "to: itmes}"))
    assert read.graph.node("resolves").choice("name-fails").to == "itmes"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a\n- b\n",
        "just words",
        "nodes: {a: &b}",
        "a: [",
        "\ud800",
        "nodes:\n",
        "nodes: []",
        "nodes: {x: y, z: {}}",
    ],
)
def test_a_text_that_is_no_guide_has_problems_and_no_crash(text):
    assert guide.read(text).problems


@given(st.text(max_size=200))
def test_any_text_is_read_without_a_crash(text):
    guide.read(text)


@given(st.recursive(st.text(max_size=4), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
    st.sampled_from(KNOWN_KEYS), inner, max_size=5), max_leaves=30))  # fmt: skip
def test_any_arrangement_of_known_keys_is_read_without_a_crash(value):
    guide.read(json.dumps(value))


@given(sound_graphs())
def test_a_guide_that_was_written_reads_as_it_was(graph):
    read = guide.read(guide.write(graph))
    assert read.graph == graph


@given(drafts())
def test_a_faulty_draft_that_was_written_reads_as_it_was(graph):
    assert guide.read(guide.write(graph)).graph == graph


@given(sound_graphs())
def test_a_text_that_was_written_is_written_again_byte_for_byte(graph):
    text = guide.write(graph)
    assert guide.write(guide.read(text).graph) == text


def test_the_sample_is_in_the_canonical_style():
    assert guide.write(guide.read(SOUND).graph) == SOUND.replace('{say: "Yes", to', "{say: Yes, to")


def test_the_example_of_the_description_is_in_the_canonical_style():
    example = re.search(r"```yaml\n(.*?)```", DOCS.read_text(), re.DOTALL).group(1).replace("  …\n", "")
    assert guide.write(guide.read(example).graph) == example


def test_yes_and_no_stay_words():
    text = changed('say: "Yes"', "say: yes")
    assert guide.read(text).graph.node("resolves").choice("name-works").say == "yes"


def test_a_large_guide_full_of_wrong_targets_is_read_in_seconds():
    choices = "".join(f"      choice-{n}: {{say: Choice {n}, to: nowhere-{n}}}\n" for n in range(5))
    nodes = "".join(f"  node-{n}:\n    ask: Question {n}\n    choices:\n{choices}" for n in range(2000))
    begun = time.process_time()
    problems = guide.read(SOUND.split("nodes:")[0] + "nodes:\n" + nodes).problems
    assert time.process_time() - begun < 8
    assert sum(problem.code == "unknown-target" for problem in problems) == 10_000
