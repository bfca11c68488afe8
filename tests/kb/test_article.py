"""Articles: text <-> fields, what readers get, and what their authors are told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import article, formats
from kb.article import ArticleFields, ArticleFormat, read_fields, split, write
from kb.formats import Link, Reading


class Guides:
    """Guides as far as links to them need it."""

    kind = "guide"
    card = "a template"

    def address(self, slug: str) -> str:
        return f"/fix/{slug}/"


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_register", {"article": ArticleFormat(), "guide": Guides()})


BODY = """## Symptoms
The **short** name fails.

## Cause
No search domain.

## How to check
Look.

## Resolution
Add it, see [the guide](guide:share-by-full-name#resolution).

## How to know it worked
It opens.

## If it does not help
Ask.
"""
GOOD = f"""---
title: File shares open only by the server's full name
summary: "On a Mac, smb://fs1 fails: no search domain."
topic: mac-active-directory
type: problem
era: both
applies_to: [Mac OS X 10.5, macOS 14 and later]
platforms: [mac, windows-server]
codes: ["-36", "0x85010014"]
keywords: [FQDN, short name]
related: ["guide:share-by-full-name", "article:bind-a-mac"]
sources:
  - "Apple: Directory Utility, https://support.apple.com/guide/du"
checked: 2026-11-22
checked_against: macOS 14, Windows Server 2022
---
{BODY}"""


def read(text: str) -> Reading:
    return ArticleFormat().read(text)


def found(text: str) -> list[tuple[int, str]]:
    """The problems of a text: line and code."""
    return [(problem.line, problem.code) for problem in read(text).problems]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


# Text and fields


def test_the_front_matter_is_split_from_the_body() -> None:
    assert split("---\ntitle: a\n---\nbody\n---\nmore") == ("title: a", "body\n---\nmore", 4)


@pytest.mark.parametrize("text", ["", "body", "---", "---\ntitle: a", " ---\na\n---\n"])
def test_a_text_without_front_matter_is_all_body(text: str) -> None:
    assert split(text) == ("", text, 1)


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert split("\ufeff---\r\ntitle: a\r\n--- \r\nb\r\n") == ("title: a", "b\n", 4)


def test_all_fields_are_read() -> None:
    fields = read_fields(GOOD)

    assert fields.title == "File shares open only by the server's full name"
    assert fields.applies_to == ("Mac OS X 10.5", "macOS 14 and later")
    assert fields.codes == ("-36", "0x85010014")
    assert fields.sources == ("Apple: Directory Utility, https://support.apple.com/guide/du",)
    assert fields.checked == "2026-11-22"
    assert fields.body == BODY


def test_writing_what_was_read_changes_nothing() -> None:
    assert write(read_fields(GOOD)) == GOOD


def test_empty_fields_are_left_out_but_needed_ones_are_not() -> None:
    assert write(ArticleFields(title="A", body="b")) == '---\ntitle: A\nsummary: ""\ntopic: ""\ntype: ""\n---\nb\n'


@pytest.mark.parametrize("text", ["---\n[\n---\nb", "---\n- a\n---\nb", "---\na: *b\n---\nb"])
def test_a_form_keeps_the_body_when_the_front_matter_cannot_be_read(text: str) -> None:
    assert read_fields(text) == ArticleFields(body="b")


def test_a_form_shows_a_value_of_the_wrong_form_as_well_as_it_can() -> None:
    fields = read_fields("---\ntitle: [a, b]\ncodes: x\nkeywords: [a: b, [c, d]]\nera: {a: b}\n---\n")

    assert (fields.title, fields.codes, fields.keywords, fields.era) == ("a, b", ("x",), ("a: b", "c, d"), "a: b")


def can_be_stored(text: str) -> bool:
    return not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]", text)


signs = st.one_of(st.text(max_size=12), st.sampled_from(["yes", "no", "null", "~", "a: b", "a #b", "- a", "---", "[a]", "a, b", "{", '"', "'", "\\", "&a", "*a", "!a", "|", ">", "%", "@", "`", "a:", ":a", "?", "1", "é", "😀", " a ", "a\nb", "\t", "\x85", "\u2028", "\ufeff", "\x00", "\x7f", "article:x", "https://a.org/?a=1#b", "=", "<<", "a\rb", "x" * 2_000])).filter(can_be_stored)  # fmt: skip
lists = st.lists(signs.filter(bool), max_size=3).map(tuple)
any_fields = st.builds(
    ArticleFields,
    **{name: (lists if name in article.article_text.LISTS else signs) for name in article.NAMES},
    body=signs,
)


@given(any_fields)
def test_whatever_is_written_into_a_field_is_read_back(fields: ArticleFields) -> None:
    text = write(fields)
    body = fields.body.replace("\r\n", "\n").replace("\r", "\n")

    assert read_fields(text) == replace(fields, body=body if body.endswith("\n") or not body else f"{body}\n")
    assert write(read_fields(text)) == text


@pytest.mark.parametrize("char", ["\x00", "\x1f", "\x7f", "\ud800"])
def test_a_character_that_cannot_be_stored_is_replaced_and_the_rest_is_kept(char: str) -> None:
    fields = read_fields(write(ArticleFields(title=f"a{char}b")))

    assert fields.title == "a\N{REPLACEMENT CHARACTER}b"


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    for typed in (text, f"---\n{text}\n---\n{text}"):
        reading = read(typed)
        assert reading.problems
        assert isinstance(write(read_fields(typed)), str)


def test_half_a_character_in_a_field_is_written_as_a_sign() -> None:
    assert read_fields(write(ArticleFields(title="a\ud800b"))).title == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: a\n---\nb\n", "---\ntitle: a\ntopic: x\n---\nb\n"),
        ('---\ntopic: ""\ntitle: a\n---\nb\n', "---\ntitle: a\ntopic: x\n---\nb\n"),
        ("b\n", "---\ntopic: x\n---\nb\n"),
    ],
)
def test_a_topic_is_written_into_a_text_that_names_none(text: str, expected: str) -> None:
    assert ArticleFormat().with_topic(text, "x") == expected


# What readers get


def test_a_good_article_has_no_problems() -> None:
    assert read(GOOD).problems == ()


def test_a_reading_knows_title_topic_and_where_its_links_stand() -> None:
    reading = read(GOOD)

    assert (reading.title, reading.topic) == ("File shares open only by the server's full name", "mac-active-directory")
    assert reading.related == (Link("guide", "share-by-full-name", 11), Link("article", "bind-a-mac", 11))
    assert reading.links == (*reading.related, Link("guide", "share-by-full-name", 27))


def test_compiled_holds_all_that_a_page_shows() -> None:
    compiled = read(GOOD).compiled

    assert compiled["type"] == "problem"
    assert compiled["codes"] == ["-36", "0x85010014"]
    assert compiled["related"] == [["guide", "share-by-full-name"], ["article", "bind-a-mac"]]
    assert compiled["contents"][0] == {"level": 2, "id": "s-symptoms", "text": "Symptoms"}
    assert '<a href="https://support.apple.com/guide/du" rel=' in compiled["sources"][0]
    assert 'href="/fix/share-by-full-name/#s-resolution"' in compiled["html"]
    assert compiled["checked"] == "2026-11-22"


def test_search_knows_the_symptoms_apart_from_the_rest() -> None:
    search = read(GOOD).search

    assert search.symptoms == "The short name fails."
    assert search.codes == ("-36", "0x85010014")
    assert search.headings.split("\n")[:2] == ["Symptoms", "Cause"]
    assert search.keywords.split("\n") == [
        "FQDN",
        "short name",
        "mac",
        "windows-server",
        "Mac OS X 10.5",
        "macOS 14 and later",
    ]
    assert "Add it, see the guide." in search.body


def test_subsections_belong_to_the_symptoms() -> None:
    text = changed("The **short** name fails.\n", "It fails.\n\n### On phones\nToo.\n")

    assert read(text).search.symptoms == "It fails.\nOn phones\nToo."


def test_subsections_end_where_a_heading_of_their_level_or_above_begins() -> None:
    body = "## Symptoms\na\n### On phones\nb\n#### Old ones\nc\n### On Macs\nd\n## Cause\ne\n"
    assert read(f"---\ntitle: T\n---\n{body}").search.symptoms.split("\n") == [
        "a",
        "On phones",
        "b",
        "Old ones",
        "c",
        "On Macs",
        "d",
    ]
    empty = [
        line for line, code in found(f"---\ntitle: T\n---\n{body}#### Deep\n### Deeper\n") if code == "empty-section"
    ]
    assert empty == [14, 15]


def test_an_article_that_cannot_be_read_has_nothing_to_show() -> None:
    reading = read("---\n[\n---\n[a](article:b)")

    assert not reading.is_readable
    assert reading.links == (Link("article", "b", 4),)


# What authors are told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "front-matter")]),
        ("## Cause\ntext", [(1, "front-matter")]),
        ("---\ntitle: a\n", [(1, "front-matter")]),
        ("---\n- a\n---\n", [(2, "front-matter")]),
        ("---\n---\nb", [(2, "empty")]),
        ("---\ntitle: a: b\n---\nb", [(2, "syntax")]),
        ("---\ntitle: &a b\nera: *a\n---\nb", [(2, "anchor"), (3, "alias")]),
    ],
)
def test_front_matter_that_cannot_be_read_is_an_error(text: str, expected: list[tuple[int, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("topic: mac-active-directory\n", "", [(2, "needed-field")]),
        ("topic: mac-active-directory", 'topic: ""', [(4, "needed-field")]),
        ("keywords:", "keyword:", [(10, "unknown-field")]),
        ("keywords: [FQDN, short name]", "body: x", [(10, "unknown-field")]),
        ("era: both", "era: old", [(6, "unknown-era")]),
        ("type: problem", "type: probem", [(5, "unknown-type")]),
        ("era: both", "era: both\nera: classic", [(7, "twice")]),
        ("checked: 2026-11-22", "checked: 2026-02-30", [(14, "not-a-date")]),
        ("checked: 2026-11-22", "checked: 22 November 2026", [(14, "not-a-date")]),
        ("checked: 2026-11-22", "checked: ２０２６-11-22", [(14, "not-a-date")]),
        ("File shares", "File shares " + "x" * 120, [(2, "title-too-long")]),
        ("no search domain.", "x" * 300, [(3, "summary-too-long")]),
        ("no search domain.", "a\\nb", [(3, "summary-lines")]),
        ("era: both", "era: [both]", [(6, "field-form")]),
        ("keywords: [FQDN, short name]", "keywords: FQDN", [(10, "field-form")]),
        ("keywords: [FQDN, short name]", "keywords: [a: b]", [(10, "field-form")]),
        ('"article:bind-a-mac"', "bind-a-mac", [(11, "related")]),
        ('"article:bind-a-mac"', '"poem:bind-a-mac"', [(11, "related")]),
        ("## Cause\nNo search domain.\n\n", "", [(5, "missing-section")]),
        ("## Cause\nNo search domain.\n\n## How to check\nLook.", "## How to check\nLook.\n\n## Cause\nNo.", [(20, "section-order")]),
        ("## Cause", "## Another\ntext\n\n## Cause", []),
        ("## Cause", "## CAUSE", []),
        ("The **short** name", "a\n\n# One\ntext", [(20, "first-level-heading")]),
        ("The **short** name", "a\n\n#### Deep\nb", [(20, "skipped-level")]),
        ("The **short** name", "a\n\n### Cause\nb", [(23, "same-heading")]),
        ("No search domain.\n", "\n", [(20, "empty-section")]),
        ("No search domain.\n", "### Why\ntext\n", []),
        ("It opens.", "![](/images/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png)", [(30, "image-without-description")]),
        ("It opens.", "[x](ftp://a.org)", [(30, "link-scheme")]),
        ('sources:\n  - "Apple: Directory Utility, https://support.apple.com/guide/du"\n', "", [(5, "no-sources")]),
    ],
)  # fmt: skip
def test_each_rule_names_the_line(old: str, new: str, expected: list[tuple[int, str]]) -> None:
    assert found(changed(old, new)) == expected


def test_a_text_with_an_unreadable_value_still_gives_all_other_problems() -> None:
    text = "---\ntitel: a\ntype: probem\nera: x\n---\n# A\n[x](javascript:y)\n"

    assert {code for _, code in found(text)} >= {
        "needed-field",
        "unknown-field",
        "unknown-type",
        "unknown-era",
        "first-level-heading",
        "link-scheme",
    }


def test_a_how_to_needs_neither_sections_nor_sources() -> None:
    text = "---\ntitle: a\nsummary: b\ntopic: c\ntype: how-to\n---\nJust do it.\n"

    assert found(text) == []


def test_an_article_without_a_body_is_doubtful() -> None:
    assert found("---\ntitle: a\nsummary: b\ntopic: c\ntype: how-to\n---\n") == [(7, "empty-body")]


def test_a_misspelt_word_is_answered_with_the_right_one() -> None:
    messages = [problem.message for problem in read(changed("type: problem", "type: probem")).problems]

    assert messages == ["'probem' is not a known type. Did you mean 'problem'?"]


def test_every_check_tells_authors_what_it_is_for() -> None:
    assert all((check.__doc__ or "").rstrip().endswith(".") for check in article.CHECKS)


class Shelf:
    """A library of two topics and one article."""

    def topics(self) -> set[str]:
        return {"mac-active-directory", "exchange-sync"}

    def slugs(self, kind: str) -> set[str]:
        return {"bind-a-mac"} if kind == "article" else set()

    def has(self, kind: str, slug: str) -> bool:
        return slug in self.slugs(kind)

    def compiled(self, kind: str, slug: str) -> dict | None:
        return {} if self.has(kind, slug) else None

    def is_for_staff(self, kind: str, slug: str) -> bool:
        return False


def test_topic_and_links_are_checked_against_the_library() -> None:
    text = changed("topic: mac-active-directory", "topic: mac-active-directry")

    problems = ArticleFormat().check(read(text), slug="bind-a-mac", library=Shelf())

    assert [(problem.line, problem.code) for problem in problems] == [
        (4, "unknown-topic"),
        (11, "unknown-link"),
        (11, "link-to-itself"),
        (27, "unknown-link"),
    ]


def test_an_unreadable_text_is_not_checked_against_the_library() -> None:
    assert ArticleFormat().check(read(""), slug="x", library=Shelf()) == []


def test_an_article_has_its_address() -> None:
    assert formats.address("article", "bind-a-mac") == "/articles/bind-a-mac/"
