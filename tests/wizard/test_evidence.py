"""What a text speaks for, and what it does not."""

import time
from collections import Counter
from dataclasses import replace
from math import log
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.signs import Sign
from tests.wizard import unrelated
from tests.wizard.published import articles, guides
from tests.wizard.samples import SOUND
from wizard import evidence, guide, matching, walk
from wizard.graph import Choice, Graph, Question
from wizard.matching import Matcher
from wizard.pasted import MAX_BYTES, clean


def sign(pattern, means="points-to", kind="has"):
    return Sign(kind, pattern, means)


def question(key, **choices):
    made = tuple(Choice(name, name.title(), signs=tuple(signs)) for name, signs in choices.items())
    return Question(key, f"{key.title()}?", made)


def source(slug, *questions, words=()):
    return evidence.Source("guide", slug, slug.title(), words, Graph(slug.title(), "", "", nodes=questions))


def look(text, *sources, **more):
    return evidence.look(clean(text), sources, **more)


def test_the_strongest_hit_of_a_question_counts_once():
    found = look("one two three", source("a", question("q", yes=[sign("one"), sign("two"), sign("three", "proves")])))

    assert found.guides[0].weight == pytest.approx(log(100))
    assert len(found.guides[0].hits) == 3


def test_questions_add_up_and_the_best_guide_comes_first():
    weak = source("weak", question("q", yes=[sign("one")]))
    strong = source("strong", question("q", yes=[sign("one")]), question("r", yes=[sign("two", "hints")]))

    found = look("one two", weak, strong)

    assert [one.source.slug for one in found.guides] == ["strong", "weak"]
    assert found.guides[0].weight == pytest.approx(log(10) + log(3))


def test_hints_alone_stay_below_the_floor_until_there_are_three():
    hints = [question(key, yes=[sign(key, "hints")]) for key in ("one", "two", "six")]

    assert look("one two", source("a", *hints)).is_nothing
    assert not look("one two six", source("a", *hints)).is_nothing


def test_shared_words_order_the_guides_but_never_make_one_appear():
    here = source("here", question("q", yes=[sign("xyz")]), words=("Folders hang while they sync",))
    there = source("there", question("q", yes=[sign("xyz")]), words=("Printer is out of paper",))

    assert look("Folders hang while they sync", here, there).is_nothing
    found = look("xyz, and folders hang while they sync", there, here)
    assert [one.source.slug for one in found.guides] == ["here", "there"]
    assert 0 < found.guides[0].relevance <= evidence.MAX_RELEVANCE


def test_at_most_five_guides_are_named():
    sources = [source(f"guide-{number}", question("q", yes=[sign("one")])) for number in range(9)]

    assert len(look("one", *sources).guides) == 5


def test_hints_answer_nothing_and_a_contradiction_leaves_the_question_open():
    found = look(
        "one two six ten",
        source(
            "a",
            question("clear", yes=[sign("one")], no=[sign("two", "hints")]),
            question("torn", yes=[sign("one", "proves")], no=[sign("two")]),
            question("hinted", yes=[sign("six", "hints")]),
        ),
    )
    answers = evidence.answers(found.guides[0])

    assert answers.given == {"clear": ("yes",)}
    assert [hit.quote for hit in answers.because["clear"]] == ["one two six ten"]
    assert [(gap.question, [hit.choice for hit in gap.hits]) for gap in answers.open] == [("torn", ["yes", "no"])]


def test_a_question_with_several_answers_takes_them_all():
    several = replace(question("seen", one=[sign("one")], two=[sign("two")], six=[sign("six")]), pick="several")

    assert evidence.answers(look("one two", source("a", several)).guides[0]).given == {"seen": ("one", "two")}


def test_answers_from_evidence_walk_the_guide():
    graph = next(one.graph for one in guides() if one.slug == "share-by-full-name")
    text = "=== dscacheutil -q host -a name fs1\n(no output)\n//jdoe@fs1.church.local/s on /Volumes/s (smbfs)\nThere aren't any Search Domains set on Wi-Fi.\n"
    found = evidence.look(clean(text), guides())
    answers = evidence.answers(next(one for one in found.guides if one.source.graph == graph))

    assert walk.replay(graph, answers.given).node.key == "dhcp"
    assert {key: hits[0].line for key, hits in answers.because.items()} == {
        "full-name": 3,
        "resolves": 1,
        "search-domain": 4,
    }


def test_a_match_is_quoted_with_its_line_and_its_time():
    found = look(
        "first\n2026-03-02 08:01:12 second one\n", source("a", question("q", yes=[sign(r"(?m)^second", kind="re")]))
    )

    assert [(hit.line, hit.last_line, hit.quote) for hit in found.guides[0].hits] == [
        (2, 2, "2026-03-02 08:01:12 second one")
    ]


def test_of_a_match_over_many_lines_the_ends_are_quoted():
    found = look(
        "x\nbegin here\nmiddle\nand end\n", source("a", question("q", yes=[sign(r"begin[\s\S]*?end", kind="re")]))
    )

    assert [(hit.line, hit.last_line, hit.quote) for hit in found.guides[0].hits] == [(2, 4, "begin here … and end")]


def test_of_a_very_long_line_the_part_around_the_match_is_quoted():
    quote = (
        look("a" * 5_000 + " here " + "b" * 5_000, source("a", question("q", yes=[sign("here")])))
        .guides[0]
        .hits[0]
        .quote
    )

    assert " here " in quote
    assert len(quote) <= evidence.MAX_QUOTE + 2


