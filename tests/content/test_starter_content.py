"""The starter content: it loads, every way through every guide ends, every link leads somewhere, and no fact is lost."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from kb.admin.findings import examine
from kb.exchange import import_folder
from kb.models import Document, Revision
from tests.content.conftest import CONTENT
from tests.content.key_facts import FACTS
from tests.pages.reading import Page
from wizard import ways
from wizard.graph import BACK, DONT_KNOW, End, Fix, Jump, Question, from_json
from wizard.models import Guide
from wizard.ordering import Advised
from wizard.walk import AS_WRITTEN, replay

ARTICLES = [path.stem for path in sorted(CONTENT.glob("articles/*.md"))]
GUIDES = [path.stem for path in sorted(CONTENT.glob("guides/*.yaml"))]
NEEDED_ARTICLES = {
    "large-folders-stop-syncing",
    "how-the-large-folder-case-was-found",
    "work-a-case-across-two-support-teams",
    "open-file-backup-agents",
    "shares-open-only-by-full-name",
    "access-denied-writing-to-a-share",
    "bind-a-mac-to-active-directory",
    "mobile-device-policy",
    "prepare-for-a-wave-of-phones",
    "mac-test-lab",
    "why-no-macs-is-no-longer-a-strategy",
    "is-this-user-a-good-candidate-for-a-mac",
    "what-a-mac-costs-to-buy",
    "what-a-mac-costs-to-support-and-repair",
    "when-users-go-around-it",
}
NEEDED_GUIDES = {
    "large-folder-sync",
    "share-by-full-name",
    "access-denied-on-a-share",
    "how-should-this-device-connect",
    "wave-of-phones",
    "mac-candidate",
    "warranty-and-repair-plan",
    "mac-lab-test-plan",
}
NAMES_OF_PEOPLE = ("Clif", "Clif Guy")


def everything() -> str:
    """All published texts in one line, without regard to capital letters."""
    texts = Document.objects.published().values_list("published__text", flat=True)
    return " ".join("\n".join(texts).split()).casefold()


def graph(slug: str):
    return from_json(Guide.objects.get(slug=slug).published.compiled["graph"])


def test_every_piece_that_the_site_begins_with_is_there():
    assert set(ARTICLES) >= NEEDED_ARTICLES and set(GUIDES) >= NEEDED_GUIDES


def test_platforms_are_the_words_that_authors_are_told_and_every_guide_names_its_own(starter):
    page = (settings.BASE_DIR / "docs" / "article-format.md").read_text()
    row = next(line for line in page.splitlines() if line.startswith("| `platforms`"))
    told = set(re.findall(r"`([a-z-]+)`", row)) - {"platforms"}
    named = {one.slug: set(one.platforms.split()) for one in Document.objects.published()}
    assert {slug for slug, words in named.items() if not words <= told} == set()
    assert [slug for slug in GUIDES if not named[slug]] == []


def test_it_loads_without_a_problem_or_a_warning(starter):
    assert [str(found) for found in starter.problems] == []
    assert sorted(starter.added) == sorted(
        [*(f"article:{one}" for one in ARTICLES), *(f"guide:{one}" for one in GUIDES)]
    )
    assert Document.objects.published().count() == len(ARTICLES) + len(GUIDES)


def test_loading_it_again_changes_nothing(starter):
    before = list(Revision.objects.order_by("pk").values_list("pk", "digest"))
    again = import_folder(CONTENT)
    assert sorted(again.unchanged) == sorted(starter.added)
    assert (again.added, again.updated, again.edited_here, again.topics, again.problems) == ([], [], [], [], [])
    assert list(Revision.objects.order_by("pk").values_list("pk", "digest")) == before


@pytest.mark.parametrize("slug", GUIDES)
def test_every_path_of_a_guide_ends_in_a_fix_that_helped_or_an_end(starter, slug):
    walked = graph(slug)
    wrong = [
        dict(answers)
        for answers, position in ways.every_path(walked)
        if not (position.is_fixed or (isinstance(position.node, End) and position.is_over)) or position.dropped
    ]
    assert not wrong, wrong[:3]


@pytest.mark.parametrize("slug", GUIDES)
@pytest.mark.parametrize("advised", [True, False], ids=["as-readers-get-it", "as-written"])
def test_not_knowing_anything_leads_to_a_fix_or_to_whom_to_ask(starter, slug, advised):
    walked, answers = graph(slug), {}
    order = Advised(walked) if advised else AS_WRITTEN
    position = replay(walked, answers, order)
    while isinstance(position.node, Question | Jump):
        assert position.key not in answers
        answers[position.key] = [DONT_KNOW if isinstance(position.node, Question) else BACK]
        position = replay(walked, answers, order)
    node = position.node
    assert isinstance(node, Fix) or (isinstance(node, End) and node.end == "escalate"), (node, answers)


@pytest.mark.parametrize("slug", GUIDES)
def test_every_node_of_a_guide_is_reached(starter, slug):
    walked = graph(slug)
    assert set(ways.every_way(walked)) == set(walked.by_key)


@pytest.mark.parametrize("slug", GUIDES)
def test_a_guide_passes_its_own_path_tests_and_has_some(starter, slug):
    walked = graph(slug)
    failed = [test.name for test in walked.tests if replay(walked, dict(test.given)).key != test.reaches]
    assert walked.tests and not failed


@pytest.mark.parametrize("slug", GUIDES)
def test_every_node_of_a_guide_has_a_page_that_answers(starter, client, slug):
    document = Guide.objects.get(slug=slug)
    walked = graph(slug)
    base = document.get_absolute_url()
    for key, answers in ways.every_way(walked).items():
        query = "&".join(f"{question}={value}" for question, values in answers.items() for value in values)
        page = Page(client.get(f"{base}{key}/?{query}", follow=True))
        assert page.status == 200 and not page.errors, (key, page.errors)
        shortlist = walked.node(walked.shortlist_of(key))
        titles = [
            walked.by_key[one].title for one in (shortlist.items if shortlist else [key])
        ]  # any item may come first
        if isinstance(walked.by_key[key], Fix | End):
            assert any(title in page.text or page.heading == title.replace("`", "") for title in titles), key


def test_every_check_of_every_document_passes_without_a_warning(starter):
    found = {
        f"{document.kind}:{document.slug}": examine(document.format, document.published.text, document.slug)[1]
        for document in Document.objects.published().select_related("published")
    }
    assert {name: [str(one) for one in problems] for name, problems in found.items() if problems} == {}


def test_every_link_on_every_page_leads_somewhere(starter):
    """Follows all links from the home page on, but walks of guides only as far as one answer: the rest is tested above."""
    client, broken, seen, waiting = Client(), {}, {"/"}, deque(["/"])
    anchors: dict[str, set[str]] = {}
    wanted: set[tuple[str, str, str]] = set()
    while waiting:
        address = waiting.popleft()
        assert len(seen) < 2000, f"The site links on without an end: {address}"
        if address.startswith(settings.STATIC_URL):  # served from where `prepare` collects them
            if not finders.find(address.removeprefix(settings.STATIC_URL)):
                broken[address] = 404
            continue
        response = client.get(address, follow=True)
        if response.status_code != 200:
            broken[address] = response.status_code
        if not response["Content-Type"].startswith("text/html"):
            continue
        page = Page(response)
        anchors[address] = {one.get("id") for one in page.root.iter() if isinstance(one.tag, str) and one.get("id")}
        for link in page.addresses:
            path, anchor = urldefrag(link)
            if urlsplit(link).scheme in ("http", "https", "mailto", "tel"):
                continue
            target = (
                path if path.startswith("/") else f"{urlsplit(address).path}{path}" if path.startswith("?") else path
            )
            target = target or address
            if anchor:
                wanted.add((address, target, anchor))
            if target.startswith("/") and target not in seen and "?" not in target:
                seen.add(target)
                waiting.append(target)
    assert not broken
    assert len(seen) > 100
    lost = [
        f"{page}: {target}#{anchor}"
        for page, target, anchor in wanted
        if target in anchors and anchor not in anchors[target]
    ]
    assert not lost


def test_every_document_is_linked_from_its_topic_and_found_by_its_title(starter, client):
    for document in Document.objects.published().select_related("topic"):
        assert document.topic, document
        topic = Page(client.get(document.topic.get_absolute_url()))
        assert document.get_absolute_url() in topic.addresses
        found = client.get("/api/v1/search/", {"q": document.title, "limit": 5}).json()["hits"]
        assert document.get_absolute_url() in [hit["url"] for hit in found], document.title


@pytest.mark.parametrize("typed", ["0x85010014", "0X85010014", "85010014", "0×85010014", "0x 8501 0014", "-2063532012"])
def test_the_code_leads_to_the_large_folder_article_in_every_spelling(starter, client, typed):
    hits = client.get("/api/v1/search/", {"q": typed, "limit": 3}).json()["hits"]
    assert hits and "large-folder" in hits[0]["slug"], [hit["slug"] for hit in hits]


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_of_the_posts_has_its_place(starter, fact):
    text = everything()
    assert any(" ".join(words.split()).casefold() in text for words in FACTS[fact]), FACTS[fact]


def test_there_are_at_least_forty_key_facts():
    assert len(FACTS) >= 40


def test_nobody_is_named_and_nothing_of_how_it_was_made_is_said(starter):
    text = everything()
    assert not re.findall(r"\bseed\b", text)
    assert not [name for name in NAMES_OF_PEOPLE if re.search(rf"\b{name.casefold()}\b", text)]


def test_no_text_names_a_place_on_the_machine_it_was_written_on(starter):
    assert f"{settings.BASE_DIR}/".casefold() not in everything()


@pytest.mark.parametrize("kind", ["article", "guide"])
def test_every_document_says_where_it_belongs_in_words(starter, kind):
    for document in Document.objects.published().of_kind(kind):
        assert document.title and document.summary and document.topic_id
        assert len(document.summary) <= 300
