"""Suggestions while somebody types: what is suggested, to whom, and how soon after it was published."""

import json
import time
from dataclasses import replace
from time import process_time

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from kb import publishing
from kb.api import suggest as answer
from kb.models import Document
from kb.search import suggestions
from kb.search.query import parse
from kb.search.ranking import code_tokens
from kb.search.suggestions import suggest
from kb.search.words import words
from tests.factories import article_text, make_article, make_guide
from tests.kb.hostile import HOSTILE

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()
SYMPTOMS = "## Symptoms\n- The calendar stops on the phone.\n- {long}\n\n## Cause\nA driver.\n"


def texts(typed: str, user=ANYBODY) -> list[str]:
    return [one.text for one in suggest(typed, user)]


def test_titles_symptoms_and_codes_are_suggested_with_their_document():
    make_article(slug="a", title="Large folders", codes=["0x85010014"], body=SYMPTOMS.format(long="word " * 60))
    (title,) = suggest("larg", ANYBODY)
    (symptom,) = suggest("calend", ANYBODY)
    (code,) = suggest("0x8501", ANYBODY)
    assert (title.text, title.title, title.kind, title.url) == (
        "Large folders",
        "Large folders",
        "article",
        "/articles/a/",
    )
    assert (symptom.text, symptom.url) == ("The calendar stops on the phone.", "/articles/a/")
    assert (code.text, code.title) == ("0x85010014", "Large folders")
    assert texts("word") == []  # a symptom as long as that is no line to choose


def test_the_symptoms_of_a_guide_are_suggested():
    make_guide(slug="g", title="Find the cable", symptoms=["no light on the switch"])
    (one,) = suggest("light swi", ANYBODY)
    assert (one.text, one.title, one.kind, one.url) == ("no light on the switch", "Find the cable", "guide", "/fix/g/")


@pytest.mark.parametrize("typed", ["fold", "FOLD", "large fo", "fo lar", "folders, large", "fólders"])
def test_every_word_may_be_a_beginning_in_any_order(typed):
    make_article(title="Large folders stop")
    make_article(title="Large letters")
    assert texts(typed) == ["Large folders stop"]


@pytest.mark.parametrize("typed", ["8501", "85010014", "0X85010014", "0x 8501 0014"])
def test_codes_are_suggested_in_other_spellings(typed):
    make_article(title="Large folders", codes=["0x85010014"])
    assert texts(typed) == ["0x85010014"]


@pytest.mark.parametrize("typed", ["clendar", "calemdar", "caelndar", "calenddar"])
def test_one_slip_is_forgiven_where_nothing_begins_so(typed):
    make_article(title="Calendar")
    assert texts(typed) == ["Calendar"]


def test_a_line_that_begins_with_what_was_typed_goes_first_and_short_ones_before_long_ones():
    for title in ("The printer", "Printer in the hall upstairs", "Printer"):
        make_article(title=title)
    assert texts("printer") == ["Printer", "Printer in the hall upstairs", "The printer"]


def test_at_most_eight_and_each_document_once():
    for number in range(12):
        make_article(title=f"Printer {number}", body=SYMPTOMS.format(long="The printer waits."))
    assert len(texts("printer")) == len({one.url for one in suggest("printer", ANYBODY)}) == 8


@pytest.mark.parametrize("typed", ["", " ", "p", "é", "!!", "zzz"])
def test_nothing_is_suggested_for_one_letter_or_what_begins_nothing(typed):
    make_article(title="Printer é")
    assert texts(typed) == []


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("visitor", {"Printer public"}),
        ("volunteer", {"Printer public", "Printer staff"}),
        ("editor", {"Printer public", "Printer staff"}),
    ],
)
def test_everybody_gets_what_they_may_read(who, titles, request):
    user = request.getfixturevalue(who)
    make_article(title="Printer public")
    make_article(title="Printer staff", visibility="staff")
    for status in ("draft", "submitted", "archived"):
        make_article(status, title=f"Printer {status}")
    assert set(texts("printer", user)) == titles


def test_a_visitor_of_a_site_for_signed_in_readers_gets_nothing(settings, volunteer):
    make_article(title="Printer")
    assert texts("printer") == ["Printer"]
    settings.READERS = "signed-in"
    assert texts("printer") == [] and texts("printer", volunteer) == ["Printer"]


@pytest.fixture
def no_wait(monkeypatch):
    """As if the seconds between two looks had passed."""
    monkeypatch.setattr(suggestions, "LOOK_EVERY", -1)
    monkeypatch.setattr(suggestions, "SHARE", 0)


def test_what_changes_is_suggested_after_the_next_look(no_wait):
    article = make_article(slug="a", title="Printer")
    assert texts("printer") == ["Printer"]
    revision = publishing.save_revision(article, text=article_text(title="Scanner"), by=None, based_on=article.latest)
    publishing.publish(revision, by=None)
    assert (texts("printer"), texts("scanner")) == ([], ["Scanner"])
    publishing.rename(article, slug="b", by=None)
    assert [one.url for one in suggest("scanner", ANYBODY)] == ["/articles/b/"]
    Document.objects.update(visibility="staff")
    assert texts("scanner") == []


