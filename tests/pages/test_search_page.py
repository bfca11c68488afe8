"""The search page."""

import pytest

from kb.models import SearchLog
from kb.views import LAST_PAGE
from tests.factories import make_article, make_guide, make_topic
from tests.pages.reading import Page, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf():
    make_topic("phones", "Phones")
    make_article(slug="cables", title="A marmalade cable", codes=["0x85010014"])
    make_article(slug="phone", title="A marmalade phone", topic="phones")
    make_guide(slug="no-light", title="The marmalade light")


def found(client, query):
    page = Page(client.get(f"/search/?{query}"))
    return {link for link in page.links.values() if link.startswith(("/articles/", "/fix/"))}


def test_search_asks_first_when_nothing_was_typed(client):
    page = Page(client.get("/search/"))
    assert page.heading == "Search" and "Type what you see" in page.text
    assert page.meta("robots") == "noindex"


def test_articles_and_guides_are_found_in_one_list(client, shelf):
    page = press(client, Page(client.get("/search/")), "Search", q="marmalade")
    assert "3 pages found" in page.text and not page.errors
    assert found(client, "q=marmalade") == {"/articles/cables/", "/articles/phone/", "/fix/no-light/"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=marmalade&kind=guide", {"/fix/no-light/"}),
        ("q=marmalade&kind=article", {"/articles/cables/", "/articles/phone/"}),
        ("q=marmalade&topic=phones", {"/articles/phone/"}),
        ("q=marmalade&topic=phones&kind=guide", set()),
        ("q=marmalade&kind=nonsense&topic=nonsense", {"/articles/cables/", "/articles/phone/", "/fix/no-light/"}),
    ],
)
def test_the_list_is_narrowed_by_kind_and_topic(client, shelf, query, expected):
    assert found(client, query) == expected


def test_narrowing_keeps_what_was_typed_and_the_form_keeps_the_filters(client, shelf):
    page = Page(client.get("/search/?q=marmalade&kind=article&topic=phones"))
    fields = page.form_with("Search").fields
    assert fields == {"q": ["marmalade"], "kind": ["article"], "topic": ["phones"]}
    assert page.links["Everything"] == "?q=marmalade&topic=phones"


def test_a_code_is_said_as_it_was_read(client, shelf):
    page = Page(client.get("/search/", {"q": "0×85010014"}))
    assert "read as the code" in page.text and "A marmalade cable" in page.links


def test_nothing_found_helps_on(client, shelf):
    page = Page(client.get("/search/?q=zzzz&kind=guide"))
    assert page.status == 200 and "Nothing found" in page.text
    assert page.links["Search everything"] == "?q=zzzz" and page.links["Phones"] == "/topics/phones/"


def test_what_was_typed_is_shown_as_text(client):
    page = Page(client.get("/search/", {"q": '"><script>alert(1)</script>'}))
    assert page.form_with("Search").fields["q"] == ['"><script>alert(1)</script>']
    assert [one.get("src") for one in page.all("script") if not one.get("src")] == []


def test_long_lists_have_pages(client):
    for number in range(25):
        make_article(title=f"Marmalade {number}")
    first, second = Page(client.get("/search/?q=marmalade")), Page(client.get("/search/?q=marmalade&page=2"))
    assert first.links["Next"] == "?q=marmalade&page=2" and "Previous" not in first.links
    assert second.links["Previous"] == "?q=marmalade&page=1" and "Next" not in second.links
    cards = [{link for link in page.links.values() if link.startswith("/articles/")} for page in (first, second)]
    assert [len(one) for one in cards] == [20, 5] and not cards[0] & cards[1]


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "100", "9" * 5000, "", "1.5", "%00"])
def test_an_odd_page_number_is_the_first_page(client, shelf, page):
    assert "A marmalade cable" in Page(client.get(f"/search/?q=marmalade&page={page}")).links


def test_the_last_page_has_no_next(client, shelf):
    page = Page(client.get(f"/search/?q=marmalade&page={LAST_PAGE}"))
    assert page.status == 200 and "Next" not in page.links


def test_a_search_is_counted_once_a_look_at_the_next_page_is_not(client, shelf):
    client.get("/search/?q=marmalade")
    client.get("/search/?q=marmalade&page=2")
    assert [(one.query, one.times, one.found) for one in SearchLog.objects.all()] == [("marmalade", 1, 3)]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_only_answers_reading(client, method):
    assert getattr(client, method)("/search/").status_code == 405


def test_a_search_takes_few_queries_however_much_is_found(client, django_assert_max_num_queries):
    for number in range(20):
        make_article(title=f"Marmalade {number}")
    with django_assert_max_num_queries(20):
        client.get("/search/?q=marmalade")
