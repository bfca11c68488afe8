"""What every answer carries, and what may be kept of it."""

import pytest
from django.test import override_settings

from config.headers import CONTENT_SECURITY_POLICY
from kb import publishing
from tests.factories import make_article
from tests.known_addresses import every_address, make_what_they_show
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db
FOR_EVERYBODY = (
    "/",
    "/search/?q=cable",
    "/topics/networks/",
    "/articles/known-article/",
    "/articles/known-article/history/",
    "/articles/known-article/history/1/",
    "/articles/known-article/feedback/",
    "/articles/known-article.md",
    "/fix/",
    "/fix/known-guide/",
    "/fix/known-guide/lights/?r=1",
    "/fix/known-guide/plug-in/?lights=light-off&r=1",
    "/fix/known-guide/all/",
    "/fix/known-guide/map/",
    "/fix/known-guide.yaml",
    "/feed/",
    "/sitemap.xml",
    "/no/such/page/",
)


@pytest.fixture
def shelf():
    make_what_they_show()


@pytest.mark.parametrize("address", FOR_EVERYBODY)
def test_two_visitors_get_the_same_bytes_and_no_cookie(shelf, browse, address):
    visitors = [browse(HTTP_USER_AGENT=f"Browser {number}", REMOTE_ADDR=f"192.0.2.{number}") for number in (1, 2)]
    first, second = (visitor.get(address) for visitor in visitors)
    assert first.content == second.content
    for response in (first, second):
        assert not response.cookies and "csrfmiddlewaretoken" not in response.content.decode()
        assert "Cookie" in response.get("Vary", "") or address.endswith((".xml", ".txt"))
        assert "private" not in response.get("Cache-Control", "")


def test_a_second_visit_is_the_same_too(shelf, client):
    for address in FOR_EVERYBODY:
        assert client.get(address).content == client.get(address).content


@pytest.mark.parametrize(
    "address", [one for one in FOR_EVERYBODY if one != "/sitemap.xml"]
)  # that one is the same for all
def test_what_a_signed_in_person_gets_is_kept_nowhere(shelf, browse, volunteer, address):
    assert "no-store" in browse(volunteer).get(address)["Cache-Control"]


def test_every_answer_carries_the_security_headers(shelf, browse, admin):
    for client in (browse(), browse(admin)):
        for name, address in every_address().items():
            response = client.get(address)
            # A picture is no page: nothing in it may do anything at all.
            policy = "default-src 'none'; sandbox" if name == "kb:image" else CONTENT_SECURITY_POLICY
            assert response["Content-Security-Policy"] == policy, name
            assert response["X-Content-Type-Options"] == "nosniff", name
            assert response["X-Frame-Options"] == "DENY", name
            assert response["Referrer-Policy"] == "same-origin", name
            assert response["Cross-Origin-Opener-Policy"] == "same-origin", name
            assert "camera=()" in response["Permissions-Policy"], name


def test_the_policy_allows_nothing_inline_and_no_other_host():
    assert "unsafe" not in CONTENT_SECURITY_POLICY and "http" not in CONTENT_SECURITY_POLICY
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY and "frame-ancestors 'none'" in CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("role", ["visitor", "admin"])
def test_no_page_holds_anything_inline(shelf, browse, role, request):
    client = browse(request.getfixturevalue(role))
    for name, address in every_address().items():
        response = client.get(address)
        is_page = response["Content-Type"].startswith("text/html") and response.status_code < 300
        if not is_page or response.get("Content-Disposition", "").startswith(
            "attachment"
        ):  # a file to keep is not shown here
            continue
        if "attachment" in response.get("Content-Disposition", ""):  # a file to keep, which no browser shows from here
            continue
        for element in Page(response).root.iter():
            if not isinstance(element.tag, str):
                continue
            assert "style" not in element.attrib and element.tag != "style", f"{name}: {element.attrib}"
            assert not [one for one in element.attrib if one.startswith("on")], f"{name}: {element.attrib}"
            assert element.tag != "script" or element.get("src") or element.get("type") == "application/json", name


@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["verger.example"])
def test_answers_that_never_reach_a_view_carry_the_headers_too(client):
    for host in ("verger.example", "evil.example"):
        response = client.get("/", headers={"host": host})
        assert response.status_code in (301, 400) and "Content-Security-Policy" in response


def test_an_old_session_cookie_does_not_change_the_page(client, browse):
    make_article(slug="cables")
    with_cookie = browse()
    with_cookie.cookies["sessionid"] = "no-longer-known"
    assert with_cookie.get("/articles/cables/").content == client.get("/articles/cables/").content


@pytest.mark.parametrize("address", FOR_EVERYBODY)
def test_reading_the_head_gives_the_same_headers_and_no_body(shelf, client, address):
    whole, head = client.get(address), client.head(address)
    assert head.status_code == whole.status_code and head.content == b""
    assert head["Content-Type"] == whole["Content-Type"]


def test_a_browser_keeps_neither_an_old_address_nor_a_withdrawal(shelf, client):
    document = make_article(slug="once")
    publishing.rename(document, slug="twice", by=None)
    moved = client.get("/articles/once/")
    publishing.archive(document, by=None)
    withdrawn = client.get("/articles/twice/")

    assert (moved.status_code, withdrawn.status_code) == (301, 410)
    assert moved["Cache-Control"] == withdrawn["Cache-Control"] == "no-cache"
