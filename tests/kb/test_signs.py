"""A sign matches what its author meant, in linear time, and says what is wrong with it."""

import time

import pytest

from kb import signs
from kb.numbers import number, spelled
from kb.signs import Sign


def has(pattern, **more):
    return Sign("has", pattern, "hints", **more)


def number_sign(pattern, **limits):
    return Sign("number", pattern, "proves", **limits)


@pytest.mark.parametrize(
    ("sign", "text", "is_match"),
    [
        (has("can't find"), "** server CAN'T FIND fs1", True),
        (has("access denied"), "Access\n  Denied", True),
        (has("a.c"), "abc", False),
        (has("a\\C"), "A\\c", True),
        (Sign("re", r"state\s*:\s*4", "proves"), "STATE : 4 RUNNING", True),
        (Sign("re", r"^4$", "proves"), "14", False),
        (has("fs1"), "half a character \ud800 and fs1", True),
        (number_sign(r"(\d[\d,]*) items", at_least="140"), "first 20 items, then 1,600 items", True),
        (number_sign(r"(\d+) items", at_least="140"), "20 items", False),
        (number_sign(r"(\d+) items", below="140"), "140 items", False),
        (number_sign(r"(\d+) items", at_least="100", below="140"), "139 items", True),
        (number_sign(r"(x*) items", at_least="1"), " items", False),
    ],
)
def test_a_sign_matches_what_its_author_meant(sign, text, is_match):
    assert signs.matches(sign, text) is is_match


@pytest.mark.parametrize(
    ("sign", "words"),
    [
        (has("abc", sample="xyz", not_sample="z"), "does not match its own 'sample'"),
        (has("abc", sample="abc", not_sample="ABC"), "matches the text under 'not'"),
        (Sign("re", "(a", "hints"), "not a pattern that RE2 can read: missing )"),
        (Sign("re", "(?=a)", "hints"), "not a pattern that RE2 can read"),
        (Sign("re", r"(a)\1", "hints"), "not a pattern that RE2 can read"),
        (Sign("re", r"a\C", "hints"), "'\\C'"),
        (Sign("re", "x" * 301, "hints"), "301 characters; 300 is the most"),
        (Sign("re", r"[\s\S]{0,200}", "hints"), "too large"),
        (Sign("re", "\ud800", "hints"), "half a character"),
        (has("  "), "empty"),
        (number_sign(r"\d+", at_least="1"), "one group in round brackets"),
        (number_sign(r"(\d+)"), "needs 'at_least' or 'below'"),
        (number_sign(r"(\d+)", at_least="many"), "'many', which is not a number"),
        (number_sign(r"(\d+)", at_least="5", below="5"), "must be smaller"),
        (has("abc", at_least="5"), "belong to a sign with 'number'"),
    ],
)
def test_a_faulty_sign_says_what_is_wrong(sign, words):
    assert any(words in problem.message for problem in signs.problems_of(sign))


def test_a_good_sign_has_no_problems():
    sign = Sign(
        "re",
        r"famv4[\s\S]*?STATE\s*:\s*4",
        "proves",
        "SERVICE_NAME: famv4 STATE : 4 RUNNING",
        "START_TYPE : 4 DISABLED",
    )
    assert signs.problems_of(sign) == []


def test_a_pattern_made_to_be_slow_is_not():
    begun = time.process_time()
    assert not signs.matches(Sign("re", "(a+)+$", "hints"), "a" * 100_000 + "b")
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    ("typed", "spelling"),
    [
        ("160", "160"),
        ("1,600", "1600"),
        ("1 600", "1600"),
        ("1\u00a0600", "1600"),
        ("160.50", "160.5"),
        ("\u22125", "-5"),
        ("+7", "7"),
        ("007", "7"),
        (".5", "0.5"),
        ("-0", "0"),
        ("１６０", "160"),
        ("10", "10"),
        ("1000000", "1000000"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, spelling):
    assert spelled(number(typed)) == spelling


@pytest.mark.parametrize("typed", ["", "many", "1e9", "0x10", "1,60", "NaN", "Infinity", "1" * 40, "--5", "5 items"])
def test_what_is_not_a_number_is_none(typed):
    assert number(typed) is None
