"""Whatever a request holds, the answer is a page: no 500, no endless redirect, nothing of it run or repeated raw."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote, urlencode

import pytest
from django.core.signals import request_started
from django.db import close_old_connections
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import make_article, make_topic
from tests.kb.hostile import HOSTILE
from tests.pages.reading import Page
from tests.quickly import quickly

pytestmark = pytest.mark.django_db
BIG = "x" * 10_000
ODD_TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\r\nSet-Cookie: a=b",
    "\u202e\u200b\ufeff",
    "\U0001f525" * 50,
    "é" * 500,
    "１２",
    "-1",
    "1e400",
    "9" * 400,
    "NaN",
    "{{ 7*7 }}{% load x %}",
    "%s%n%(a)s",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "../../etc/passwd",
    "' OR 1=1 --",
    "dont-know",
    "go-on",
    "__class__",
    BIG,
]
ODD_BYTES = ["%00", "%ff", "%ed%a0%80", "%c0%af", "%f5%80%80%80", "%u0041", "%", "%zz", "+", "%0d%0aX:%20y", "%26%3d"]


def fine(client: Client, address: str, **options) -> HttpResponse:
    """The answer after at most three redirects, which is never an error of ours."""
    response = client.get(address, follow=True, **options)
    assert len(response.redirect_chain) <= 3, response.redirect_chain
    assert response.status_code < 500
    if response["Content-Type"].startswith("text/html"):
        scripts = [one for one in Page(response).root.iter("script") if not one.get("src")]
        assert not scripts and b"onerror=alert" not in response.content.replace(
            b"&quot;&gt;&lt;img src=x onerror=alert", b""
        )
    return response


GUIDE_PLACES = ["/fix/sync/", "/fix/sync/count/", "/fix/sync/elsewhere/"]


@pytest.mark.parametrize("place", GUIDE_PLACES)
def test_odd_answers_odd_questions_and_odd_revisions_in_a_guides_address(client, guide, place):
    for text in ODD_TEXTS:
        for query in (
            {"route": text},
            {"route": "phone", "count": text},
            {"route": "mac", "noticed": ["slow", text, "slow"]},
            {text or "x": "yes", "r": "1"},
            {"route": "phone", "r": text},
            {"route": "dont-know", "from": text},
        ):
            assert fine(client, f"{place}?{urlencode(query, doseq=True)}").status_code in (200, 400, 422)


@pytest.mark.parametrize("raw", ODD_BYTES)
@pytest.mark.parametrize(
    "place",
    [
        *GUIDE_PLACES,
        "/search/",
        "/search/wish/",
        "/api/v1/search/",
        "/api/v1/suggest/",
        "/articles/behind/",
        "/fix/sync/map/",
        "/articles/behind/history/",
    ],
)
def test_bytes_that_are_no_text(client, guide, place, raw):
    for query in (
        f"route={raw}",
        f"{raw}=phone",
        f"q={raw}&topic={raw}&kind={raw}&page={raw}",
        f"from={raw}&r={raw}",
        raw,
    ):
        assert fine(client, f"{place}?{query}").status_code in (200, 400, 422)


@pytest.mark.parametrize("place", [*GUIDE_PLACES, "/search/", "/api/v1/search/"])
def test_more_parameters_than_any_form_has(client, guide, place):
    many = "&".join(f"q{number}=x" for number in range(1001))
    assert fine(client, f"{place}?{many}").status_code in (200, 400)
    assert fine(client, f"{place}?" + "route=phone&" * 999).status_code == 200


@pytest.mark.parametrize("number", ["-1", "0", "2", "1.5", "9" * 9, "9" * 30, "0x1", "１", "", " 1", "true"])
def test_a_forged_revision_is_the_revision_of_today(client, guide, number):
    response = fine(client, f"/fix/sync/count/?route=phone&r={quote(number)}")
    assert Page(response).heading == "How many items does the folder hold?"
    assert response.request["QUERY_STRING"].endswith("r=1") or number == "0"


def test_answers_of_another_guide_are_nobodys(client, guide):
    response = fine(client, "/fix/sync/?lights=out&plug-in=fixed")
    assert Page(response).heading == "Nothing syncs"
    assert Page(fine(client, "/fix/sync/plug-in/?lights=out&r=1")).heading == "What do you use?"


NESTED = "/fix/sync/elsewhere/?route=phone"
for _ in range(6):
    NESTED = f"/fix/cable/lights/?{urlencode({'from': NESTED})}"


@pytest.mark.parametrize(
    "came_from",
    [
        NESTED,
        "/fix/sync/elsewhere/?from=/fix/sync/elsewhere/",
        "//evil.example/fix/sync/elsewhere/",
        "https://evil.example/",
        "http:/fix/sync/elsewhere/",
        "/fix/sync/elsewhere/?" + "a=b&" * 500,
        "/fix/../admin/",
        "/fix/sync/elsewhere/?%00=%ff",
        "/fix/sync/elsewhere/#x",
        "/fix/sync/elsewhere/?\n",
    ],
)
def test_a_forged_way_back_leads_to_no_other_place(client, guide, came_from):
    for place in ("/fix/cable/", "/fix/cable/plug-in/?lights=out"):
        mark = "&" if "?" in place else "?"
        response = fine(client, f"{place}{mark}{urlencode({'from': came_from})}")
        page = Page(response)
        assert response.status_code == 200 and "You came here from" not in page.text
        inner = {address for address in page.addresses if not address.startswith(("/", "?", "#"))}
        assert not inner


SEARCHES = [
    '"',
    '""""',
    "AND OR NOT NEAR",
    "NEAR(a b, 5)",
    "title:x",
    "* ^ ( ) { } [ ]",
    "a* b*",
    "-",
    "-a -b",
    "' ; DROP TABLE kb_document; --",
    "\\",
    "&|!:*<->",
    "%_%",
    "0x" + "f" * 300,
    "0x85010014" * 30,
    "\u202e\u0000",
    "a " * 5000,
    '"' + "word " * 300,
    "İıẞﬁ①²",
    "👩‍👩‍👧" * 60,
    '-"a b" +c',
    "https://example.org/?a=b&c=d",
]


