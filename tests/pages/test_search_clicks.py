"""Which searches led a reader on, without a cookie, a script or a word in the address."""

import pytest

from kb.models import SearchLog
from tests.factories import make_article, make_guide

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


@pytest.fixture(autouse=True)
def documents():
    make_article(slug="beamer", title="The projector stays dark", keywords=["marmalade"])
    make_guide(slug="sound", title="No sound", symptoms=["marmalade"])


def counts() -> list[tuple[str, int, int, int]]:
    return list(SearchLog.objects.order_by("query").values_list("query", "times", "told", "clicks"))


def from_page(page: str, site: str = "same-origin") -> dict[str, str]:
    """What a browser says of itself when it comes from this page of ours."""
    return {"referer": f"{SITE}{page}", "sec-fetch-site": site}


def test_a_reader_who_goes_from_the_results_to_a_page_is_counted(client):
    client.get("/search/?q=marmalade", headers=from_page("/"))
    client.get("/articles/beamer/", headers=from_page("/search/?q=marmalade&page=2"))
    assert counts() == [("marmalade", 1, 1, 1)]


def test_a_guide_counts_as_an_article_does(client):
    client.get("/search/?q=marmalade")
    client.get("/fix/sound/", headers=from_page("/search/?q=marmalade"))
    assert counts() == [("marmalade", 1, 0, 1)]


def test_a_browser_that_tells_nothing_is_not_taken_for_one_that_went_away(client):
    client.get("/search/?q=marmalade")
    client.get("/articles/beamer/")
    assert counts() == [("marmalade", 1, 0, 0)]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/articles/beamer/", from_page("/search/?q=marmalade", "cross-site")),
        ("/articles/beamer/", {"referer": "https://evil.example/search/?q=marmalade"}),
        ("/articles/beamer/", from_page("/topics/networks/?q=marmalade&from=/search/")),
        ("/articles/beamer/", from_page("/search/")),
        ("/articles/beamer/", from_page("/search/?q=" + "&" * 50)),
        ("/articles/beamer/", {"referer": "http://[/search/?q=marmalade", "sec-fetch-site": "same-origin"}),
        ("/articles/beamer/", {**from_page("/search/?q=marmalade"), "sec-purpose": "prefetch;prerender"}),
        ("/articles/beamer/history/", from_page("/search/?q=marmalade")),
        ("/articles/nowhere/", from_page("/search/?q=marmalade")),
        ("/", from_page("/search/?q=marmalade")),
        ("/search/?q=marmalade&kind=guide", from_page("/search/?q=marmalade")),
    ],
)
def test_nothing_else_is_a_click(client, path, headers):
    client.get("/search/?q=marmalade")
    client.get(path, headers=headers)
    assert [clicks for _query, _times, _told, clicks in counts()] == [0]


def test_a_reader_counts_once_a_day_for_the_same_search(browse):
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        client = browse(REMOTE_ADDR=address)
        client.get("/search/?q=marmalade", headers=from_page("/"))
        client.get("/articles/beamer/", headers=from_page("/search/?q=marmalade"))
        client.get("/fix/sound/", headers=from_page("/search/?q=marmalade"))
    assert counts() == [("marmalade", 2, 2, 2)]


def test_a_renamed_document_is_one_click(client):
    from kb import publishing
    from kb.models import Document

    publishing.rename(Document.objects.get(slug="beamer"), slug="projector", by=None)
    client.get("/search/?q=marmalade")
    client.get("/articles/beamer/", headers=from_page("/search/?q=marmalade"), follow=True)
    assert counts()[0][3] == 1


def test_those_who_write_here_try_things_out_and_are_not_counted(browse, editor, volunteer):
    for user in (editor, volunteer):
        browse(user).get("/search/?q=marmalade")
        browse(user).get("/articles/beamer/", headers=from_page("/search/?q=marmalade"))
    assert counts() == [("marmalade", 1, 0, 1)]


def test_a_search_that_was_narrowed_down_or_fetched_ahead_is_not_counted(client):
    client.get("/search/?q=marmalade&kind=guide")
    client.get("/search/?q=marmalade&topic=networks")
    client.get("/search/?q=marmalade&collection=own")
    client.get("/search/?q=marmalade", headers={"sec-purpose": "prefetch"})
    assert counts() == []


def test_the_page_is_the_same_bytes_wherever_somebody_comes_from(client):
    plain = client.get("/articles/beamer/")
    client.get("/search/?q=marmalade")
    clicked = client.get("/articles/beamer/", headers=from_page("/search/?q=marmalade"))
    assert clicked.content == plain.content and not clicked.cookies
    assert (
        "Referer" not in clicked["Vary"]
        and 'href="/articles/beamer/"' in client.get("/search/?q=marmalade").content.decode()
    )
