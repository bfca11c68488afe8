"""Which lines hold what was typed: the quick way finds the same as a plain one, whatever the lines are."""

import random
from string import ascii_lowercase
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search import lines
from kb.search.lines import Lines

WORDS = st.text("abc", min_size=1, max_size=6)
FOLDED = st.lists(st.lists(WORDS, max_size=5).map(lambda words: "".join(f" {word}" for word in words)), max_size=40)
FEW = st.sampled_from([0, 1, 3, lines.FEW])  # from how many lines on they are bits


def plainly(folded, begins):
    return [number for number, line in enumerate(folded) if all(f" {begin}" in line for begin in begins)]


def plainly_one_slip_away(folded, begins):
    """Of the first word that begins nothing every slip there is, one after the other."""
    for place, word in enumerate(begins):
        if len(word) >= 4 and not plainly(folded, [word]):
            return [
                number
                for other in every_slip(word)
                if plainly(folded, [other])
                for number in plainly(folded, [*begins[:place], other, *begins[place + 1 :]])
            ]
    return []


def every_slip(word):
    cuts = range(len(word))
    yield from (word[:cut] + word[cut + 1 :] for cut in cuts)
    yield from (word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :] for cut in cuts[:-1])
    yield from (word[:cut] + letter + word[cut + 1 :] for cut in cuts for letter in ascii_lowercase)
    yield from (word[:cut] + letter + word[cut:] for cut in cuts for letter in ascii_lowercase)


@given(FOLDED, st.lists(WORDS, min_size=1, max_size=4), FEW)
def test_every_word_begins_a_word_of_the_line(folded, begins, few):
    with mock.patch.object(lines, "FEW", few):
        assert list(Lines(folded).holding(begins)) == plainly(folded, begins)


@given(FOLDED, st.lists(WORDS, max_size=2), st.data(), FEW)
def test_one_slip_is_looked_for_in_the_first_word_that_begins_nothing(folded, begins, data, few):
    stands = sorted({word for line in folded for word in line.split() if len(word) >= 4}) or ["abca"]
    slipped = [*every_slip(data.draw(st.sampled_from(stands)))]
    begins.insert(data.draw(st.integers(0, len(begins))), data.draw(st.sampled_from(slipped)))
    with mock.patch.object(lines, "FEW", few):
        assert list(Lines(folded).one_slip_away(begins)) == plainly_one_slip_away(folded, begins)


@pytest.fixture(scope="module")
def many_lines():
    """Twelve thousand lines in which some words are in nearly all and most in next to none, as in a language."""
    chance = random.Random(3)
    known = ["".join(chance.choices("aeinorst", k=chance.randint(2, 9))) for _ in range(2000)]
    weights = [1 / (place + 1) for place in range(len(known))]
    return known, ["".join(f" {word}" for word in chance.choices(known, weights, k=6)) for _ in range(12_000)]


def test_among_thousands_too(many_lines):
    known, folded = many_lines
    chance, made = random.Random(4), Lines(folded)
    found = 0
    for _ in range(150):
        words = chance.choices(known[:60], k=chance.randint(1, 3))
        begins = [word[: chance.randint(1, len(word))] for word in words]
        assert list(made.holding(begins)) == plainly(folded, begins)
        found += len(plainly(folded, begins)) > 64
    assert found > 30


def test_a_beginning_of_many_lines_is_not_put_together_when_it_is_asked(many_lines):
    _, folded = many_lines
    made = Lines(folded)
    with mock.patch.object(made, "_put_together", side_effect=AssertionError("put together")):
        assert len(list(made.holding(["a", "e"]))) > 1000


@given(st.sets(st.integers(0, 100_000), max_size=200))
def test_the_places_of_bits_are_read_in_order(places):
    assert list(lines._numbers(sum(1 << place for place in places))) == sorted(places)
