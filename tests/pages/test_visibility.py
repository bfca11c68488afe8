"""Who may see what: each role on each surface, by words that stand in one hidden document only."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.test import override_settings

from config.readers import OPEN_TO_ALL
from kb import publishing
from kb.models import Document
from tests.factories import article_text, guide_text, make_article, make_guide, make_topic
from tests.known_addresses import every_address, make_what_they_show
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

EVERYWHERE = "marmalade"  # stands in all of them, so that a search for it would find all
ROLES = ("visitor", "member", "volunteer", "editor", "publisher", "admin")
READ_STAFF = {"volunteer", "editor", "publisher", "admin"}
EDIT = {"editor", "publisher", "admin"}
STATES = {
    "draft": ("draft", "public"),
    "submitted": ("submitted", "public"),
    "staff": ("published", "staff"),
    "archived": ("archived", "public"),
    "gone": ("archived", "staff"),
    "public": ("published", "public"),
}


@dataclass(frozen=True)
class Hidden:
    """One document and the word that stands in it and nowhere else."""

    document: Document
    canary: str
    state: str

    def is_for(self, role: str) -> bool:
        return self.state == "public" or (self.state == "staff" and role in READ_STAFF)


def canary(state: str, kind: str) -> str:
    return f"zyx{state}{kind}"


def _article(state: str) -> Hidden:
    status, visibility = STATES[state]
    word = canary(state, "article")
    body = f"## What to do\nThe {word} and the {EVERYWHERE}.\n"
    document = make_article(
        "published" if status == "archived" else status,
        slug=f"paper-{state}-a",
        visibility=visibility,
        title=f"Paper {word}",
        summary=f"Short {word} {EVERYWHERE}.",
        keywords=[word],
        body=body,
    )
    return Hidden(document, word, state)


def _guide(state: str) -> Hidden:
    status, visibility = STATES[state]
    word = canary(state, "guide")
    document = make_guide(
        "published" if status == "archived" else status,
        slug=f"paper-{state}-g",
        visibility=visibility,
        title=f"Paper {word}",
        summary=f"Short {word} {EVERYWHERE}.",
        symptoms=[f"it does {word}"],
        nodes=NODES.replace("WORD", word),
        start="lights",
    )
    return Hidden(document, word, state)


NODES = """\
nodes:
  lights:
    ask: Is the WORD on?
    how: Look at the marmalade.
    choices:
      light-on: {say: "Yes", to: ask-us}
      light-off: {say: "No", to: ask-us}
  ask-us: {end: escalate, say: Ask the office, collect: The name., whom: The office, words: It is off.}
"""
# A public guide that leads to every hidden document that can be named at all.
HUB_NODES = """\
nodes:
  which:
    ask: Which one?
    how: Choose.
    choices:
      fix-staff: {say: A, to: to-staff}
      fix-archived: {say: B, to: to-archived}
      end-staff: {say: C, to: read-staff}
      end-archived: {say: D, to: read-archived}
      jump-staff: {say: E, to: jump-staff}
      jump-archived: {say: F, to: jump-archived}
