"""What stands around pages: titles and pictures for other sites, icons, the manifest, the offline page, compression."""

from __future__ import annotations

import gzip
import re
import struct
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.views import PAPER
from kb import publishing
from tests.factories import make_article, make_guide, make_topic
from tests.known_addresses import make_what_they_show
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db
TO_BE_FOUND = (
    "/",
    "/topics/networks/",
    "/articles/known-article/",
    "/fix/",
    "/fix/known-guide/",
    "/fix/known-guide/all/",
)


def properties(page: Page) -> dict[str, str]:
    """What the page says to social networks."""
    return {one.get("property", ""): one.get("content", "") for one in page.all("meta") if one.get("property")}


def png_size(path: str) -> tuple[int, int]:
    """The width and height that a PNG's header names."""
    with open(path, "rb") as file:
        head = file.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", head[16:24])


@pytest.mark.parametrize("address", TO_BE_FOUND)
def test_a_page_for_search_engines_has_a_title_a_description_and_one_address(client, address):
    make_what_they_show()
    page = Page(client.get(address))
    canonical = [one.get("href") for one in page.all("link", rel="canonical")]
    said = properties(page)
    assert canonical == [f"{settings.SITE_URL}{address}"] == [said["og:url"]]
    assert settings.SITE_NAME in page.title
    assert page.meta("description") and said["og:description"] == page.meta("description")
    assert said["og:title"] and said["og:site_name"] == settings.SITE_NAME
    assert not page.meta("robots")
    assert not page.errors


def test_titles_of_pages_differ(client):
    make_what_they_show()
    titles = [Page(client.get(address)).title for address in TO_BE_FOUND]
    assert len(titles) == len(set(titles))


def test_the_picture_for_social_networks_is_of_this_site_and_of_the_usual_size(client):
    image = properties(Page(client.get("/")))["og:image"]
    assert image == f"{settings.SITE_URL}/static/social.png"
    assert png_size(finders.find("social.png")) == (1200, 630)


def test_an_article_says_what_it_is_to_machines(client):
    make_topic()
    make_article(slug="cables", title="All about cables", summary="In short.")
    page = Page(client.get("/articles/cables/"))
    (article,) = [one for one in page.all("article") if one.get("itemtype") == "https://schema.org/TechArticle"]
    said = {one.get("itemprop"): one.get("content") or words(one) for one in article.iter() if one.get("itemprop")}
    assert (said["headline"], said["description"]) == ("All about cables", "In short.")
    assert {"datePublished", "dateModified", "articleBody"} <= said.keys()
    places = [one for one in page.root.iter() if one.get("itemtype") == "https://schema.org/ListItem"]
    assert [words(one) for one in places] == ["Home", "Networks"]
    assert [meta.get("content") for one in places for meta in one.iter("meta")] == ["1", "2"]


def test_a_whole_guide_says_what_it_is_to_machines(client):
    make_topic()
    make_guide(slug="lights", title="No light", summary="In short.")
    page = Page(client.get("/fix/lights/all/"))
    (article,) = [one for one in page.all("article") if one.get("itemtype") == "https://schema.org/TechArticle"]
    said = {one.get("itemprop"): one.get("content") or words(one) for one in article.iter() if one.get("itemprop")}
    assert (said["headline"], said["description"]) == ("No light", "In short.")
    assert {"datePublished", "dateModified", "articleBody"} <= said.keys()


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/reset/sent/", "/accounts/reset/done/", "/search/", "/fix/known-guide.html"],
)
def test_a_page_that_is_no_reading_matter_is_not_for_search_engines(client, address):
    make_what_they_show()
    assert Page(client.get(address)).meta("robots") == "noindex"


def test_every_page_leads_to_the_feed_the_icons_and_the_manifest(client):
    links = {one.get("rel"): one.get("href") for one in Page(client.get("/")).all("link")}
    assert links["alternate"] == "/feed/"
    assert links["manifest"] == "/site.webmanifest"
    assert links["apple-touch-icon"] == "/apple-touch-icon.png"


