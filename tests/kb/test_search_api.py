"""Search for machines. Called as a function: which address it has is the business of config/urls.py."""

import json

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from kb.api import search_documents
from kb.models import SearchLog, SearchWord
from tests.factories import make_article, make_guide, make_topic
from tests.kb.hostile import HOSTILE
from tests.quickly import quickly

pytestmark = pytest.mark.django_db


class NobodyLooks:
    """Stands in for request.user and request.session of an anonymous reader; looking would open a session."""

    def __getattr__(self, name):
        raise AssertionError(f"somebody looked at {name}")


def ask(user=None, *, method="get", **parameters):
    request = getattr(RequestFactory(), method)("/api/v1/search/", parameters)
    request.user = request.session = NobodyLooks()
    if user:
        request.COOKIES[site_settings.SESSION_COOKIE_NAME] = "a session"
        request.user = user
    return search_documents(request)


def answer(user=None, **parameters) -> dict:
    response = ask(user, **parameters)
    assert response.status_code == 200, response.content
    return json.loads(response.content)


def test_a_hit_says_what_it_is_and_where():
    make_article(slug="printer", title="Printer <b>", summary="The printer & its toner.")
    assert answer(q="  printers ") == {
        "query": "printers",
        "hits": [
            {
                "kind": "article",
                "slug": "printer",
                "title": "Printer <b>",
                "url": "/articles/printer/",
                "snippet": "The <mark>printer</mark> &amp; its toner.",
                "source_path": "articles/printer.md",
                "collection": None,
            }
        ],
        "total": 1,
    }


def test_guides_and_articles_answer_together_and_can_be_filtered():
    make_topic("phones", "Phones")
    make_article(slug="a", title="Printer", topic="phones")
    make_article(slug="b", title="Printer")
    make_guide(slug="g", title="Printer", topic="phones")
    assert answer(q="printer")["total"] == 3
    assert [hit["slug"] for hit in answer(q="printer", kind="guide")["hits"]] == ["g"]
    assert {hit["slug"] for hit in answer(q="printer", topic="phones")["hits"]} == {"a", "g"}
    assert [hit["slug"] for hit in answer(q="printer", topic="phones", kind="article")["hits"]] == ["a"]


@pytest.mark.parametrize("written", ["windows-server", "Windows Server"])
def test_hits_can_be_filtered_by_the_platforms_that_documents_name(written):
    make_article(slug="a", title="Printer", platforms=["mac", "windows server"])
    make_article(slug="b", title="Printer", platforms=["mac"])
    assert [hit["slug"] for hit in answer(q="printer", platform=written)["hits"]] == ["a"]
    assert answer(q="printer", platform="mac")["total"] == 2
    assert answer(q="printer", platform="")["total"] == 2


def test_a_platform_that_only_staff_read_of_is_unknown_to_others(volunteer):
    make_article(slug="staff", title="Printer", platforms=["secret-phone"], visibility="staff")
    assert ask(q="printer", platform="secret-phone").status_code == 400
    assert answer(volunteer, q="printer", platform="secret-phone")["total"] == 1


def test_exact_searches_for_just_what_was_typed():
    make_article(slug="a", title="Printer")
    SearchWord.objects.create(word="printer")
    assert answer(q="pirnter")["total"] == answer(q="pirnter", exact="0")["total"] == 1
    assert answer(q="pirnter", exact="1") == {"query": "pirnter", "hits": [], "total": 0}
    assert answer(q="printer", exact="1")["total"] == 1


def test_limit_and_offset_page_through_all_hits():
    for _ in range(12):
        make_article(title="Printer")
    assert len(answer(q="printer")["hits"]) == 10
    assert len(answer(q="printer", limit="50")["hits"]) == 12
    pages = [answer(q="printer", limit="5", offset=offset) for offset in ("0", "5", "10")]
    assert [len(page["hits"]) for page in pages] == [5, 5, 2]
    assert {page["total"] for page in pages} == {12}
    assert len({hit["slug"] for page in pages for hit in page["hits"]}) == 12


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "51"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "1.5"),
        ("limit", "١"),
        ("limit", "9" * 5000),
        ("offset", "-1"),
        ("offset", "1001"),
        ("offset", "9e9"),
        ("kind", "page"),
        ("topic", "no-such-topic"),
        ("topic", "a\x00b"),
        ("topic", "x" * 10_000),
        ("platform", "amiga"),
        ("platform", "indow"),
        ("platform", "%"),
        ("platform", "_"),
        ("platform", "\x00"),
        ("platform", "x" * 10_000),
        ("exact", "yes"),
        ("exact", "١"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_it_may_be(name, value):
    make_article(platforms=["Windows"])
    response = ask(q="printer", **{name: value})
    assert response.status_code == 400
    assert json.loads(response.content)["error"].startswith(f"'{name}' must be ")


@pytest.mark.parametrize("parameters", [{}, {"q": ""}, {"q": "", "limit": "", "offset": "", "kind": "", "topic": ""}])
def test_nothing_asked_finds_nothing(parameters):
    make_article()
    assert answer(**parameters) == {"query": "", "hits": [], "total": 0}


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_asked_is_answered_quickly(typed):
    make_article(title="Phone")
    typed = typed.encode("utf-8", "surrogatepass")
    assert set(quickly(lambda: answer(q=typed))) == {"query", "hits", "total"}


def test_only_reading_is_allowed():
    assert ask(method="post", q="printer").status_code == 405
    assert ask(method="delete").status_code == 405


@pytest.mark.parametrize(
    ("who", "slugs"), [("visitor", {"public"}), ("volunteer", {"public", "staff"}), ("editor", {"public", "staff"})]
)
def test_each_role_gets_what_it_may_read(who, slugs, request):
    make_article(slug="public", title="Printer")
    make_article(slug="staff", title="Printer", visibility="staff")
    make_article("draft", slug="draft", title="Printer")
    make_article("archived", slug="archived", title="Printer")
    user = request.getfixturevalue(who)
    got = answer(None if isinstance(user, AnonymousUser) else user, q="printer")
    assert {hit["slug"] for hit in got["hits"]} == slugs
    assert got["total"] == len(slugs)


def test_an_anonymous_answer_may_be_kept_for_a_minute_and_a_signed_in_one_never(volunteer):
    anonymous, signed_in = ask(q="printer"), ask(volunteer, q="printer")
    assert anonymous["Cache-Control"] == "public, max-age=60"
    assert signed_in["Cache-Control"] == "private, no-store"
    assert anonymous["Vary"] == signed_in["Vary"] == "Cookie"
    assert not anonymous.cookies


def test_machines_are_not_logged():
    answer(q="printer")
    assert not SearchLog.objects.exists()