def test_between_two_looks_the_database_is_not_asked(long_wait, django_assert_num_queries):
    make_article(title="Printer")
    texts("printer")
    with django_assert_num_queries(0):
        assert texts("print") == ["Printer"]


def test_a_table_that_took_long_to_make_is_kept_longer(monkeypatch):
    make_article(title="Printer")
    monkeypatch.setattr(suggestions, "SHARE", 1e9)
    texts("printer")
    (kept,) = suggestions._kept.values()
    assert kept.make_at > suggestions.time.monotonic() + 60


@pytest.fixture
def long_kept(no_wait, monkeypatch):
    """As if making a table had taken so long that none is made anew for an hour."""
    made = suggestions._made
    monkeypatch.setattr(suggestions, "_made", lambda *given: replace(made(*given), make_at=time.monotonic() + 3600))


def withdraw(article):
    publishing.archive(article, by=None)


def hide(article):
    publishing.look_after(article, by=None, visibility="staff")


def revise(article):
    text = article_text(title="Scanner")
    publishing.publish(publishing.save_revision(article, text=text, by=None, based_on=article.latest), by=None)


@pytest.mark.parametrize("change", [withdraw, hide, revise])
def test_what_may_not_be_read_any_more_is_left_out_at_the_next_look_though_the_table_is_kept(long_kept, change):
    article = make_article(title="Printer of the pastor", codes=["0x85010014"])
    make_article(title="Printer", codes=["0x85010015"])
    asked = ["printer", "pastor", "0x8501", "pastro"]
    before = [suggestions.answered(typed, ANYBODY) for typed in asked]
    assert [b"pastor" in answer for answer in before] == [True] * 4
    change(article)
    after = [suggestions.answered(typed, ANYBODY) for typed in asked]
    assert [b"pastor" in answer for answer in after] == [False] * 4
    assert texts("printer") == ["Printer"] and texts("scanner") == []
    assert [one.text for one in suggestions.known_codes("0x8501", ANYBODY)] == ["0x85010015"]


def test_what_is_withdrawn_and_published_again_comes_back_though_the_table_is_kept(long_kept):
    article = make_article(title="Printer")
    assert texts("printer") == ["Printer"]
    publishing.archive(article, by=None)
    assert texts("printer") == []
    publishing.unarchive(article, by=None)
    assert texts("printer") == ["Printer"]


def test_what_is_for_staff_now_stays_for_them(long_kept, volunteer):
    article = make_article(title="Printer")
    assert texts("printer") == texts("printer", volunteer) == ["Printer"]
    hide(article)
    assert (texts("printer"), texts("printer", volunteer)) == ([], ["Printer"])


def test_when_its_time_has_come_a_table_that_is_behind_is_made_anew(long_kept):
    make_article(title="Printer")
    texts("printer")
    make_article(title="Scanner")
    assert texts("scanner") == [] == texts("scanner")  # nothing has changed between these two, but it is still behind
    ((key, kept),) = suggestions._kept.items()
    suggestions._kept[key] = replace(kept, make_at=0)
    assert texts("scanner") == ["Scanner"]


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_is_answered_quickly(typed):
    make_article(title="Phone", codes=["0x85010014"])
    began = process_time()
    found = suggest(typed, ANYBODY)
    assert process_time() - began < 0.3
    assert len(found) <= 1


@given(st.text() | st.text(" 0x85140-é“'kbevnt.", max_size=20))
def test_reading_for_codes_only_where_there_is_a_digit_gives_the_same_words(typed):
    query = parse(typed)
    bare = words(query.text)
    if len(query.codes) == 1 and not query.terms:
        bare = [code_tokens(query.codes[0])[0]]
    expected = tuple(dict.fromkeys(bare))[:8] if len("".join(bare)) >= 2 else ()
    assert suggestions._asked(typed) == expected


# For machines


def ask(user=None, **parameters):
    request = RequestFactory().get("/api/v1/suggest/", parameters)
    if user:
        request.COOKIES[site_settings.SESSION_COOKIE_NAME] = "a session"
        request.user = user
    return answer(request)


def test_the_answer_is_json_that_a_visitors_browser_keeps_for_a_minute(volunteer):
    make_article(slug="a", title="Printer “<b>”")
    anonymous, signed_in = ask(q="pri"), ask(volunteer, q="pri")
    one = {"text": "Printer “<b>”", "title": "Printer “<b>”", "kind": "article", "url": "/articles/a/"}
    assert json.loads(anonymous.content) == json.loads(signed_in.content) == {"suggestions": [one]}
    assert anonymous["Content-Type"] == "application/json"
    assert anonymous["Cache-Control"] == "public, max-age=60" and signed_in["Cache-Control"] == "private, no-store"
    assert anonymous["Vary"] == "Cookie" and not anonymous.cookies


def test_only_reading_is_allowed():
    assert answer(RequestFactory().post("/api/v1/suggest/", {"q": "pri"})).status_code == 405


def test_known_codes_are_found_by_how_they_begin():
    make_article(title="A", codes=["0x85010014", "0x85010005", "HTTP 451"])
    assert {one.text for one in suggestions.known_codes("0x8501", ANYBODY)} == {"0x85010014", "0x85010005"}
    assert [one.text for one in suggestions.known_codes("http4", ANYBODY)] == ["HTTP 451"]
