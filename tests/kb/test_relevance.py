"""What is about a query and what is not: small numbers that mean something, and "nothing" where there is nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kb import search
from kb.models import Synonym
from kb.search import finding, synonyms, vectors
from kb.search.query import parse
from kb.search.ranking import EXACTLY, MEANING
from kb.search.relevance import FIRST, count_about, holding_enough, needs_words
from tests.factories import make_article

ANYBODY = AnonymousUser()


def total(typed: str) -> int:
    return search.search(typed, user=ANYBODY).total


def test_what_counts_less_than_half_of_the_best_is_left_out_but_never_of_the_first_five():
    assert count_about([1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.49, 0.1], by_meaning=False) == 6
    assert count_about([1.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1], by_meaning=False) == FIRST
    assert count_about([1.0, 0.1], by_meaning=False) == 2
    assert count_about([], by_meaning=True) == 0


def test_documents_with_the_code_are_all_shown_and_words_are_measured_by_words():
    assert count_about([2001.0, *[1000.01] * 30, 0.9, 0.1], by_meaning=False) == 32
    assert count_about([2000.0, 1000.0], by_meaning=False) == 2


def test_a_quoted_line_does_not_make_the_others_worth_less():
    assert count_about([EXACTLY + 1, *[0.6 * (1 + MEANING)] * 9, 1.0], by_meaning=True) == 10


def test_words_must_tell_where_nothing_lies_near_in_meaning():
    assert needs_words(None) and needs_words(0.1) and not needs_words(0.5)


def test_a_document_must_hold_most_of_the_words_or_the_weightiest():
    scores = {1: 1.0, 2: 0.5, 3: 0.4}
    stands = [{1, 2}, {1}, set()]
    assert holding_enough(scores, stands, most=2000, by_meaning=True) == {1: 1.0}
    common = [{3}, set(range(1000)), set(range(1000))]  # one rare word outweighs two that stand nearly everywhere
    assert 3 in holding_enough(scores, common, most=2000, by_meaning=True)


@pytest.fixture
def library(db):
    for number in range(12):
        make_article(
            title=f"Calendar {number} on the phone", body="## Text\nApple phones, calendars, folders and the server.\n"
        )
    make_article(slug="clock", title="The clock of the server is wrong")


@pytest.mark.parametrize(
    "typed", ["xyzzy plugh", "recipe for apple pie with cream", "grow tomatoes on our balcony server"]
)
def test_nonsense_and_recipes_find_nothing(library, typed):
    assert total(typed) == 0


def test_a_sentence_finds_what_it_is_about_and_not_every_page_that_shares_a_word(library):
    results = search.search("why is the clock of the server wrong", user=ANYBODY)
    assert results.hits[0].document.slug == "clock" and results.total <= FIRST


def test_one_word_of_two_is_enough(library):
    assert total("clock handle") >= 1


def test_where_nothing_is_found_the_topics_that_come_near_are_named(library):
    results = search.search("recipe for apple pie with cream", user=ANYBODY)
    assert results.total == 0 and results.near_topics == ("networks",)


def test_the_filters_count_what_is_shown_and_nothing_else(library):
    results = search.search("why is the clock of the server wrong", user=ANYBODY)
    assert results.kinds == {"article": results.total} and results.topics == {"networks": results.total}


def test_a_synonym_does_not_make_anything_mean_what_is_here(library, settings, monkeypatch):
    """Whether anything is about it is asked of what was typed; the synonym alone would lie near enough."""
    settings.SEARCH_MEANING = True
    asked = []
    monkeypatch.setattr(finding.meaning, "between", lambda texts: tuple(texts))
    monkeypatch.setattr(finding.vectors, "near", lambda texts: asked.append(texts) or vectors.Near({}, 0.0))
    monkeypatch.setattr(finding, "why_not_by_meaning", lambda: "")
    Synonym.objects.create(typed="trampoline", means="server")
    finding.match(finding.spelt(synonyms.added(parse("jump on a trampoline")), ANYBODY))
    assert asked == [("jump on a trampoline", "jump on a server"), ("jump on a trampoline",)]
