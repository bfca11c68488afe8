"""What people type, and what is searched for then. No database."""

import sys
import unicodedata
from time import process_time

import pytest

from kb.search.query import MAX_LENGTH, _visible, parse, visible
from kb.search.words import fold, words
from tests.kb.hostile import HOSTILE

FAMOUS = ["0x85010014", "0X85010014", "85010014", "0×85010014", "0x 8501 0014", "error 0x85010014!", "“0x85010014”"]


def test_words_are_folded_and_stop_words_left_out():
    query = parse("Why does the Calendar on my iPhone stop syncing?")
    assert query.terms == ("calendar", "iphone", "stop", "syncing")
    assert not query.phrases and not query.minus and not query.was_cut


def test_stop_words_are_kept_when_there_is_nothing_else():
    assert parse("who is it").terms == ("who", "is", "it")


def test_words_that_say_what_is_wrong_are_not_stop_words():
    assert parse("it does not work after an update").terms == ("not", "work", "after", "update")


@pytest.mark.parametrize("typed", ["can't connect", "can’t connect", "CAN'T  connect"])
def test_a_contraction_is_read_as_its_words(typed):
    assert parse(typed).terms == ("not", "connect")


def test_accents_and_wide_letters_are_the_plain_letters():
    assert parse("Ｃafé CAFE\u0301").terms == ("cafe",)


def test_what_is_written_without_a_space_stays_together_and_its_telling_parts_count_too():
    assert parse("famv4.sys").terms == ("famv4 sys", "famv4", "sys")
    assert parse("10.5.3").terms == ("10 5 3",)


def test_words_typed_side_by_side_are_neighbours_unless_a_stop_word_stands_between():
    assert parse("large folders on phones stall").neighbours == ("large folders", "phones stall")
    assert parse("folders").neighbours == ()


@pytest.mark.parametrize("typed", ['"access denied" share', "“access denied” share", "«Access  Denied» share"])
def test_a_phrase_in_any_quotation_marks(typed):
    query = parse(typed)
    assert query.phrases == ("access denied",)
    assert query.terms == ("share",)


@pytest.mark.parametrize("typed", ['"access denied', 'access "denied', 'access denied"', '" access denied'])
def test_a_lone_quotation_mark_means_nothing(typed):
    query = parse(typed)
    assert (query.phrases, query.terms) == ((), ("access", "denied"))


def test_a_minus_leaves_a_word_or_a_phrase_out():
    query = parse('calendar -iphone -"windows mobile"')
    assert query.terms == ("calendar",)
    assert set(query.minus) == {"iphone", "windows mobile"}


def test_a_minus_within_a_word_or_alone_is_no_minus():
    assert parse("time-out - phone").minus == ()
    assert "time out" in parse("time-out - phone").terms


def test_only_words_to_leave_out_are_what_somebody_looks_for():
    query = parse("-iphone")
    assert (query.terms, query.minus) == (("iphone",), ())


@pytest.mark.parametrize("typed", FAMOUS)
def test_every_spelling_of_a_code_is_the_same_code(typed):
    query = parse(typed)
    assert query.codes == parse("0x85010014").codes
    assert len(query.codes) == 1


def test_a_code_is_no_word_and_the_words_beside_it_stay():
    assert parse("phone says 0x85010014 again").terms == ("phone", "says", "again")


def test_the_same_code_in_two_spellings_counts_once():
    assert len(parse("0x85010014 85010014").codes) == 1


def test_more_than_200_characters_are_cut_between_words_and_it_is_said():
    query = parse("stalled " * 50)
    assert query.was_cut
    assert len(query.text) <= MAX_LENGTH
    assert query.terms == ("stalled",)
    assert not parse("a" * MAX_LENGTH).was_cut


@pytest.mark.parametrize(
    ("typed", "little"),
    [("the of and to", True), ("is it", True), ("the phone", False), ('"the of"', False), ("the 0x85010014", False)],
)
def test_words_that_stand_everywhere_say_little(typed, little):
    assert parse(typed).says_little is little


def test_control_characters_and_marks_of_direction_are_not_read():
    assert parse("fol\x00ders\u202e and\tphones\x07").text == "folders and phones"


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_becomes_words_of_letters_and_digits_quickly(typed):
    began = process_time()
    query = parse(typed)
    assert process_time() - began < 1
    assert len(query.text) <= MAX_LENGTH
    assert query.text.isprintable()
    for text in (*query.terms, *query.phrases, *query.minus, *query.neighbours):
        assert all(word.isalnum() for word in text.split()), text
        assert words(text) == text.split()


@pytest.mark.parametrize(
    "text", ["Straße İstanbul ǅ", "Cafe\u0301", unicodedata.normalize("NFD", "Ångström"), "ﬁ", "日本"]
)
def test_folding_keeps_every_place_in_a_text(text):
    assert len(fold(text)) == len(text)


def test_a_character_that_can_be_printed_is_seen():
    """So that a text of such characters need not be looked at one by one."""
    assert all(visible(char) == _visible(char) for char in map(chr, range(sys.maxunicode + 1)))