@pytest.mark.parametrize("typed", [*SEARCHES, *ODD_TEXTS])
def test_whatever_is_searched_for_there_is_an_answer(client, typed):
    make_article(title="A cable")
    make_topic("phones", "Phones")
    assert fine(client, f"/search/?{urlencode({'q': typed})}").status_code == 200
    assert (
        fine(client, f"/search/?{urlencode({'q': typed, 'topic': typed, 'kind': typed, 'page': typed})}").status_code
        == 200
    )
    assert fine(client, f"/api/v1/search/?{urlencode({'q': typed})}").status_code == 200
    assert fine(client, f"/api/v1/search/?{urlencode({'q': 'a', 'topic': typed, 'limit': typed})}").status_code in (
        200,
        400,
    )


def _sent(client: Client, path: str, fields: dict[str, bytes]) -> HttpResponse:
    """A form as a page of ours sends it, with any bytes in it."""
    kind = "application/x-www-form-urlencoded"
    return client.post(path, urlencode(fields), content_type=kind, headers={"sec-fetch-site": "same-origin"})


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_sent_instead_of_typed_is_answered_quickly(client, guide, typed):
    """By POST there is no limit to an address: as a wish, as a pasted text; and while somebody types."""
    sent = typed.encode("utf-8", "surrogatepass")
    for path, fields in (
        ("/search/wish/", {"q": sent, "words": sent}),
        ("/fix/paste/", {"pasted_text": sent}),
        ("/fix/sync/paste/", {"pasted_text": sent, "route": sent}),
    ):
        response = quickly(partial(_sent, client, path, fields))
        assert response.status_code in (200, 302, 422, 429), path
    assert quickly(lambda: _sent(client, "/search/", {"q": sent})).status_code == 405
    found = quickly(lambda: client.get("/api/v1/suggest/", {"q": sent}))
    assert found.status_code == 200 and set(found.json()) == {"suggestions"}


