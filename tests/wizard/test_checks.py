"""Each rule of a guide passes a sound one and names what breaks it."""

import time

import pytest
from hypothesis import given

from tests.wizard.samples import SOUND, changed, graph_of, line_of, problems_of
from tests.wizard.strategies import drafts
from wizard import checks, guide, path_tests
from wizard import graph as g

FAILING = {
    "texts_that_are_too_long": [
        (changed("title: Shares", "title: " + "Shares " * 20), "long-title", "the guide has 163 characters under 'title'; 120 is the most."),
        (changed("summary: The", "summary: " + "The " * 80), "long-summary", "300 is the most"),
        (changed("fix: Restart the Mac", 'fix: "Restart\\nthe Mac"'), "several-lines", "node 'restart' has several lines under 'fix'"),
    ],
    "nodes_that_nothing_leads_to": [
        (changed("dont_know: items", "").replace("to: items}", "to: try-list}"), "unreachable", "node 'items' is never reached"),
    ],
    "dead_ends": [
        (changed('{say: "Yes", to: try-list}', '{say: "Yes"}'), "dead-end", "node 'resolves', choice 'name-works' is a dead end: say under 'to'"),
        (changed("from: 140, to: done", "from: 140"), "dead-end", "node 'items', range 'many' is a dead end"),
        (changed("    not_fixed: try-list\n", ""), "dead-end", "node 'search-domain' is a dead end: say under 'not_fixed' where to go on when the fix did not help."),
        (changed("    then: nobody\n", ""), "dead-end", "node 'try-list' is a dead end: say under 'then' where to go on when none of the items helped."),
        (changed("end: not-covered", "jump: bind-a-mac"), "dead-end", "node 'nobody' is a dead end: say under 'back' where to go on after the other guide."),
    ],
    "ways_that_go_round": [
        (changed("from: 140, to: done", "from: 140, to: resolves"), "loop", "nodes lead round in a circle: 'resolves' → 'items' → 'resolves'."),
        (changed("fixed: done\n    not", "fixed: search-domain\n    not"), "loop", "nodes lead round in a circle: 'search-domain' → 'search-domain'."),
        (changed("fix: Restart the Mac", "fix: Restart the Mac\n    not_fixed: try-list"), "loop", "'try-list' → 'restart' → 'try-list'"),
    ],
    "labels_given_twice": [
        (changed('"Yes"', '"no,  NOTHING"'), "same-label", "node 'resolves', choice 'name-works' has the same label as 'name-fails': 'no,  NOTHING'."),
    ],
    "questions_with_one_choice": [
        (changed('      name-works: {say: "Yes", to: try-list}\n', ""), "one-choice", "node 'resolves' is a question with 1 choice; it needs 2 or more."),
    ],
    "choices_named_none": [
        (changed("unit: names", "pick: several\n    to: done").replace("ranges:", "choices:").replace("few: {say: Fewer than 140, below: 140, to: search-domain}", "none: {say: None}"),
         "choice-none", "node 'items', choice 'none' cannot have this key"),
    ],
    "ranges_that_do_not_meet": [
        (changed("from: 140", "from: 150"), "ranges", "node 'items', range 'many' leaves a gap: it begins at 150, and 'few' ends below 140."),
        (changed("from: 140", "from: 130"), "ranges", "node 'items', range 'many' overlaps: it begins at 130, and 'few' ends below 140."),
        (changed("from: 140, ", ""), "ranges", "node 'items', range 'many' has no 'from'; only the first range may leave it out."),
        (changed("below: 140, ", ""), "ranges", "node 'items', range 'few' has no 'below'; only the last range may leave it out."),
        (changed("below: 140,", "from: 140, below: 140,"), "ranges", "node 'items', range 'few' is empty: 'from' 140 is not smaller than 'below' 140."),
    ],
    "dangerous_fixes_without_warning": [
        (changed("    warning: Save the home folder first.\n", ""), "no-warning", "node 'rebind' could lose data and has no 'warning'"),
    ],
    "renames_that_lead_nowhere": [
        (changed("start: resolves", "renamed: {old-one: gone}\nstart: resolves"), "renamed", "'old-one' under 'renamed' became 'gone', which is not a node."),
        (changed("start: resolves", "renamed: {items: resolves}\nstart: resolves"), "renamed", "'items' under 'renamed' is a node of this guide"),
    ],
    "words_of_a_new_guide": [
        (changed("how: Count them.", "how: |\n      Count them.\n\n      How to find out."), "new-guide-words", "node 'items' still has the words of a new guide under 'how': 'How to find out.'. Write your own."),
        (changed('say: "Yes"', "say: One thing"), "new-guide-words", "node 'resolves', choice 'name-works' still has the words of a new guide under 'say': 'One thing'."),
    ],
    "shortlist_items": [
        (changed("[restart, rebind]", "[restart]"), "short-shortlist", "node 'try-list' is a shortlist with fewer than two items."),
        (changed("[restart, rebind]", "[restart, rebind, restart]"), "shortlist-item", "node 'try-list' lists 'restart' twice."),
        (changed("[restart, rebind]", "[restart, rebind, done]"), "shortlist-item", "node 'try-list' lists 'done', which is neither a fix nor a question."),
        (changed("[restart, rebind]", "[restart, rebind, search-domain]"), "shortlist-item", "'search-domain', which never comes back"),
        (changed("from: 140, to: done", "from: 140, to: rebind"), "shortlist-item", "node 'try-list' lists 'rebind', to which 'items' leads too"),
        (changed("start: resolves", "start: restart"), "shortlist-item", "node 'try-list' lists 'restart', at which the guide starts"),
    ],
    "signs_that_fail": [
        (changed('say: "Yes",', 'say: "Yes", signs: [{has: a, means: hints, sample: b, not: c}],'), "sign-misses-sample", "node 'resolves', choice 'name-works', sign 1: the sign does not match its own 'sample'."),
        (changed('say: "Yes",', 'say: "Yes", signs: [{re: "[ab]+", means: hints, sample: b, not: a}],'), "sign-matches-not", "sign 1: the sign matches the text under 'not'"),
        (changed('say: "Yes",', 'say: "Yes", signs: [{re: "(", means: hints, sample: b, not: a}],'), "sign-pattern", "not a pattern"),
        (changed('say: "Yes",', 'say: "Yes", signs: [{number: "([0-9]+)", means: hints, sample: "1", not: a}],'), "sign-limit", "needs 'at_least' or 'below'"),
    ],
    "path_tests_that_fail": [
        (changed("reaches: done}", "reaches: nobody}"), "test-misses", "test 1 ('many') reaches 'done', not 'nobody'."),
        (changed("{resolves: name-works}", "{resolves: name-wrks}"), "test-answer", "test 2 ('to the list') gives 'resolves' the answer 'name-wrks': no such answer. Did you mean 'name-works'?"),
        (changed("{resolves: name-works}", "{resolvs: name-works}"), "test-answer", "test 2 ('to the list') gives 'resolvs' the answer 'name-works': no such question. Did you mean 'resolves'?"),
        (changed("{resolves: name-works}", "{resolves: name-works, items: few}"), "test-answer", "gives 'items' the answer 'few': not on this way."),
    ],
    "questions_that_change_nothing": [
        (changed("from: 140, to: done", "from: 140, to: search-domain"), "idle-question", "node 'items': all answers lead to 'search-domain', so the question changes nothing."),
    ],
    "questions_without_how": [(changed("    how: Count them.\n", ""), "no-how", "node 'items' does not say under 'how' how to find out.")],
    "fixes_without_verify": [(changed("    verify: The short name works.\n", ""), "no-verify", "node 'search-domain' does not say under 'verify'")],
    "questions_with_many_choices": [
        (changed("dont_know: items", "").replace('      name-works', "".join(f"      name-{n}: {{say: Name {n}, to: items}}\n" for n in range(8)) + '      name-works'),
         "many-choices", "node 'resolves' has 10 choices; 9 are the most"),
    ],
    "guides_without_tests": [(SOUND.split("tests:")[0], "no-tests", "the guide has no 'tests'")],
}  # fmt: skip

