"""The home page."""

import pytest
from django.urls import reverse

from tests.factories import make_article, make_guide, make_topic
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def test_home_asks_what_is_going_wrong_and_sends_it_to_search(client):
    page = Page(client.get("/"))
    assert page.heading == "What’s going wrong?"
    assert page.form_with("Search").action == reverse("kb:search")
    assert not page.errors


def test_home_shows_guides_topics_with_counts_and_what_was_published_last(client):
    make_topic(summary="Cables and air.")
    make_guide(slug="no-light", title="There is no light")
    make_article(slug="cables", title="All about cables")
    page = Page(client.get("/"))
    assert page.links["There is no light"] == "/fix/no-light/"
    assert page.links["All about cables"] == "/articles/cables/"
    assert page.links["Networks"] == "/topics/networks/"
    assert "2 pages" in page.text and "Cables and air." in page.text


def test_a_topic_without_a_readable_page_is_not_on_the_home_page(client):
    make_topic("empty", "Empty shelf")
    make_article("draft", topic="empty")
    make_article()
    assert "Empty shelf" not in Page(client.get("/")).text


def test_an_empty_site_says_so_to_visitors_without_the_admins_commands(client):
    page = Page(client.get("/"))
    assert "Nothing is published yet" in page.text
    assert "manage.py" not in page.text


def test_an_empty_site_tells_its_editors_how_to_begin(browse, editor):
    page = Page(browse(editor).get("/"))
    assert page.links["Write the first article"] == reverse("admin:kb_article_add")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_home_only_answers_reading(client, method):
    assert getattr(client, method)("/").status_code == 405


def test_home_takes_few_queries_however_much_there_is(client, django_assert_max_num_queries):
    for _ in range(8):
        make_article()
        make_guide()
    with django_assert_max_num_queries(6):
        client.get("/")