def test_a_number_counts_only_within_its_limits():
    many = Sign("number", r"Items: ([\d,]+)", "proves", at_least="151")
    guide = source("a", question("q", yes=[many]))

    assert look("Items: 20", guide).is_nothing
    assert look("Items: 20\nItems: 1,600", guide).guides[0].hits[0].line == 2


def test_a_match_across_windows_is_found_once():
    filler = "nothing to see here\n"
    for shift in range(0, 400, 7):
        text = (
            filler * ((matching.SMALLEST_WINDOW - 200 + shift) // len(filler)) + "begin\nmiddle\nend\n" + filler * 5_000
        )
        found = look(text, source("a", question("q", yes=[sign(r"begin\nmiddle\nend", kind="re")])))
        assert len(found.guides[0].hits) == 1


def test_the_beginning_of_a_window_is_not_the_beginning_of_a_line():
    text = "x" * (matching.SMALLEST_WINDOW - matching.OVERLAP) + "second" + "x" * matching.SMALLEST_WINDOW * 2

    assert look(text, source("a", question("q", yes=[sign(r"(?m)^second", kind="re")]))).is_nothing


def test_what_was_not_reached_in_time_is_not_called_no_match():
    times = iter(range(1_000))
    text = "nothing\n" * 100_000 + "here\n"
    found = look(text, source("a", question("q", yes=[sign("here")])), seconds=20, clock=lambda: next(times))

    assert found.is_nothing
    assert not found.is_complete
    assert 0 < found.checked_to < found.lines == 100_002


def test_a_sign_that_cannot_be_read_is_counted():
    found = look("one", source("a", question("q", yes=[sign("one"), sign("(", kind="re")])))

    assert found.guides
    assert not found.is_complete
    assert found.unreadable == 1


def test_a_set_that_runs_out_of_memory_falls_back_to_single_signs():
    engine = Matcher([sign("one")])
    engine.sets[0].set = type("Full", (), {"Match": lambda self, text: None})()

    assert engine.scan(b"one", 1, lambda: 0).places == {sign("one"): [(0, 3)]}


def test_unrelated_texts_give_nothing():
    texts = list(unrelated.texts())
    wrong = [
        (kind, found.guides[:1] or found.articles[:1])
        for kind, text in texts
        if not (found := evidence.look(clean(text), guides(), articles())).is_nothing
    ]

    assert len(texts) >= 200
    assert len(Counter(kind.split()[0] for kind, _text in texts)) >= 10
    assert len(wrong) <= len(texts) * 0.05, wrong
    assert not [kind for kind, found in wrong if found[0].strength == "proves"]


def test_our_own_articles_about_a_fault_are_not_that_fault():
    """They quote commands and print examples, so they may be recognised; but they say nothing about a driver that runs here."""
    prose = " ".join(unrelated.PROSE_WITH_NAMES)

    assert evidence.look(clean(prose), guides(), articles()).is_nothing


@given(st.text())
def test_any_text_is_looked_at_without_an_error(text):
    found = evidence.look(clean(text), guides(), articles())

    assert found.checked_to == found.lines == len(clean(text).lines)
    for one in found.guides:
        evidence.answers(one)


@given(st.lists(st.sampled_from(["famv4", "SERVICE_NAME: ", "STATE : ", "4", "\n", " ", "DNS configuration\n", "resolver #1\n", "touch: /Volumes/", "<Legacy>", "HTTP/1.1 451", "\x00", "\ud800", "é", "(Error code -36"]), max_size=60).map("".join))  # fmt: skip
@settings(max_examples=200)
def test_broken_output_is_looked_at_without_an_error(text):
    for one in evidence.look(clean(text), guides(), articles()).guides:
        for hit in one.hits:
            assert hit.quote or hit.line


HOSTILE = {
    "one letter": "a",
    "line ends": "\n",
    "beginnings": "SERVICE_NAME: famv4\nTYPE : 2 X\n",
    "resolvers": "DNS configuration\n\nresolver #1\n",
    "paths": "/Microsoft-Server-ActiveSync Cmd=Sync ",
    "refusals": "ActiveSync 401 1 1\n",
    "blanks": " \t",
    "answers": "ANSWER SECTION:\nname: touch: /Volumes/ QUESTION SECTION:\n;",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_a_megabyte_of_hostile_text_takes_less_than_two_seconds(piece):
    text = piece * (MAX_BYTES // len(piece.encode()))
    evidence.look(clean(""), guides(), articles())  # the signs are compiled once
    begun = time.process_time()
    found = evidence.look(clean(text), guides(), articles())

    assert time.process_time() - begun < 2
    assert found.checked_to > 0


def test_a_guide_without_signs_is_never_found():
    plain = evidence.of_guide("plain", guide.read(SOUND).graph)

    assert evidence.look(clean(SOUND), [plain]).is_nothing


def test_evil_signs_and_hostile_text_end_soon_after_the_time_is_up():
    evil = [f"[ab]*a[ab]{{{10 + number % 50}}}c{number}" for number in range(200)]
    evil += [f"(.*)(.*)(.*)(.*)z{number}" for number in range(200)]
    guide = source("a", question("q", yes=[sign(pattern, kind="re") for pattern in evil]))
    random = Random(1)
    text = "".join(random.choice("ab") for _ in range(1_000_000))
    look("", guide)
    begun = time.process_time()
    found = look(text, guide)

    assert time.process_time() - begun < 3
    assert found.is_nothing
