"""An article's page and its source text."""

import pytest

from kb import publishing
from tests.factories import article_text, make_article, make_guide, make_topic
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db
BODY = "## First\nUse `net stop famv4`.\n\n## Second\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Third\n> [!NOTE]\n> Mind this.\n"


def test_an_article_shows_title_summary_facts_text_and_sources(client):
    make_article(
        slug="cables",
        title="All about cables",
        summary="What they do.",
        body=BODY,
        applies_to=["Ethernet"],
        codes=["0x85010014"],
        sources=["The cable book, 1999"],
    )
    page = Page(client.get("/articles/cables/"))
    assert page.heading == "All about cables" and page.meta("description") == "What they do."
    for text in ("Ethernet", "0x85010014", "net stop famv4", "Mind this.", "The cable book, 1999"):
        assert text in page.text
    assert not page.errors


def test_contents_lead_to_the_headings_of_the_page(client):
    make_article(slug="cables", body=BODY)
    page = Page(client.get("/articles/cables/"))
    headings = {f"#{one.get('id')}": words(one) for one in page.all("h2")}
    for heading in ("First", "Second", "Third"):
        assert headings[page.links[heading]].startswith(heading)


def test_an_article_names_its_one_address(client, settings):
    make_article(slug="cables")
    page = Page(client.get("/articles/cables/?utm_source=letter"))
    assert page.all("link", rel="canonical")[0].get("href") == f"{settings.SITE_URL}/articles/cables/"


def test_what_the_author_named_as_related_comes_first_and_leads_there(client):
    make_guide(slug="no-light", title="There is no light")
    make_article(slug="cables", related=["guide:no-light"])
    assert Page(client.get("/articles/cables/")).links["There is no light"] == "/fix/no-light/"


def test_a_related_document_is_found_under_its_old_slug(client):
    named = make_article(slug="old-name", title="Renamed")
    make_article(slug="cables", related=["article:old-name"])
    publishing.rename(named, slug="new-name", by=None)
    assert Page(client.get("/articles/cables/")).links["Renamed"] == "/articles/new-name/"


def test_what_a_guides_author_named_as_related_stands_under_the_guide(client):
    make_topic("phones", "Phones")
    make_article(slug="elsewhere", title="From another topic", topic="phones")
    make_guide(slug="no-light", related=["article:elsewhere"])
    assert Page(client.get("/fix/no-light/")).links["From another topic"] == "/articles/elsewhere/"


def test_the_source_is_the_published_text_byte_for_byte(client):
    text = article_text(title="Line ends").replace("\n", "\r\n").rstrip()
    make_article(slug="cables", text=text)
    response = client.get("/articles/cables.md")
    assert response.content == text.encode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_newer_revision_is_not_shown_before_it_is_published(client):
    article = make_article(slug="cables", title="As published")
    publishing.save_revision(article, text=article_text(title="Not yet"), by=None, based_on=article.latest)
    for address in ("/articles/cables/", "/articles/cables.md"):
        assert b"Not yet" not in client.get(address).content


@pytest.mark.parametrize("address", ["/articles/cables/", "/articles/cables.md"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_an_article_only_answers_reading(client, address, method):
    make_article(slug="cables")
    assert getattr(client, method)(address).status_code == 405


@pytest.mark.parametrize("address", ["/articles/no-such/", "/articles/no-such.md"])
def test_an_unknown_article_is_a_404(client, address):
    assert client.get(address).status_code == 404


def test_an_old_address_leads_to_the_same_page_of_the_new_one_in_one_hop(client):
    article = make_article(slug="first")
    publishing.rename(article, slug="second", by=None)
    article.refresh_from_db()
    publishing.rename(article, slug="third", by=None)
    for old in ("first", "second"):
        for rest in ("/", ".md", "/history/", "/history/1/", "/feedback/"):
            response = client.get(f"/articles/{old}{rest}?a=b&c=%20d")
            assert (response.status_code, response["Location"]) == (301, f"/articles/third{rest}?a=b&c=%20d")
    assert client.get("/articles/third/").status_code == 200


def test_what_was_sent_to_an_old_address_is_sent_on_and_not_lost(client):
    article = make_article(slug="first")
    publishing.rename(article, slug="second", by=None)
    response = client.post("/articles/first/feedback/", {"opinion": "helpful"})
    assert (response.status_code, response["Location"]) == (308, "/articles/second/feedback/")


def test_a_withdrawn_article_says_that_it_is_gone_also_at_its_old_address(client):
    article = make_article(slug="first")
    publishing.rename(article, slug="second", by=None)
    article.refresh_from_db()
    publishing.archive(article, by=None)
    for slug in ("first", "second"):
        page = Page(client.get(f"/articles/{slug}/"))
        assert page.status == 410 and page.heading == "This page was withdrawn"