CASES = [(name, *case) for name, cases in FAILING.items() for case in cases]


def long_guide(count):
    """A guide of questions in a row, each of which can also leave."""
    nodes = "".join(
        f"  step-{n}: {{ask: Question {n}?, how: Look, choices: {{yes: {{say: Yes, to: step-{n + 1}}}, no: {{say: No, to: out}}}}}}\n"
        for n in range(count)
    )
    ends = f"  step-{count}: {{end: resolved, say: Done}}\n  out: {{end: not-covered, say: Out}}\n"
    return (
        SOUND.split("start:")[0]
        + f"start: step-0\nnodes:\n{nodes}{ends}tests:\n  - {{name: out, given: {{step-0: no}}, reaches: out}}\n"
    )


def test_the_sound_guide_passes_every_check():
    assert problems_of(SOUND) == []


@pytest.mark.parametrize(("rule", "text", "code", "words"), CASES)
def test_a_rule_names_what_breaks_it(rule, text, code, words):
    check = getattr(checks, rule)
    read = guide.read(text)
    found = list(check(read.graph, read.line))
    assert any(problem.code == code and words in problem.message for problem in found), found


def test_every_rule_is_in_the_list_has_a_failing_sample_and_speaks_to_authors():
    names = {check.__name__ for check in checks.CHECKS}
    assert names == set(FAILING) | {"ways_that_are_long"}
    assert all(len(check.__doc__) > 40 for check in checks.CHECKS)


