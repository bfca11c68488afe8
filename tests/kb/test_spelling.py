"""Misspelt words: what they are taken for, and when a word is left as it was typed."""

import pytest
from django.contrib.auth.models import AnonymousUser

from kb import publishing, search
from kb.models import SearchWord
from kb.search import learning, spelling
from tests.factories import make_article

WORDS = [
    "calendar",
    "certificate",
    "exchange",
    "mailbox",
    "outlook",
    "phone",
    "quarantine",
    "quota",
    "relay",
    "rely",
    "share",
    "shared",
    "shares",
    "sync",
]


def nearest(word: str) -> tuple[str, ...]:
    return spelling.nearest(word, spelling.Vocabulary.of(WORDS))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("certifcate", ("certificate",)),  # a letter left out
        ("callendar", ("calendar",)),  # one too many
        ("calander", ("calendar",)),  # another one
        ("qouta", ("quota",)),  # two that changed places
        ("qurantine", ("quarantine",)),
        ("mialbxo", ("mailbox",)),  # two slips in a long word
        ("realy", ("relay", "rely")),  # as near to one as to the other
        ("shraed", ("shared",)),
        ("fone", ()),  # two slips in a short one
        ("banana", ()),
        ("ßßßß", ()),
    ],
)
def test_a_misspelt_word_is_taken_for_the_nearest_ones(typed, meant):
    assert nearest(typed) == meant


def test_without_any_words_nothing_is_near():
    assert spelling.nearest("word", spelling.Vocabulary.of([])) == ()


@pytest.fixture
def shelf(db, monkeypatch):
    """Two articles, learnt from at once, in a process that has just started."""
    monkeypatch.setattr(spelling, "_known", ((0, 0), spelling.Vocabulary.of([])))
    monkeypatch.setattr(learning, "later", lambda pk: learning.learn([pk]))
    make_article(slug="certificate", title="Certificate of the mail server", summary="Renew it in time.")
    make_article(slug="calendar", title="Calendar on phones", body="## Text\nThe word resurce is misspelt here.\n")


def found(typed: str) -> list[str]:
    return [hit.document.slug for hit in search.search(typed, user=AnonymousUser()).hits]


def test_what_stands_nowhere_is_corrected_and_it_is_said(shelf):
    results = search.search("certifcate reneew", user=AnonymousUser())
    assert [hit.document.slug for hit in results.hits] == ["certificate"]
    assert results.corrections == (("certifcate", "certificate"), ("reneew", "renew"))
    assert results.query.text == "certifcate reneew"
    assert "<mark>Renew</mark>" in results.hits[0].snippet


@pytest.mark.parametrize("typed", ["calendar", "calendars", "resurce", '"calender"', "cal", "0x85010014", "calendär"])
def test_what_stands_somewhere_or_is_quoted_is_left_as_it_is(shelf, typed):
    assert search.search(typed, user=AnonymousUser()).corrections == ()


def test_nothing_is_corrected_to_a_word_that_only_staff_read(shelf):
    article = make_article(slug="keys", title="Blenheimer", visibility="staff")
    assert search.search("Blenheimar", user=AnonymousUser()).corrections == ()
    publishing.look_after(article, by=None, visibility="public")
    assert found("Blenheimar") == ["keys"]


def test_a_word_that_only_staff_read_is_corrected_for_others_as_if_it_stood_nowhere(shelf, volunteer):
    """Left alone, it would say that staff wrote of it."""
    make_article(slug="secret", title="Calender", visibility="staff")
    make_article("archived", slug="old", title="Calendat")  # its words were learnt when it was published
    assert SearchWord.objects.filter(word="calendat").exists()
    for typed in ("calender", "calendat"):
        results = search.search(typed, user=AnonymousUser())
        assert results.corrections == ((typed, "calendar"),) and [hit.document.slug for hit in results.hits] == [
            "calendar"
        ]
    assert search.search("calender", user=volunteer).corrections == ()
    assert [hit.document.slug for hit in search.search("calender", user=volunteer).hits] == ["secret"]


def test_nothing_is_corrected_to_a_word_that_readers_may_not_read_any_more(shelf):
    article = make_article(slug="keys", title="Blenheimer")
    assert found("Blenheimar") == ["keys"]
    publishing.look_after(article, by=None, visibility="staff")
    assert SearchWord.objects.filter(word="blenheimer").exists()
    assert search.search("Blenheimar", user=AnonymousUser()).corrections == ()


def test_where_nothing_may_be_read_nothing_is_said_of_any_word(shelf, settings):
    settings.READERS = "signed-in"
    assert search.search("certifcate", user=AnonymousUser()).corrections == ()
    assert search.stand_nowhere(["certifcate"], AnonymousUser()) == []


def test_new_words_are_known_at_once_and_those_of_other_texts_go_with_a_rebuild(shelf):
    assert found("organst") == []
    article = make_article(slug="organ", title="Organist")
    assert found("organst") == ["organ"]
    article.search_entry.delete()
    search.rebuild()
    assert SearchWord.objects.filter(word="organist").exists()
    SearchWord.objects.create(word="zzzzzz")
    search.rebuild()
    assert not SearchWord.objects.filter(word="zzzzzz").exists()
