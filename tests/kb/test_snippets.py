"""The passage under a hit: why it was found, and nothing that a browser could run. No database."""

from time import process_time

import html5lib
import pytest

from kb.search.query import parse
from kb.search.snippets import LENGTH, snippet

LONG = (
    "At the start nothing of it. " * 40
    + "Here large folders stall on every phone. "
    + "Later nothing of it either. " * 40
)


def marked(typed: str, *texts: str) -> list[str]:
    tree = html5lib.parseFragment(snippet(texts, parse(typed)), namespaceHTMLElements=False)
    return ["".join(mark.itertext()) for mark in tree.iter("mark")]


def plain(html: str) -> str:
    return "".join(html5lib.parseFragment(html, namespaceHTMLElements=False).itertext())


def test_the_words_are_marked_in_every_form():
    text = "Syncing stopped. It synced the folder, then stops to sync folders."
    assert marked("stop sync folders", text) == ["Syncing", "stopped", "synced", "folder", "stops", "sync", "folders"]


def test_a_word_within_another_is_not_marked():
    assert marked("port", "An important report on port 25") == ["port"]


def test_a_word_that_two_of_those_typed_stand_for_counts_for_the_first():
    text = f"The creation of it. {'Much else stands here. ' * 30}Then create the creation by hand."
    assert marked("creation create", text) == ["create", "creation"]


def test_accents_do_not_hide_a_word():
    assert marked("cafe", "The Café's network") == ["Café"]


@pytest.mark.parametrize("typed", ["0x85010014", "85010014", "0×85010014"])
@pytest.mark.parametrize("written", ["0x85010014", "0×85010014", "0X85010014"])
def test_a_code_is_marked_in_the_spelling_of_the_text(typed, written):
    assert marked(typed, f"The phone shows {written} and stops.") == [written]


def test_the_passage_with_most_of_the_words_is_shown():
    shown = snippet([LONG], parse("large folders phone"))
    assert "<mark>large</mark> <mark>folders</mark> stall on every <mark>phone</mark>" in shown
    assert shown.startswith("… ") and shown.endswith(" …")
    assert len(plain(shown)) <= LENGTH + 4


def test_the_text_with_most_of_the_words_is_shown():
    assert marked("large folders", "A summary on folders.", "In symptoms: large folders.") == ["large", "folders"]


def test_without_any_of_the_words_the_first_text_begins():
    assert snippet(["In short.", "At length."], parse("calendar")) == "In short."
    assert snippet([], parse("calendar")) == ""


@pytest.mark.parametrize(
    "text", ["<script>phone</script>", "<img src=x onerror=phone()>", "&lt;b&gt;phone", "\"phone' <mark>", "<phone>"]
)
def test_a_text_cannot_bring_markup_of_its_own(text):
    shown = snippet([text], parse("phone script mark lt"))
    tree = html5lib.parseFragment(shown, namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "mark"}
    assert plain(shown) == text


@pytest.mark.parametrize(
    "text", ["a" * 100_000, '"' * 100_000, "[" * 100_000, "a " * 50_000, "é" * 100_000, "folder" * 20_000]
)
def test_a_text_of_100_kb_is_cut_in_no_time(text):
    query = parse('folders "access denied" a b c d e f g h 0x85010014')
    began = process_time()
    assert len(plain(snippet([text], query))) <= LENGTH + 4
    assert process_time() - began < 1


def test_a_long_quotation_over_a_text_that_says_one_thing_again_and_again_is_quick():
    """A text ten times as long takes about the same time: only so many places are tried."""
    query = parse('"' + "a " * 90 + 'b"')

    def took(text: str) -> float:
        began = process_time()
        snippet([text] * 3, query)
        return process_time() - began

    short, long = (min(took(text) for _try in range(3)) for text in ("a " * 1_000, "a " * 10_000))
    assert long < short * 4
    assert long < 5
