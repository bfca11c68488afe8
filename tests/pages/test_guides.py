"""The list of guides, a guide's first page, its outline and its map."""

import pytest

from kb import publishing
from tests.factories import make_article, make_guide, make_topic
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db


def test_the_list_has_all_guides_by_topic_under_a_search_for_guides(client):
    make_topic("phones", "Phones", position=1)
    make_guide(slug="no-light", title="There is no light")
    make_guide(slug="no-ring", title="It does not ring", topic="phones")
    make_article(title="No guide at all")
    page = Page(client.get("/fix/"))
    assert [words(one) for one in page.all("h2", within=page.main)] == ["Phones", "Networks", "Paste a log"]
    assert page.links["Or paste a log"] == "#paste"
    assert page.links["There is no light"] == "/fix/no-light/" and "No guide at all" not in page.text
    assert page.form_with("Search").fields["kind"] == ["guide"] and not page.errors


def test_a_site_without_guides_says_so(client):
    assert "No guide is published yet" in Page(client.get("/fix/")).text


def test_a_guides_first_page_has_its_title_and_its_first_question(client, guide, settings):
    page = Page(client.get("/fix/sync/"))
    assert page.heading == "Nothing syncs" and "What do you use?" in page.text
    assert page.all("link", rel="canonical")[0].get("href") == f"{settings.SITE_URL}/fix/sync/"
    assert page.links["History"] == "/fix/sync/history/" and page.links["Source text"] == "/fix/sync.yaml"
    assert not page.errors


@pytest.mark.parametrize("query", ["fbclid=IwAR0x", "utm_source=letter&mc_cid=1", "r=1", "from=nonsense", "=", "a"])
def test_what_mailing_lists_append_to_a_link_does_not_disturb_the_first_page(client, guide, query):
    page = Page(client.get(f"/fix/sync/?{query}"))
    assert page.status == 200 and page.heading == "Nothing syncs" and page.alert == ""


def test_the_outline_has_every_node_with_its_text_and_ways(client, guide):
    page = Page(client.get("/fix/sync/all/"))
    for text in (
        "What do you use?",
        "Plug the wire in again",
        "Save your work first.",
        "Nothing syncs, and we tried everything.",
    ):
        assert text in page.text
    ids = {one.get("id") for tag in ("section", "div", "li", "h2", "details") for one in page.all(tag)}
    inner = {address[1:] for address in page.links.values() if address.startswith("#")}
    assert inner and inner <= ids
    assert not page.errors


def test_the_map_is_a_picture_and_the_same_as_a_list(client, guide):
    page = Page(client.get("/fix/sync/map/"))
    outline = Page(client.get("/fix/sync/all/"))
    places = {one.get("id") for one in outline.root.iter() if isinstance(one.tag, str)}
    boxes = {one.get("href", "") for one in page.main.iter() if isinstance(one.tag, str) and one.tag.endswith("a")}
    boxes = {address for address in boxes if address.startswith("/fix/sync/all/#")}
    assert len(boxes) == 12 and {address.partition("#")[2] for address in boxes} <= places
    as_list = words(page.all("ul", class_="outline-list")[0])
    for text in ("What do you use?", "A phone", "Two things to try", "It may be the cable", "Ask the office"):
        assert text in as_list
    assert not page.errors


def test_the_source_of_a_guide_is_its_yaml(client, guide):
    response = client.get("/fix/sync.yaml")
    assert response.content == guide.published.text.encode()
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("rest", ["/", "/all/", "/map/", ".yaml", "/route/"])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_guide_only_answers_reading(client, guide, rest, method):
    assert getattr(client, method)(f"/fix/sync{rest}").status_code == 405


def test_the_list_of_guides_only_answers_reading(client):
    assert client.post("/fix/").status_code == 405


@pytest.mark.parametrize("rest", ["/", "/all/", "/map/", ".yaml", "/route/", "/draft/1/"])
def test_a_guide_that_is_not_there_is_a_404(client, rest, db):
    assert client.get(f"/fix/no-such{rest}").status_code == 404


@pytest.mark.parametrize("rest", ["/", "/all/", "/map/", ".yaml", "/route/?r=1"])
def test_a_renamed_guide_is_found_at_its_old_address(client, guide, rest):
    publishing.rename(guide, slug="moved", by=None)
    response = client.get(f"/fix/sync{rest}")
    assert (response.status_code, response["Location"]) == (301, f"/fix/moved{rest}")


@pytest.mark.parametrize("rest", ["/", "/all/", "/map/", ".yaml", "/route/"])
def test_a_withdrawn_guide_is_gone(client, guide, rest):
    publishing.archive(guide, by=None)
    assert client.get(f"/fix/sync{rest}").status_code == 410