@pytest.mark.parametrize("path", ["/favicon.ico", "/apple-touch-icon.png"])
def test_what_browsers_ask_for_untold_is_there(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("image/")


def test_the_manifest_names_icons_of_their_sizes_in_the_colour_of_the_paper(client):
    response = client.get("/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert told["name"] == settings.SITE_NAME and told["start_url"] == "/"
    for icon in told["icons"]:
        width, height = png_size(finders.find(icon["src"].removeprefix("/static/")))
        assert icon["sizes"] == f"{width}x{height}"
    assert f"--paper: {told['background_color']};" in (settings.BASE_DIR / "static/css/tokens.css").read_text()
    assert told["background_color"] == PAPER


def test_a_browser_can_search_here_from_its_address_bar(client):
    told = {one.get("rel"): one.get("href") for one in Page(client.get("/")).all("link")}
    described = ElementTree.fromstring(client.get(told["search"]).content)
    spec = "{http://a9.com/-/spec/opensearch/1.1/}"
    template = described.find(f"{spec}Url").get("template")
    assert template == f"{settings.SITE_URL}/search/?q={{searchTerms}}"
    assert described.findtext(f"{spec}ShortName") == settings.SITE_NAME


@pytest.mark.parametrize("path", ["/site.webmanifest", "/opensearch.xml", "/worker.js", "/offline/"])
def test_what_a_browser_keeps_is_there_for_strangers_of_a_private_site_too(client, settings, path):
    settings.READERS = "signed-in"
    response = client.get(path)
    assert response.status_code == 200 and not response.cookies


def test_the_offline_page_says_what_to_do_and_keeps_the_address(client):
    page = Page(client.get("/offline/"))
    assert page.heading == "No connection" and page.links["Try again"] == ""
    assert not page.errors


def test_the_worker_keeps_the_offline_page_and_what_it_shows_and_no_document(client):
    script = client.get("/worker.js").content.decode()
    page = Page(client.get("/offline/"))
    shown = [one.get("href") for one in page.all("link")] + [one.get("src") for one in page.all("img")]
    kept = script.split("const KEPT = [")[1].split("]")[0].replace('"', "").split(", ")
    assert kept == ["/offline/", *dict.fromkeys(shown)]


def compressed(client, path: str, **headers):
    return client.get(path, headers={"Accept-Encoding": "gzip", **headers})


def test_visitors_get_pages_compressed_and_everybody_the_same_bytes(browse):
    make_article(slug="cables", body="## What to do\n" + "Look at the cable. " * 50)
    first, second = (compressed(browse(), "/articles/cables/") for _ in range(2))
    assert first["Content-Encoding"] == "gzip" and "Accept-Encoding" in first["Vary"]
    assert first.content == second.content
    assert gzip.decompress(first.content) == browse().get("/articles/cables/").content


def test_a_browser_that_does_not_ask_gets_pages_as_they_are(client):
    make_article(slug="cables")
    assert "Content-Encoding" not in client.get("/articles/cables/").headers


def test_pages_of_somebody_signed_in_are_not_compressed(browse, volunteer):
    make_article(slug="cables")
    assert "Content-Encoding" not in compressed(browse(volunteer), "/articles/cables/").headers


def test_a_form_with_a_token_is_not_compressed(client):
    response = compressed(client, "/accounts/login/")
    assert response.cookies and "Content-Encoding" not in response.headers


def test_home_shows_what_was_confirmed_last_and_against_what(client):
    for title, against in (("Cables", "macOS 26"), ("Switches", "")):
        publishing.confirm_still_correct(make_article(title=title), by=None, against=against)
    make_guide(title="Not confirmed")
    page = Page(client.get("/"))
    section = page.text.split("Recently confirmed")[1].split("Published last")[0]
    assert "Cables" in section and "macOS 26" in section and "Switches" in section and "Not confirmed" not in section


def test_home_says_nothing_of_confirming_where_nobody_has(client):
    make_article()
    assert "Recently confirmed" not in Page(client.get("/")).text


def test_an_article_says_when_it_was_confirmed_and_against_which_versions(client):
    article = make_article(slug="cables", checked="2026-01-02", checked_against="macOS 15", era="classic")
    assert "Checked 2026-01-02 , macOS 15" in Page(client.get("/articles/cables/")).text
    publishing.confirm_still_correct(article, by=None, against="macOS 26")
    article.refresh_from_db()
    text = Page(client.get("/articles/cables/")).text
    assert f"Last confirmed {article.confirmed_at.day} " in text and "macOS 26" in text
    assert "older products" in text


def test_every_picture_in_the_docs_is_there_and_small():
    texts = [settings.BASE_DIR / "README.md", *(settings.BASE_DIR / "docs").glob("*.md")]
    shown = {text: re.sub(r"`[^`\n]*`", "", text.read_text()) for text in texts}  # not what is only quoted
    named = {text.parent / path for text in texts for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", shown[text])}
    assert {picture.name for picture in named} >= {"pages.png", "dark.png", "map.png", "admin.png"}
    assert {picture.name: picture.stat().st_size for picture in named if picture.stat().st_size > 250_000} == {}
