"""A text as its words in a row, by the quick way, says the same as its words one by one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.ranking import coverage
from kb.search.relevance import surely_enough
from kb.search.words import APART, as_row, words


@pytest.mark.parametrize(
    "text",
    [
        "The message could not be sent: “Zeitüberschreitung” — 0x80072EE7.",
        "file_name.txt, C:\\Temp\\(1) and\nnew lines\t tabs",
        "Größe ÄÖÜ, Кириллица и слова; 日本語",
    ],
)
def test_a_row_holds_the_words_of_a_text(text):
    assert as_row(text) == f" {' '.join(words(text))} "


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z", "S"]), max_size=60))
def test_a_row_holds_the_words_of_any_text_that_is_composed(text):
    composed = unicodedata.normalize("NFC", text)
    if not any(unicodedata.combining(char) for char in composed):
        assert as_row(composed).split() == words(composed)


def test_a_row_of_words_does_not_go_from_one_text_into_the_next():
    row = as_row(APART.join(["Outlook cannot", "connect now"]))
    assert " connect now " in row and " cannot connect " not in row


def test_lines_are_quoted_where_a_third_of_the_rows_stand_and_more_than_one():
    runs = ("could not be sent", "not be sent because", "be sent because it", "sent because it is")
    texts = {
        1: "The message could not -- be sent because",
        2: "it could not be sent",
        3: "nothing of it",
        4: "because it is said: what it could be, that was not sent",  # all the words, and none of the rows
    }
    assert coverage(texts, runs) == {1: 0.5}
    assert coverage(texts, ()) == {}


def test_a_quoted_line_is_found_whatever_its_accents_are():
    runs = ("le cafe ne repond", "cafe ne repond pas")
    assert coverage({1: "Erreur : le Café ne répond pas.", 2: "Le CAFE est clos"}, runs) == {1: 1.0}


def test_enough_words_in_one_text_are_seen_and_other_forms_of_them_are_not():
    concepts = (("phone", "mobile"), ("calendar",), ("empty",), ("monday",))
    assert surely_enough([" nothing ", " a mobile calendar "], concepts)
    assert not surely_enough([" phone ", " calendar "], concepts)
    assert not surely_enough([" phones calendars "], concepts)
