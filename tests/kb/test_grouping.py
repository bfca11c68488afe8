"""Which searches ask for the same thing, and which are only somebody still typing."""

from datetime import date

import pytest

from kb.search.grouping import Row, grouped, normal_form, without_keystrokes
from tests.kb.hostile import HOSTILE

MONDAY, TUESDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 20)


def row(query: str, times: int = 1, found: int = 0, *, day: date = MONDAY, told: int = 0, clicks: int = 0) -> Row:
    return Row(day, query, normal_form(query), times, found, told, clicks)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("calendar stopped", "stopped calendar"),
        ("my calendar has stopped", "calendar stopped"),
        ("Café Wi-Fi", "cafe wi fi"),
        ("0x85010014", "85010014"),
        ("error 0×8501 0014", "0X85010014 error"),
        ("-2063531500", "0x85010214"),
        ("KB 123456", "kb123456"),
        ("printer printer", "printer"),
    ],
)
def test_the_same_search_in_another_writing_has_the_same_form(one, other):
    assert normal_form(one) == normal_form(other)


@pytest.mark.parametrize(
    ("one", "other"), [("calendar", "calendars"), ("mail not sent", "mail sent"), ("0x85010014", "0x85010015")]
)
def test_different_searches_have_different_forms(one, other):
    assert normal_form(one) != normal_form(other)


def test_small_words_alone_and_signs_alone_are_searches_too():
    assert normal_form("who am I") == "am i who"
    assert normal_form("???") == "???"


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_has_a_form_that_fits(typed):
    assert len(normal_form(typed[:200])) <= 250


def test_a_search_that_breaks_off_inside_a_word_is_somebody_still_typing():
    rows = [row("cal"), row("calend"), row("calendar stop"), row("calendar stopped"), row("callback")]
    assert {one.query for one in without_keystrokes(rows)} == {"calendar stopped", "callback"}


def test_whole_words_are_a_search_of_their_own():
    rows = [row("calendar"), row("calendar stopped")]
    assert len(list(without_keystrokes(rows))) == 2


def test_the_beginning_of_another_days_search_stays():
    assert len(list(without_keystrokes([row("calend"), row("calendar", day=TUESDAY)]))) == 2


def test_a_beginning_searched_for_more_often_than_what_follows_keeps_the_rest():
    (kept,) = [one for one in without_keystrokes([row("print", 5, told=5), row("printer", 2)]) if one.query == "print"]
    assert (kept.times, kept.told) == (3, 3)


def test_a_beginning_that_led_to_a_page_was_a_search():
    assert "calend" in {one.query for one in without_keystrokes([row("calend", clicks=1), row("calendar")])}


def test_a_group_has_its_usual_writing_first_and_counts_by_day():
    (group,) = grouped([row("beamer dark", 2), row("dark beamer", 3), row("dark beamer", day=TUESDAY)])
    assert group.queries == ["dark beamer", "beamer dark"]
    assert group.missed == {MONDAY: 5, TUESDAY: 1} and not group.passed


def test_what_was_found_and_passed_by_is_counted_where_browsers_tell():
    (group,) = grouped([row("beamer", 9, 4, told=6)])
    assert (group.found, group.passed, group.missed) == (4, {MONDAY: 6}, {})


def test_a_click_closes_a_group_until_it_is_searched_for_again():
    before, after = row("beamer", 9, 4, told=9), row("beamers", 1, 4, told=1)
    clicked = row("beamer", 3, 4, told=3, day=TUESDAY, clicks=1)
    assert [group.queries for group in grouped([before, clicked, after])] == [["beamers"]]
    (group,) = grouped([before, clicked, row("beamer", 2, 4, told=2, day=FRIDAY)])
    assert group.passed == {FRIDAY: 2}
