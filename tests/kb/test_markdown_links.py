"""Headings, links and images in Markdown, and what readers get of them."""

from __future__ import annotations

import re

import pytest

from kb.formats import Link
from kb.markdown import Heading
from tests.kb.reading_markdown import REL, codes_of, one, page, rendered, words

PICTURE = f"/images/{'a' * 64}.png"

# Headings


def test_headings_have_anchors_of_their_own() -> None:
    found = rendered("## Cause\n\n## How to check\n\n## Cause", first_line=15)
    heading = page("## Cause").find("h2")

    assert found.contents == (
        Heading(2, "s-cause", "Cause", 15),
        Heading(2, "s-how-to-check", "How to check", 17),
        Heading(2, "s-cause-2", "Cause", 19),
    )
    assert heading.get("id") == "s-cause"
    assert heading.find("a").attrib == {
        "class": "anchor",
        "href": "#s-cause",
        "aria-label": "Link to this section: Cause",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Under\n---", (2, "Under", 1)),
        ("text\n\nOver\n====", (1, "Over", 3)),
        ("> ## Quoted", (2, "Quoted", 1)),
        ("### `code` & <server> *x* ###", (3, "code & <server> x", 1)),
        ("text\n## Right below", (2, "Right below", 2)),
        ("## 標題 Ünï", (2, "標題 Ünï", 1)),
    ],
)
def test_headings_know_level_text_and_line(text: str, expected: tuple[int, str, int]) -> None:
    (heading,) = rendered(text).contents

    assert (heading.level, heading.text, heading.line) == expected


def test_a_first_level_heading_is_shown_one_level_down() -> None:
    assert [element.tag for element in page("# Title") if element.tag.startswith("h")] == ["h2"]


@pytest.mark.parametrize("text", ["#tag", "##", "1. # of items"])
def test_a_hash_without_words_is_handled(text: str) -> None:
    assert all(heading.id for heading in rendered(text).contents)


def test_texts_on_one_page_keep_their_anchors_apart() -> None:
    found = rendered("## Cause\n[up](#cause)[^1]\n\n[^1]: note", id_prefix="dhcp-steps-")

    assert found.contents[0].id == "s-dhcp-steps-cause"
    assert 'href="#s-dhcp-steps-cause">up' in found.html
    assert set(re.findall(r' id="([^"]*)"', found.html)) == {
        "s-dhcp-steps-cause",
        "s-dhcp-steps-note-ref",
        "s-dhcp-steps-note",
    }


# Links and images


def test_links_to_documents_are_gathered_with_their_lines() -> None:
    found = rendered(
        "See [a](article:one#how-to-check)\nand [b](guide:two)\n\n[c][d]\n\n[d]: article:three", first_line=20
    )

    assert found.links == (Link("article", "one", 20), Link("guide", "two", 21), Link("article", "three", 25))
    assert re.findall('href="([^"]*)"', found.html) == [
        "/articles/one/#s-how-to-check",
        "/fix/two/",
        "/articles/three/",
    ]
    assert found.problems == ()


@pytest.mark.parametrize("written", ["#cause", "#Cause", "#s-cause"])
def test_a_link_to_a_heading_may_use_its_words_or_its_address(written: str) -> None:
    found = rendered(f"[x]({written})\n\n## Cause\ntext")

    assert '<a href="#s-cause">x</a>' in found.html
    assert found.problems == ()


def test_a_link_to_a_heading_that_is_not_there_is_doubtful() -> None:
    assert codes_of("a\n[x](#nowhere)") == [(2, "unknown-anchor", "warning")]


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html;base64,PHNjcmlwdD4",
        "vbscript:msgbox",
        "file:///etc/passwd",
        "smb://fs1/share",
        "ftp://example.org",
        "poem:some-slug",
        "article:Bad_Slug",
    ],
)
def test_a_link_that_may_not_be_one_is_shown_as_its_text_and_reported(target: str) -> None:
    text = f"one\n\n[words]({target})"

    assert [element.tag for element in page(text).iter("a")] == []
    assert "words" in words(page(text))
    assert codes_of(text) == [(3, "link-scheme", "error")]


def test_a_raw_link_to_script_is_reported_with_its_line() -> None:
    assert codes_of('one\n<a href="javascript:alert(1)">x</a>') == [(2, "link-scheme", "error")]


@pytest.mark.parametrize("target", ["www.example.org", "other-page", "../up"])
def test_an_address_without_a_beginning_leads_nowhere(target: str) -> None:
    assert codes_of(f"[x]({target})") == [(1, "relative-link", "warning")]


@pytest.mark.parametrize(
    ("text", "href", "rel"),
    [
        ("[x](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&c=2", REL),
        ("<https://example.org>", "https://example.org", REL),
        ("[x](//example.org)", "https://example.org", REL),
        ("[x](/topics/mac/)", "/topics/mac/", None),
        ("[x](mailto:it@example.org)", "mailto:it@example.org", None),
        ("[x](tel:+15550100)", "tel:+15550100", None),
        ("[x](article:y)", "/articles/y/", None),
    ],
)
def test_only_links_to_other_sites_say_what_they_are(text: str, href: str, rel: str | None) -> None:
    assert one(text, "a").attrib == {"href": href} | ({"rel": rel} if rel else {})


def test_an_own_image_is_shown_and_loaded_when_needed() -> None:
    assert one(f"![The pane]({PICTURE})", "img").attrib == {"src": PICTURE, "alt": "The pane", "loading": "lazy"}


def test_the_size_behind_the_address_of_an_image_keeps_its_place_on_the_page() -> None:
    image = one(f"![The pane]({PICTURE}#640x480)", "img")

    assert (image.get("src"), image.get("width"), image.get("height")) == (PICTURE, "640", "480")


def test_an_image_of_another_site_becomes_a_link() -> None:
    link = one("![A chart](https://example.org/a.png)", "a")

    assert (link.text, link.get("href"), link.get("rel")) == ("A chart", "https://example.org/a.png", REL)
    assert codes_of("![A chart](https://example.org/a.png)") == [(1, "remote-image", "warning")]


@pytest.mark.parametrize(
    "source",
    [
        "data:image/png;base64,AAAA",
        "/images/../admin",
        "/images/window.png",
        "x.png",
        "javascript:alert(1)",
        "/static/a.png",
    ],
)
def test_any_other_image_is_its_description(source: str) -> None:
    text = f"a\n![words]({source})"

    assert list(page(text).iter("img")) == []
    assert words(page(text)) == "a words"
    assert codes_of(text) == [(2, "unknown-image", "error")]


def test_an_image_without_a_description_is_doubtful() -> None:
    assert codes_of(f"![]({PICTURE})") == [(1, "image-without-description", "warning")]
