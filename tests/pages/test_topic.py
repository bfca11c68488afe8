"""A topic's page."""

import pytest

from tests.factories import make_article, make_guide, make_topic
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def test_a_topic_lists_its_guides_first_then_its_articles(client):
    make_topic(summary="Cables and air.")
    make_article(slug="cables", title="A cable")
    make_guide(slug="no-light", title="Zero light")
    page = Page(client.get("/topics/networks/"))
    assert page.heading == "Networks" and "Cables and air." in page.text
    titles = [text for text in page.links if text in ("A cable", "Zero light")]
    assert titles == ["Zero light", "A cable"]


def test_a_card_says_the_kind_and_that_products_are_old(client):
    make_article(title="Old box", type="policy", era="classic")
    assert "Policy older products" in Page(client.get("/topics/networks/")).text


def test_documents_of_other_topics_are_not_listed(client):
    make_topic("phones", "Phones")
    make_article(title="A ringing phone", topic="phones")
    make_topic()
    assert "A ringing phone" not in Page(client.get("/topics/networks/")).text


def test_an_empty_topic_says_so(client):
    make_topic()
    assert "Nothing here yet" in Page(client.get("/topics/networks/")).text


def test_an_unknown_topic_is_a_helpful_404(client):
    page = Page(client.get("/topics/no-such/"))
    assert page.status == 404
    assert page.form_with("Search").fields["q"] == ["no such"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_topic_only_answers_reading(client, method):
    make_topic()
    assert getattr(client, method)("/topics/networks/").status_code == 405


def test_a_topic_takes_few_queries_however_much_there_is(client, django_assert_max_num_queries):
    for _ in range(10):
        make_article()
    with django_assert_max_num_queries(6):
        client.get("/topics/networks/")
