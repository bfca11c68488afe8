"""A guide as a document: what publishing, search and links get from its text."""

import json

import pytest

from kb import formats
from kb.formats import Link
from tests.wizard.samples import SOUND, changed, line_of
from wizard import urls
from wizard.format import TAKEN_SLUGS, GuideFormat
from wizard.graph import from_json


class Articles:
    """Stands in for the article format, which these tests do not need."""

    kind = "article"
    card = ""

    def address(self, slug):
        return f"/articles/{slug}/"


class Shelf:
    """A library with one topic and the given documents."""

    def __init__(self, documents=(), staff=()):
        self.documents, self.staff = dict(documents), staff

    def topics(self):
        return {"mac-active-directory"}

    def slugs(self, kind):
        return {slug for a_kind, slug in self.documents if a_kind == kind}

    def has(self, kind, slug):
        return (kind, slug) in self.documents

    def compiled(self, kind, slug):
        return self.documents.get((kind, slug))

    def is_for_staff(self, kind, slug):
        return (kind, slug) in self.staff


@pytest.fixture(autouse=True)
def _both_kinds(monkeypatch):
    monkeypatch.setitem(formats._register, "article", Articles())
    monkeypatch.setitem(formats._register, "guide", GuideFormat())


def read(text=SOUND):
    return GuideFormat().read(text)


def jumping(to):
    return changed("end: not-covered\n    say: Not known here", f"jump: {to}\n    say: Look there\n    back: done")


def test_a_sound_guide_is_compiled_for_its_readers():
    reading = read()
    assert reading.problems == ()
    compiled = json.loads(json.dumps(reading.compiled))
    assert from_json(compiled["graph"]).start == "resolves"
    assert "<code>host fs1</code>" in compiled["html"]["resolves"]["how"]
    assert compiled["html"]["rebind"].keys() == {"steps", "warning", "verify"}


def test_search_gets_every_word_of_a_guide():
    search = read(changed("say: Not known here", "say: Not known here\n    text: Ask the **vendor**.")).search
    assert search.title == "Shares open only by full name"
    assert search.symptoms == "smb works by FQDN only"
    assert "Does the short name resolve?" in search.headings and "Restart the Mac" in search.headings
    for words in ("No, nothing", "Type host fs1.", "Save the home folder first.", "Not known here", "Ask the vendor."):
        assert words in search.body


def test_lists_and_search_get_the_platforms_of_a_guide():
    reading = read(changed("start: resolves", "platforms: [Mac, windows server]\nkeywords: [FQDN]\nstart: resolves"))
    assert reading.problems == ()
    assert reading.platform_words == "mac windows-server"
    assert reading.search.keywords == "FQDN\nMac\nwindows server"
    assert from_json(json.loads(json.dumps(reading.compiled["graph"]))).platforms == ("Mac", "windows server")


def test_every_link_is_found_with_its_line():
    text = changed("start: resolves", 'related: ["guide:other"]\nstart: resolves').replace(
        "steps: 1. Restart it.", "article: bind-a-mac\n    steps: 1. Restart [it](article:restart)."
    )
    text = text.replace("      Look at the answer.", "      Look at [the answer](article:answers#top).")
    reading = read(text)
    assert set(reading.links) == {
        Link("guide", "other", line_of("related", text)),
        Link("article", "bind-a-mac", line_of("article: bind-a-mac", text)),
        Link("article", "restart", line_of("[it]", text)),
        Link("article", "answers", line_of("[the answer]", text)),
    }
    assert reading.related == (Link("guide", "other", line_of("related", text)),)


def test_a_jump_is_a_link_to_its_guide():
    text = jumping("other")
    assert read(text).links == (Link("guide", "other", line_of("jump: other", text)),)


def test_what_is_wrong_in_markdown_names_its_node_and_line():
    text = changed(
        "      Look at the answer.",
        "      ![](/images/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png)",
    )
    problems = [problem for problem in read(text).problems if "'resolves', 'how'" in problem.message]
    assert [problem.line for problem in problems] == [line_of("![]", text)]


def test_a_text_that_cannot_be_read_is_not_compiled():
    reading = read("nodes: [")
    assert not reading.is_readable and reading.problems
    assert GuideFormat().check(reading, slug="x", library=Shelf()) == []


def test_an_unknown_topic_is_named_on_its_line():
    text = changed("topic: mac-active-directory", "topic: mac-active-dir")
    (problem,) = GuideFormat().check(read(text), slug="x", library=Shelf())
    assert (problem.line, problem.code) == (4, "unknown-topic")


def test_a_link_to_a_document_that_is_not_published_is_an_error():
    (problem,) = GuideFormat().check(read(jumping("other")), slug="this", library=Shelf())
    assert problem.code == "unknown-link"


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"other": "this"}, "'this' → 'other' → 'this'"),
        ({"other": "third", "third": "this"}, "'this' → 'other' → 'third' → 'this'"),
        ({"other": "elsewhere", "elsewhere": "third", "third": "elsewhere"}, ""),
        ({"other": "this-too"}, ""),
    ],
)
def test_guides_that_jump_round_in_a_circle_are_named(others, words):
    text = jumping("other")
    shelf = Shelf({("guide", slug): read(jumping(to)).compiled for slug, to in others.items()})
    loops = [
        problem
        for problem in GuideFormat().check(read(text), slug="this", library=shelf)
        if problem.code == "jump-loop"
    ]
    assert [problem.line for problem in loops] == ([line_of("jump: other", text)] if words else [])
    assert not words or words in loops[0].message


def test_a_guide_that_jumps_to_itself_is_named():
    text = jumping("this")
    codes = {
        problem.code for problem in GuideFormat().check(read(text), slug="this", library=Shelf({("guide", "this"): {}}))
    }
    assert codes == {"link-to-itself", "jump-loop"}


def test_the_address_of_a_guide():
    assert GuideFormat().address("share-by-full-name") == "/fix/share-by-full-name/"


@pytest.mark.parametrize(
    "line", ["topic:", 'topic: ""', "topic: ''", 'topic: ""  # none yet'], ids=["empty", "double", "single", "comment"]
)
def test_a_topic_is_written_in_the_place_of_an_empty_one(line):
    text = changed("topic: mac-active-directory", line)
    assert GuideFormat().with_topic(text, "mac-active-directory") == SOUND


def test_every_page_of_its_own_below_fix_keeps_guides_away_from_its_address():
    first_parts = {str(one.pattern).split("/")[0] for one in urls.urlpatterns}
    words = {part for part in first_parts if part and not part.startswith("<")}
    assert words == TAKEN_SLUGS
    for slug in words:
        found = GuideFormat().check(read(), slug=slug, library=Shelf())
        assert "slug-taken" in [problem.code for problem in found]