"""


def _fix(key: str, article: str) -> str:
    return (
        f"  {key}:\n    fix: Do {key}\n    steps: |\n      1. Do it.\n    minutes: 1\n    risk: safe\n    common: common\n"
        f"    works: often\n    verify: Look.\n    article: {article}\n    not_fixed: ask-us\n"
    )


HUB = (
    HUB_NODES
    + _fix("to-staff", "paper-staff-a")
    + _fix("to-archived", "paper-archived-a")
    + "  read-staff: {end: article, say: Read on, article: paper-staff-a}\n"
    + "  read-archived: {end: article, say: Read on, article: paper-archived-a}\n"
    + "  jump-staff: {jump: paper-staff-g, say: Another, back: ask-us}\n"
    + "  jump-archived: {jump: paper-archived-g, say: Another, back: ask-us}\n"
    + "  ask-us: {end: escalate, say: Ask the office, collect: The name., whom: The office, words: It is off.}\n"
)
HUB_RELATED = [
    f"{kind}:paper-{state}-{kind[0]}" for kind in ("article", "guide") for state in ("staff", "archived", "public")
]
WAITING = "zyxwaiting"


@pytest.fixture
def hidden() -> list[Hidden]:
    """A document of each kind in each state, and public ones that name as many of them as a text can."""
    make_topic()
    found = [make(state) for state in STATES for make in (_article, _guide)]
    make_article(slug="hub", title="The hub", related=HUB_RELATED)
    make_guide(slug="hub", title="The hub walk", nodes=HUB, start="which", related=HUB_RELATED)
    for one in found:
        if STATES[one.state][0] == "archived":
            publishing.archive(one.document, by=None)
    for hub in Document.objects.filter(slug="hub"):  # a change that nobody has published yet
        text = (article_text if hub.kind == "article" else guide_text)(title=f"The {WAITING} hub")
        publishing.save_revision(hub, text=text, by=None, based_on=hub.latest, note=f"The {WAITING} note")
    return found


SURFACES = {
    "home": ["/"],
    "topic": ["/topics/networks/"],
    "search page": [
        f"/search/?q={EVERYWHERE}",
        "/search/?q=paper",
        "/search/?q=zzzz",
        f"/search/?q={EVERYWHERE}&kind=guide",
    ],
    "search by its own word": [
        f"/search/?q={canary(s, k)}&topic=networks" for s in STATES for k in ("article", "guide")
    ],
    "API": [f"/api/v1/search/?q={EVERYWHERE}&limit=50", "/api/v1/search/?q=paper&limit=50"],
    "suggestions": ["/api/v1/suggest/?q=paper", "/api/v1/suggest/?q=zyx", "/api/v1/suggest/?q=it+does+z"],
    "feed": ["/feed/"],
    "sitemap": ["/sitemap.xml"],
    "related": ["/articles/hub/", "/fix/hub/", "/articles/paper-public-a/", "/fix/paper-public-g/"],
    "history": ["/articles/hub/history/", "/articles/hub/history/1/", "/fix/hub/history/", "/articles/hub/feedback/"],
    "guides list": ["/fix/"],
    "article behind a fix": ["/fix/hub/to-staff/?which=fix-staff&r=1", "/fix/hub/to-archived/?which=fix-archived&r=1"],
    "article at an end": ["/fix/hub/read-staff/?which=end-staff&r=1", "/fix/hub/read-archived/?which=end-archived&r=1"],
    "jump": ["/fix/hub/jump-staff/?which=jump-staff&r=1", "/fix/hub/jump-archived/?which=jump-archived&r=1"],
    "way back": [
        f"/fix/hub/?from=/fix/paper-{state}-g/lights/%3Flights=light-on" for state in ("staff", "archived", "draft")
    ],
    "outline": ["/fix/hub/all/"],
    "map": ["/fix/hub/map/"],
    "source": ["/articles/hub.md", "/fix/hub.yaml"],
    "404": ["/articles/paper/", f"/{EVERYWHERE}/", "/fix/paper/", "/articles/paper-marmalade/"],
}


def read(client, address: str) -> str:
    """What the body says; on a search page without what was typed, which may be a hidden word."""
    body = client.get(address, follow=True).content.decode()
    for typed in (address.partition("q=")[2].partition("&")[0],):
        body = body.replace(f"q={typed}", "").replace(f'value="{typed}"', "").replace(f"<title>{typed} ", "<title>")
        body = body.replace(f'"query": "{typed}"', "")
    return body


@pytest.mark.parametrize("role", ROLES)
def test_lists_and_links_show_what_a_role_may_see_and_not_a_word_more(hidden, browse, role, request):
    client = browse(request.getfixturevalue(role))
    leaks = []
    for surface, addresses in SURFACES.items():
        for address in addresses:
            body = read(client, address)
            leaks += [
                f"{surface}: {address} says {one.canary}"
                for one in hidden
                if one.canary in body and not one.is_for(role)
            ]
            if WAITING in body and not (role in EDIT and surface == "history"):
                leaks.append(f"{surface}: {address} shows what is not published yet")
    assert not leaks, "\n".join(leaks)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "surface",
    [
        "topic",
        "search page",
        "API",
        "suggestions",
        "feed",
        "guides list",
        "related",
        "article behind a fix",
        "article at an end",
        "jump",
    ],
)
def test_what_a_role_may_see_is_really_there(hidden, browse, role, surface, request):
    """Otherwise the test above would be green because nothing is shown at all."""
    client = browse(request.getfixturevalue(role))
    bodies = "".join(read(client, address) for address in SURFACES[surface])
    kinds = {
        "guides list": {"guide"},
        "jump": {"guide"},
        "article behind a fix": {"article"},
        "article at an end": {"article"},
    }
    looked_for = {
        one.canary
        for one in hidden
        if one.state == "staff" and one.document.kind in kinds.get(surface, {"article", "guide"})
    }
    seen = {word for word in looked_for if word in bodies}
    assert seen == (looked_for if role in READ_STAFF else set())


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_hidden_document_is_hidden(hidden, browse, role, request):
    client = browse(request.getfixturevalue(role))
    wrong = []
    for one in hidden:
        for address in _pages_of(one.document):
            response = client.get(address, follow=True)
            expected = 200 if one.is_for(role) else 410 if one.state == "archived" else 404
            if response.status_code != expected:
                wrong.append(f"{address}: {response.status_code} in place of {expected}")
            if not one.is_for(role) and one.canary in response.content.decode():
                wrong.append(f"{address} says {one.canary}")
    assert not wrong, "\n".join(wrong)


def _pages_of(document: Document) -> list[str]:
    base, stem = document.get_absolute_url(), document.get_absolute_url().rstrip("/")
    pages = [base, f"{stem}{document.format.suffix}", f"{base}history/", f"{base}history/1/", f"{base}feedback/"]
    if document.kind == "guide":
        pages += [f"{base}map/", f"{base}all/", f"{base}lights/", f"{base}?lights=light-on"]
    return pages


@pytest.mark.parametrize("role", ROLES)
def test_an_opinion_on_a_hidden_document_is_not_taken(hidden, browse, role, request):
    client = browse(request.getfixturevalue(role), HTTP_SEC_FETCH_SITE="same-origin")
    for one in hidden:
        response = client.post(f"{one.document.get_absolute_url()}feedback/", {"helpful": "yes"})
        assert (response.status_code in (200, 429)) == one.is_for(role), one.canary


@pytest.mark.parametrize("role", ROLES)
def test_an_old_address_tells_nobody_of_a_hidden_document(hidden, browse, role, request):
    client = browse(request.getfixturevalue(role))
    for one in hidden:
        publishing.rename(one.document, slug=f"secret-{one.state}", by=None)
        old = f"paper-{one.state}-{one.document.kind[0]}"
        prefix = "/articles" if one.document.kind == "article" else "/fix"
        response = client.get(f"{prefix}/{old}/")
        if one.is_for(role):
            assert response["Location"] == f"{prefix}/secret-{one.state}/"
        else:
            assert response.status_code == (410 if one.state == "archived" else 404)
            assert f"secret-{one.state}" not in response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_only_editors_walk_a_draft(hidden, browse, role, request):
    client = browse(request.getfixturevalue(role))
    for one in hidden:
        if one.document.kind == "guide":
            status = client.get(f"/fix/{one.document.slug}/draft/1/").status_code
            assert status == (200 if role in EDIT else 404), one.canary


def test_the_404_of_a_hidden_document_is_the_404_of_one_that_never_was(hidden, client):
    make_article("draft", slug="qqdraft")
    make_article(slug="qqstaff", visibility="staff")
    bodies = [
        client.get(f"/articles/{slug}/").content.decode().replace(slug, "")
        for slug in ("qqdraft", "qqstaff", "qqnever")
    ]
    assert len(set(bodies)) == 1


class TestASiteForSignedInReaders:
    @pytest.fixture(autouse=True)
    def private(self):
        with override_settings(READERS="signed-in"):
            yield

    def test_a_visitor_is_led_to_signing_in_from_everywhere_but_the_open_list(self, client, admin):
        make_what_they_show()
        open_names = set()
        for name, address in every_address().items():
            response = client.get(address)
            if name.split(":")[-1].startswith("api_"):
                assert (response.status_code, response.json()) == (401, {"error": "Sign in first."})
            elif name in OPEN_TO_ALL:
                open_names.add(name)
                assert "known-article" not in response.content.decode()
            else:
                assert response.status_code == 302, name
                assert response["Location"].startswith(("/accounts/login/?next=/", "/admin/login/?next=/")), name
        assert open_names == OPEN_TO_ALL

    @pytest.mark.parametrize("method", ["post", "head", "put", "delete", "options"])
    def test_no_method_gets_round_it(self, client, method):
        make_article(slug="cables")
        response = getattr(client, method)("/articles/cables/")
        assert response.status_code == 302 and "/accounts/login/" in response["Location"]

    def test_a_visitor_gets_no_word_of_any_document(self, hidden, client):
        for addresses in SURFACES.values():
            for address in addresses:
                body = read(client, address)
                assert not [one.canary for one in hidden if one.canary in body], address

    def test_a_page_that_does_not_exist_suggests_nothing(self, hidden, client):
        page = Page(client.get("/paper/marmalade/"))
        assert page.status == 404 and "Perhaps one of these" not in page.text

    @pytest.mark.parametrize("role", ROLES[1:])
    def test_whoever_signs_in_reads_what_they_may(self, hidden, browse, role, request):
        body = read(browse(request.getfixturevalue(role)), "/topics/networks/")
        assert canary("public", "article") in body
        assert (canary("staff", "article") in body) == (role in READ_STAFF)

    def test_signing_in_leads_back_to_the_page(self, client, member):
        make_article(slug="cables", title="All about cables")
        there = client.get("/articles/cables/?a=b")["Location"]
        sent = {"username": "member", "password": "a long pass phrase", "next": "/articles/cables/?a=b"}
        assert "next=/articles/cables/%3Fa%3Db" in there
        assert Page(client.post(there, sent, follow=True)).heading == "All about cables"