PATHS = [
    "//",
    "///",
    "//evil.example/",
    "//evil.example/articles",
    "/articles//",
    "/articles/%00/",
    "/articles/;/",
    "/articles/..%2f..%2fetc/",
    "/articles/../",
    "/articles/%2e%2e/",
    "/articles/" + "a" * 5000 + "/",
    "/articles/A-B/",
    "/articles/a_b/",
    "/articles/%F0%9F%94%A5/",
    "/articles/%ff/",
    "/articles/.md",
    "/articles/x.md/",
    "/articles/x/history/-1/",
    "/articles/x/history/1e3/",
    "/articles/x/history/٣/",
    "/fix/.yaml",
    "/fix/x/y/z/",
    "/fix/map/",
    "/fix/all/",
    "/fix/%0d%0aX-Bad:%20yes/",
    "/topics/%20/",
    "/static/../config/settings.py",
    "/static/%2e%2e/manage.py",
    "/.env",
    "/.git/config",
    "/wp-login.php",
    "/\\evil.example",
    "/robots.txt/",
    "/healthz/",
    "/admin/%00/",
    "/admin/kb/article/9999999999999999999999/change/",
    "/admin/kb/article/%00/change/",
    "/first-admin//",
    "/accounts/reset/%00/%00/",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", ["visitor", "admin"])
def test_odd_paths_are_not_found_and_lead_nowhere_else(browse, path, role, request):
    client = browse(request.getfixturevalue(role))
    response = client.get(path)
    assert response.status_code in (200, 301, 302, 400, 404)
    if response.status_code in (301, 302):
        assert response["Location"].startswith("/") and not response["Location"].startswith(("//", "/\\"))
    assert "X-Bad" not in response
    fine(client, path)


@pytest.mark.parametrize(
    "charset",
    ["rot13", "utf-7", "utf-16", "IDNA", "punycode", "raw_unicode_escape", "undefined", "x" * 300, "\x00", "utf-8"],
)
def test_a_request_that_names_an_odd_character_set_is_read_as_utf_8(guide, rf, charset):
    """Through what the server runs: Django looks at the character set before anything of ours is asked."""
    from config.wsgi import application

    content_type = f"application/x-www-form-urlencoded; charset={charset}"
    many = "&".join(f"a{number}=1" for number in range(1001))
    for address, expected in (
        ("/search/?q=caf%C3%A9", 200),
        ("/fix/sync/?route=%2BAGEALQ-", 302),
        (f"/search/?{many}", 400),
    ):
        status, body = _through(application, rf.get(address).environ | {"CONTENT_TYPE": content_type})
        assert status == expected
        assert "café" in body or "q=" not in address
    plain = "application/x-www-form-urlencoded"
    sent = rf.generic("POST", "/articles/behind/feedback/", b"helpful=yes", plain, HTTP_SEC_FETCH_SITE="same-origin")
    assert _through(application, sent.environ | {"CONTENT_TYPE": content_type})[0] == 200


def _through(application, environ: dict) -> tuple[int, str]:
    """Status and body of what a WSGI application answers; the test's own connection to the database stays open."""
    started = []
    request_started.disconnect(close_old_connections)
    answer = application(environ, lambda status, headers: started.append(int(status.split()[0])))
    request_started.connect(close_old_connections)
    return started[0], b"".join(answer).decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "multipart/form-data"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"\xff" * 100, "multipart/form-data; boundary=\xff"),
        (b"helpful=" + b"y" * 3_000_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % number for number in range(1001)), "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"helpful=%ff&words=%00", "application/x-www-form-urlencoded"),
    ],
)
@pytest.mark.parametrize("address", ["/articles/behind/feedback/", "/accounts/login/", "/accounts/reset/"])
def test_a_body_that_cannot_be_read(client, guide, address, body, content_type):
    response = client.post(address, body, content_type=content_type, HTTP_SEC_FETCH_SITE="same-origin")
    assert response.status_code in (200, 400, 403, 413, 422)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_COOKIE": "sessionid=\xff; a=b; =; ;;"},
        {"HTTP_COOKIE": "csrftoken=" + "x" * 5000},
        {"HTTP_ACCEPT_LANGUAGE": "x" * 2000},
        {"HTTP_REFERER": "http://[::1"},
        {"HTTP_ORIGIN": "http://["},
        {"HTTP_X_FORWARDED_FOR": "a, b, \x00"},
        {"HTTP_USER_AGENT": "\xff\x00"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_RANGE": "bytes=9-1"},
    ],
)
def test_odd_headers(client, guide, headers):
    for address in ("/", "/articles/behind/", "/fix/sync/?route=phone"):
        assert fine(client, address, **headers).status_code == 200
    assert client.post("/articles/behind/feedback/", {"helpful": "yes"}, **headers).status_code in (200, 403)


KEYS = (
    "route",
    "count",
    "noticed",
    "wire",
    "lamp",
    "elsewhere",
    "restart",
    "all-well",
    "read-on",
    "not-here",
    "ask-us",
    "tries",
)
VALUES = (
    *("phone", "mac", "other", "few", "many", "12", "200", "-1", "slow", "loud", "none", "lamp-on", "lamp-off"),
    *("fixed", "not-fixed", "could-not", "back", "go-on", "dont-know", ""),
)
ANSWERS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES) | st.text(max_size=8)), max_size=14)


@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_answers_lead_to_a_page_whose_links_lead_on(guide, data):
    client = Client()
    place = data.draw(st.sampled_from(["", *(f"{key}/" for key in KEYS), "no-such/"]))
    pairs = [*data.draw(ANSWERS), *data.draw(st.sampled_from([[], [("r", "1")], [("r", "0")]]))]
    response = fine(client, f"/fix/sync/{place}?{urlencode([(k, v.encode('utf-8', 'replace')) for k, v in pairs])}")
    assert response.status_code in (200, 422)
    page = Page(response)
    assert not page.errors
    inner = sorted(address for address in page.addresses if "?" in address and address.startswith("/fix/sync/"))
    for address in inner[:3]:
        assert fine(client, address).status_code == 200
