"""YAML as authors need it: all text, every problem with its line, nothing that grows."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.strict_yaml import MAX_BYTES, MAX_DEPTH, MAX_NODES, load


def codes_of(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in load(text).problems]


@pytest.mark.parametrize(
    "word", ["yes", "no", "on", "off", "true", "null", "~", "1", "1.5", "0x10", "2026-11-22", "1:30", "=", ".inf"]
)
def test_every_value_stays_the_text_it_was_typed_as(word: str) -> None:
    assert load(f"a: {word}\nb: [{word}]").value == {"a": word, "b": [word]}


def test_a_value_that_is_missing_is_an_empty_text() -> None:
    assert load("a:\nb: ''").value == {"a": "", "b": ""}


def test_every_path_knows_its_line() -> None:
    loaded = load("a: 1\nb:\n  - c\n  - d:\n      e: f", first_line=10)

    assert loaded.value == {"a": "1", "b": ["c", {"d": {"e": "f"}}]}
    assert (loaded.line("a"), loaded.line("b", 0), loaded.line("b", 1, "d", "e")) == (10, 12, 14)


def test_a_path_that_is_missing_has_the_line_of_its_parent() -> None:
    loaded = load("a: 1\nb:\n  c: 2")

    assert (loaded.line("b", "nowhere", 3), loaded.line("z")) == (2, 1)


def test_a_text_that_was_not_read_has_no_lines() -> None:
    assert load("[").line("a") == 0


def test_a_key_given_twice_is_named_with_both_lines() -> None:
    loaded = load("a: 1\nb: 2\na: 3")

    (problem,) = loaded.problems
    assert (problem.line, problem.code) == (3, "twice")
    assert "line 1" in problem.message
    assert loaded.value == {"a": "1", "b": "2"}


def test_keys_that_are_equal_in_other_yaml_are_different_words_here() -> None:
    assert load("yes: 1\ntrue: 2").value == {"yes": "1", "true": "2"}


@pytest.mark.parametrize("text", ["[a]: b", "{a: b}: c", "? [a]\n: b"])
def test_a_key_must_be_a_word(text: str) -> None:
    assert codes_of(text) == [(1, "key")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x b", [(1, "anchor")]),
        ("a: 1\nb: *x", [(2, "alias")]),
        ("a: !x b", [(1, "tag")]),
        ("a: !!python/object/apply:os.system [x]", [(1, "tag")]),
        ("a: &x {b: c}\nd:\n  <<: *x", [(1, "anchor"), (3, "alias")]),
        ("a: 1\n---\nb: 2", [(2, "documents")]),
    ],
)
def test_what_is_not_read_is_refused_with_all_its_lines(text: str, expected: list[tuple[int, str]]) -> None:
    assert codes_of(text) == expected
    assert load(text).value is None


def test_a_merge_key_is_an_ordinary_key() -> None:
    assert load("a:\n  <<: {b: c}\n  b: d").value == {"a": {"<<": {"b": "c"}, "b": "d"}}


def test_an_alias_bomb_is_refused_before_it_grows() -> None:
    layers = [f"a{layer}: &a{layer} [{', '.join([f'*a{layer - 1}'] * 9)}]" for layer in range(1, 60)]
    began = time.process_time()

    found = codes_of("a0: &a0 [x]\n" + "\n".join(layers))

    assert time.process_time() - began < 1
    assert {code for _, code in found} == {"anchor", "alias"}


@pytest.mark.parametrize(
    ("depth", "expected"), [(MAX_DEPTH, []), (MAX_DEPTH + 1, [(1, "too-deep")]), (50_000, [(1, "too-deep")])]
)
def test_depth_is_bounded(depth: int, expected: list[tuple[int, str]]) -> None:
    assert codes_of("[" * depth + "]" * depth) == expected
    assert codes_of("- " * depth + "x") == expected


def test_the_number_of_values_is_bounded() -> None:
    assert codes_of("- a\n" * (MAX_NODES - 1)) == []
    assert codes_of("- a\n" * MAX_NODES) == [(MAX_NODES, "too-many")]


def test_two_megabytes_are_the_most_and_count_as_bytes() -> None:
    assert codes_of("a: " + "x" * (MAX_BYTES - 3)) == []
    assert codes_of("a: " + "é" * (MAX_BYTES // 2)) == [(1, "too-large")]


def test_half_a_character_is_named_with_its_line() -> None:
    (problem,) = load("a: 1\nb: \ud800", first_line=5).problems

    assert (problem.line, problem.code) == (6, "encoding")


@pytest.mark.parametrize("char", ["\x00", "\x07", "\x1b", "\x7f", "\uffff"])
def test_a_control_character_is_refused(char: str) -> None:
    loaded = load(f"a: b{char}c")

    assert loaded.value is None
    assert [problem.code for problem in loaded.problems] == ["syntax"]


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("a: b: c", 1, "double quotes"),
        ("a: 1\nb: @c", 2, "double quotes"),
        ("a: 1\nb", 2, "colon"),
        ("a:\n\t- b", 2, "spaces, not tabs"),
        ("a: 'b", 1, "cannot be read"),
        ("a: [b", 1, "cannot be read"),
    ],
)
def test_a_slip_is_named_with_its_line_and_what_to_do(text: str, line: int, hint: str) -> None:
    (problem,) = load(text).problems

    assert abs(problem.line - line) <= 1
    assert hint in problem.message


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "---"])
def test_nothing_is_said_to_be_nothing(text: str) -> None:
    loaded = load(text, first_line=3)

    assert loaded.value in (None, "")
    assert loaded.problems == [] or loaded.problems[0].line >= 3


@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_gives_a_value_or_a_problem(text: str) -> None:
    loaded = load(text)

    assert loaded.value is not None or loaded.problems


@given(st.dictionaries(st.text("abc", min_size=1), st.text("xyz: #'\"-", max_size=8), max_size=4))
def test_quoted_text_is_read_as_it_is(values: dict[str, str]) -> None:
    quoted = "\n".join(f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in values.items())

    assert load(quoted or "{}").value == values


@pytest.mark.parametrize(
    ("text", "help"),
    [
        ("a: b: c", "double quotes"),
        ("a:\n   b: c\n  d: e", "space too many or too few"),
        ("a: {b: c\nd: e", "is not closed"),
        ('a: {say: \u201cyes\u201d, to: "x" \u201d}', "curly"),
        ('a: "b\nc: d', "never closed"),
        ("a:\n\tb: c", "not tabs"),
    ],
)
def test_what_cannot_be_read_is_said_in_words_for_authors_first(text: str, help: str) -> None:
    (problem,) = load(text).problems

    assert help in problem.message.split("(The text")[0]
