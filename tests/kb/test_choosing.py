"""Of more matches than can be ranked, which are: those with rare words, or with the rarer of the common ones together."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from kb import search
from kb.search import vectors
from kb.search.choosing import FEW, Choice, Standing, choose
from tests.factories import make_article

LIMIT = 2000


def never(places):
    pytest.fail(f"Nothing had to be counted, and {places} was.")


def test_rare_parts_are_taken_as_long_as_all_of_them_can_be_ranked():
    standings = [Standing(LIMIT, 9), Standing(1500), Standing(3), Standing(600)]
    assert choose(standings, LIMIT, never) == [Choice([2, 3], False)]


def test_what_stands_nowhere_chooses_nothing_and_a_very_rare_part_not_alone():
    assert choose([Standing(0), Standing(LIMIT, 5), Standing(100)], LIMIT, never) == [Choice([2], False)]
    common = [Choice([1, 2], True, is_cut=True)]
    assert choose([Standing(0), Standing(LIMIT, 5), Standing(LIMIT, 6)], LIMIT, lambda places: LIMIT) == common
    assert choose([Standing(1), Standing(LIMIT, 5), Standing(LIMIT, 6)], LIMIT, lambda places: LIMIT) == [
        Choice([0], False),
        *common,
    ]
    assert choose([Standing(0)], LIMIT, never) == []


def test_common_parts_are_put_together_the_rarer_first_until_they_can_be_ranked():
    asked = []

    def count(places):
        asked.append(list(places))
        return {2: LIMIT, 3: 700}[len(places)]

    standings = [Standing(LIMIT, 70_000), Standing(LIMIT, 20_000), Standing(LIMIT, 30_000), Standing(LIMIT, 90_000)]
    assert choose(standings, LIMIT, count) == [Choice([1, 2, 0], True)]
    assert asked == [[1, 2], [1, 2, 0]]


def test_the_few_that_hold_common_parts_together_go_before_those_that_hold_one_less():
    standings = [Standing(LIMIT, 1), Standing(LIMIT, 2)]
    assert choose(standings, LIMIT, lambda places: FEW - 1) == [Choice([0, 1], True), Choice([0], True, is_cut=True)]
    assert choose(standings, LIMIT, lambda places: 0) == [Choice([0], True, is_cut=True)]
    assert choose(standings[:1], LIMIT, never) == [Choice([0], True, is_cut=True)]


@given(st.lists(st.builds(Standing, st.integers(0, LIMIT), st.integers(-9, 9)), min_size=1, max_size=12))
def test_rare_parts_never_come_to_more_than_can_be_ranked(standings):
    for places, is_together, _ in choose(standings, LIMIT, lambda places: LIMIT):
        assert places and len(set(places)) == len(places)
        assert is_together or sum(standings[place].count for place in places) <= LIMIT


@pytest.mark.django_db
def test_among_very_many_the_page_with_the_rare_word_or_all_the_common_ones_comes_first(monkeypatch):
    monkeypatch.setattr("kb.search.finding.MAX_RANKED", 10)
    for number in range(12):
        make_article(slug=f"printer-{number}", title=f"Office {number}", body="## Text\nThe printer.\n")
        make_article(slug=f"toner-{number}", title=f"Hall {number}", body="## Text\nThe toner.\n")
        make_article(slug=f"bell-{number}", title=f"Bell {number}", body="## Text\nThe tower.\n")
        make_article(slug=f"chair-{number}", title=f"Chair {number}", body="## Text\nThe garden.\n")
    make_article(slug="both", title="Office", body="## Text\nThe printer is out of toner.\n")
    make_article(slug="rare", title="Smoke", body="## Text\nThe printer smells of burnt toner. Fuser.\n")
    user = AnonymousUser()
    assert {hit.document.slug for hit in search.search("printer toner", user=user).hits[:2]} == {"both", "rare"}
    assert search.search("printer fuser", user=user).hits[0].document.slug == "rare"
    assert search.search('printer "burnt toner"', user=user).hits[0].document.slug == "rare"
    assert "both" not in {hit.document.slug for hit in search.search("printer toner -fuser -out", user=user).hits}


@pytest.mark.django_db
def test_of_more_than_can_be_ranked_those_that_are_called_by_the_words_are_not_lost(monkeypatch):
    monkeypatch.setattr("kb.search.finding.MAX_RANKED", 10)
    for number in range(14):
        make_article(slug=f"page-{number}", title=f"Page {number}", body="## Text\nThe printer and the toner.\n")
    make_article(slug="wanted", title="Toner of the printer")
    user = AnonymousUser()
    make_article(slug="odd", title="Gandalf")
    for typed in ("printer toner", "toner", "printer toner xyzzy"):
        assert search.search(typed, user=user).hits[0].document.slug == "wanted"
    assert {hit.document.slug for hit in search.search("printer toner gandalf", user=user).hits[:2]} == {
        "wanted",
        "odd",
    }


@pytest.mark.django_db
def test_where_the_words_must_tell_what_was_chosen_is_not_thrown_away(monkeypatch):
    """With meaning, and nothing that lies near: before anything is learnt, say."""
    monkeypatch.setattr("kb.search.finding.MAX_RANKED", 10)
    monkeypatch.setattr("kb.search.finding._near", lambda query, meanings: vectors.Near({}, 0.0))
    for number in range(14):
        make_article(slug=f"page-{number}", title=f"Page {number}", body="## Text\nThe printer and the toner.\n")
    make_article(slug="wanted", title="Toner of the printer")
    assert search.search("printer toner", user=AnonymousUser()).hits[0].document.slug == "wanted"
