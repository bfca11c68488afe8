"""Two texts -> changed lines with changed words inside, quickly or not at all."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.diffing import Comparison, Part, Row, compare


def shown(parts: tuple[Part, ...]) -> str:
    """The parts as one text, changed ones in square brackets."""
    return "".join(f"[{part.text}]" if part.is_changed else part.text for part in parts)


def kinds(comparison: Comparison) -> list[str]:
    return [row.kind for row in comparison.rows]


def test_a_changed_word_is_marked_inside_its_line() -> None:
    (row,) = compare("Set Startup to 4.\n", "Set Start to 4.\n").rows

    assert (row.kind, row.old_no, row.new_no) == ("changed", 1, 1)
    assert shown(row.old) == "Set [Startup] to 4."
    assert shown(row.new) == "Set [Start] to 4."


def test_lines_that_came_and_went_have_one_number_each() -> None:
    comparison = compare("one\ntwo\nthree", "one\nthree\nfour")

    assert [(row.kind, row.old_no, row.new_no) for row in comparison.rows] == [
        ("same", 1, 1),
        ("removed", 2, None),
        ("same", 3, 2),
        ("added", None, 3),
    ]
    assert (comparison.added, comparison.removed) == (1, 1)


def test_a_line_with_nothing_in_common_is_removed_and_added() -> None:
    assert kinds(compare("Restart the server.", "Ask your vendor")) == ["removed", "added"]


def test_equal_lines_far_from_a_change_are_folded_and_counted() -> None:
    old = [f"line {number}" for number in range(1, 101)]
    new = [*old[:49], "line fifty", *old[50:]]

    rows = compare("\n".join(old), "\n".join(new)).rows

    assert [row.kind for row in rows] == ["folded", *["same"] * 3, "changed", *["same"] * 3, "folded"]
    assert rows[0] == Row("folded", 1, 1, count=46)
    assert rows[-1] == Row("folded", 54, 54, count=47)


def test_one_equal_line_is_shown_rather_than_folded() -> None:
    assert kinds(compare("a\nb\nc\nd\nold", "a\nb\nc\nd\nnew")) == ["same"] * 4 + ["removed", "added"]


@pytest.mark.parametrize(("old", "new"), [("", ""), ("a", "a\n"), ("a\r\nb\r\n", "a\nb")])
def test_the_same_lines_are_said_to_be_the_same(old: str, new: str) -> None:
    comparison = compare(old, new)

    assert comparison.is_same and comparison.rows == ()


def test_a_first_revision_is_all_added() -> None:
    comparison = compare("", "one\ntwo\n")

    assert kinds(comparison) == ["added", "added"]
    assert not comparison.is_same and not comparison.is_too_large


def test_markup_in_a_text_stays_plain_text() -> None:
    (row,) = compare("see <b>x</b> there", "see <b>y</b> there").rows

    assert shown(row.new) == "see <b>[y]</b> there"


lines = st.lists(st.sampled_from(["", "a", "a b", "a b c", "x y", "- item", "é 😀"]), max_size=25)


@given(lines, lines)
def test_the_rows_hold_both_texts_whole(old: list[str], new: list[str]) -> None:
    rows = compare("\n".join(old) + "\n", "\n".join(new) + "\n", context=100).rows

    if "\n".join(old) == "\n".join(new):
        assert rows == ()
        return
    for given_lines, side, number in ((old, "old", "old_no"), (new, "new", "new_no")):
        standing = [row for row in rows if getattr(row, number) is not None]
        assert ["".join(part.text for part in getattr(row, side)) for row in standing] == (given_lines or [""])
        assert [getattr(row, number) for row in standing] == list(range(1, len(standing) + 1))


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(old: str, new: str) -> None:
    comparison = compare(old, new)

    assert comparison.is_too_large is False


def words(seed: int, count: int) -> list[str]:
    choice = random.Random(seed)
    return ["".join(choice.choices("abcdefgh", k=choice.randint(1, 8))) for _ in range(count)]


def _lines_of(seed: int, count: int) -> str:
    return "\n".join(words(seed, count))


HUGE = {
    "two lines of 100 KB": (" ".join(words(1, 20_000)), " ".join(words(2, 20_000))),
    "two lines of one letter": ("a " * 50_000, "a " * 49_000 + "b"),
    "two lines of spaces and dots": (". " * 50_000, " ." * 50_000 + "x"),
    "one line that is all new": ("a" * 100_000, "b" * 100_000),
    "30,000 lines against others": (_lines_of(3, 30_000), _lines_of(4, 30_000)),
    "3,900 lines against others": (_lines_of(3, 3_900), _lines_of(4, 3_900)),
    "the same line again and again": ("a\n" * 20_000 + "b", "b\n" + "a\n" * 15_000),
    "two lines in turn": ("a\nb\n" * 900, "b\na\n" * 800 + "c"),
    "many changed lines": (
        "\n".join(f"{word} stays {word} here" for word in words(5, 3_000)),
        "\n".join(f"{word} stays {word} there" for word in words(6, 3_000)),
    ),
    "blank lines between": ("\n\n".join(words(7, 1_500)), "\n\n".join(words(8, 1_500))),
    "long lines with much in common": (
        "\n".join(" ".join(words(seed, 700)) for seed in range(100)),
        "\n".join(" ".join(words(seed + 100, 700)) for seed in range(100)),
    ),
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_texts_are_answered_soon(name: str) -> None:
    """Each takes less than a second; without the bounds on lines and words the worst of them take half a minute and more."""
    old, new = HUGE[name]
    began = time.process_time()

    comparison = compare(old, new)

    assert time.process_time() - began < 5
    assert comparison.is_too_large or comparison.rows


@pytest.mark.parametrize("count", [15_000, 3_000])  # the fewer are too many only for being alike
def test_texts_with_nothing_to_tell_them_apart_are_too_large_to_compare(count: int) -> None:
    comparison = compare("a\n" * (count + 900) + "b", "b\n" + "a\n" * count)

    assert comparison == Comparison(is_too_large=True)
    assert not comparison.is_same


def test_one_changed_line_in_a_huge_text_is_shown() -> None:
    old = words(9, 50_000)
    new = [*old[:25_000], "another", *old[25_001:]]

    comparison = compare("\n".join(old), "\n".join(new))

    assert len(comparison.rows) < 12
    assert (comparison.added, comparison.removed) == (1, 1)
