"""What machines read: feed, sitemap, robots.txt, health."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import DatabaseError, connection
from django.test import override_settings
from django.utils import timezone

from kb import publishing
from kb.models import Revision, Topic
from tests.factories import article_text, make_article, make_guide

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client):
    feed = ElementTree.fromstring(client.get("/feed/").content)
    return [(one.findtext(f"{ATOM}title"), one.find(f"{ATOM}link").get("href")) for one in feed.iter(f"{ATOM}entry")]


def locations(client):
    return {one.text for one in ElementTree.fromstring(client.get("/sitemap.xml").content).iter(f"{MAP}loc")}


def published_days_ago(document, days):
    Revision.objects.filter(pk=document.published_id).update(published_at=timezone.now() - timedelta(days=days))


def test_the_feed_has_what_was_published_last_with_full_addresses(client, settings):
    published_days_ago(make_article(slug="older", title="Older"), 3)
    published_days_ago(make_guide(slug="newer", title="Newer"), 1)
    assert entries(client) == [
        ("Newer", f"{settings.SITE_URL}/fix/newer/"),
        ("Older", f"{settings.SITE_URL}/articles/older/"),
    ]


def test_a_minor_change_does_not_bring_a_document_up_nor_take_it_away(client):
    article = make_article(slug="typo", title="With a typo")
    published_days_ago(article, 3)
    published_days_ago(make_article(title="Between"), 2)
    revision = publishing.save_revision(
        article, text=article_text(title="Without a typo"), by=None, based_on=article.latest, is_minor=True
    )
    publishing.publish(revision, by=None)
    assert [title for title, _ in entries(client)] == ["Between", "Without a typo"]


def test_the_feed_holds_thirty_entries_at_most(client):
    for _ in range(32):
        make_article()
    assert len(entries(client)) == 30


def test_a_control_character_in_a_title_cannot_be_published_and_one_in_a_topic_does_not_break_the_feed(client):
    with pytest.raises(publishing.NotPublishable, match="control character"):
        make_article(title="a\x01b")
    make_article(title="Fine")
    Topic.objects.update(title="a\x01b")
    assert [title for title, _ in entries(client)] == ["Fine"]


def test_the_sitemap_has_documents_and_topics_on_the_sites_own_host(client, settings):
    make_article(slug="cables")
    make_guide(slug="no-light")
    expected = {f"{settings.SITE_URL}{path}" for path in ("/articles/cables/", "/fix/no-light/", "/topics/networks/")}
    assert locations(client) == expected


@pytest.mark.parametrize("page", ["2", "0", "x", "9" * 5000])
def test_a_page_of_the_sitemap_that_is_not_there_is_a_404(client, page):
    assert client.get(f"/sitemap.xml?p={page}").status_code == 404


def test_robots_may_read_a_public_site_but_not_walks_searches_and_the_admin(client, settings):
    text = client.get("/robots.txt").content.decode()
    for line in (
        "Disallow: /admin/",
        "Disallow: /search/",
        "Disallow: /fix/*?",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ):
        assert line in text.splitlines()


@override_settings(READERS="signed-in")
def test_robots_may_read_nothing_of_a_private_site(client):
    assert client.get("/robots.txt").content.decode().splitlines() == ["User-agent: *", "Disallow: /"]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_told_without_being_kept(client, address):
    response = client.get(address)
    assert response.json() == {"status": "ok"} and "no-cache" in response["Cache-Control"]


def test_ready_says_that_the_database_does_not_answer_and_no_more(client, monkeypatch):
    def broken(*args):
        raise DatabaseError("password is hunter2")

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/readyz")
    assert response.status_code == 503 and response.json() == {"status": "database"}
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize("address", ["/feed/", "/sitemap.xml", "/robots.txt", "/healthz", "/readyz", "/api/v1/search/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_machines_only_read(client, address, method):
    assert getattr(client, method)(address).status_code == 405