def test_a_way_of_twelve_answers_is_fine_and_one_of_thirteen_is_long():
    assert problems_of(long_guide(12)) == []
    assert [problem.message for problem in problems_of(long_guide(13))] == [
        "the longest way from the start to an end takes 13 answers; 12 are enough for someone in a hurry."
    ]


def test_what_is_doubtful_is_a_warning_and_what_is_wrong_an_error():
    levels = {problem.code: problem.level for _, text, _, _ in CASES for problem in problems_of(text)}
    warnings = {code for code, level in levels.items() if level == "warning"}
    assert warnings == {"idle-question", "no-how", "no-verify", "many-choices", "no-tests"}


def test_problems_stand_on_the_line_of_their_words():
    text = changed("from: 140", "from: 150")
    assert [problem.line for problem in problems_of(text)] == [line_of("many:", text)]


def test_an_item_that_asks_comes_back_where_a_choice_leaves_its_target_out():
    text = changed("fix: Restart the Mac\n    steps: 1. Restart it.\n    minutes: 5\n    risk: interrupts-service\n    common: rare\n    works: sometimes\n    verify: It works.",
                   "ask: Is it new?\n    how: Look.\n    choices:\n      old: {say: Old}\n      new: {say: New, to: done}")  # fmt: skip
    assert problems_of(text) == []


def test_a_large_guide_is_checked_in_seconds():
    choices = [g.Choice(f"c{n}", f"Choice {n}") for n in range(5)]
    nodes = [
        g.Question(
            f"n{n}",
            "Q?",
            tuple(g.Choice(c.key, c.say, f"n{min(n + place + 1, 2000)}") for place, c in enumerate(choices)),
            how="Look",
        )
        for n in range(2000)
    ]
    graph = g.Graph("T", "S", "t", start="n0", nodes=(*nodes, g.End("n2000", "resolved", "Done")))
    begun = time.process_time()
    codes = {problem.code for problem in checks.problems_of(graph, lambda *path: 0)}
    assert time.process_time() - begun < 5
    assert codes == {"long-way", "no-tests", "idle-question"}


@given(drafts())
def test_any_faulty_draft_is_checked_without_a_crash(graph):
    checks.problems_of(graph, lambda *path: 0)


def test_a_test_may_end_at_a_shortlist():
    assert list(path_tests.run_tests(graph_of())) == []
