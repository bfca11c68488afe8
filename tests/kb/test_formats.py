"""The register of kinds, references between documents, and the checks that every kind shares."""

from __future__ import annotations

import pytest

from kb import formats
from kb.formats import Link, Reading
from kb.problems import Problem, did_you_mean, errors


class Poems:
    """A kind of document as far as these tests need it."""

    kind = "poem"
    leads = False

    def address(self, slug: str) -> str:
        return f"/poems/{slug}/"


class Songs(Poems):
    kind = "song"
    leads = True


class Shelf:
    """A library with one public and one staff poem."""

    def topics(self) -> set[str]:
        return {"exchange-sync", "it-planning"}

    def slugs(self, kind: str) -> set[str]:
        return {"evening", "morning"} if kind == "poem" else set()

    def has(self, kind: str, slug: str) -> bool:
        return slug in self.slugs(kind)

    def compiled(self, kind: str, slug: str) -> dict | None:
        return {"html": ""} if self.has(kind, slug) else None

    def is_for_staff(self, kind: str, slug: str) -> bool:
        return slug == "evening"


@pytest.fixture(autouse=True)
def register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_register", {})
    formats.register(Poems())
    formats.register(Songs())


def test_a_registered_kind_is_found_by_its_word() -> None:
    assert formats.get("poem").kind == "poem"
    assert [format.kind for format in formats.all_formats()] == ["poem", "song"]
    assert formats.leading_kinds() == {"song"}


def test_a_kind_nobody_registered_has_no_address() -> None:
    assert formats.address("poem", "morning") == "/poems/morning/"
    assert formats.address("essay", "morning") is None
    with pytest.raises(KeyError):
        formats.get("essay")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("poem:morning", Link("poem", "morning", 7)),
        ("poem:morning#last-verse", Link("poem", "morning", 7)),
        ("essay:morning", None),
        ("poem:", None),
        ("poem:#verse", None),
        ("poem", None),
        (":morning", None),
        ("https://example.org", None),
        ("", None),
    ],
)
def test_a_reference_names_a_kind_and_a_slug(reference: str, expected: Link | None) -> None:
    assert formats.parse_reference(reference, 7) == expected


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        ("exchange-sync", []),
        ("", []),
        ("exchange-snyc", ["'exchange-snyc' is not a topic. Did you mean 'exchange-sync'?"]),
        ("zzz", ["'zzz' is not a topic. There are: exchange-sync, it-planning."]),
    ],
)
def test_a_topic_must_be_one_that_exists(topic: str, said: list[str]) -> None:
    problems = formats.check_topic(topic, 4, Shelf())

    assert [problem.message for problem in problems] == said
    assert all((problem.line, problem.is_error) == (4, True) for problem in problems)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (Link("poem", "morning", 3), []),
        (Link("poem", "mornin", 3), [("unknown-link", "error")]),
        (Link("song", "morning", 3), [("unknown-link", "error")]),
        (Link("poem", "evening", 3), [("link-to-staff", "warning")]),
        (Link("poem", "this", 3), [("link-to-itself", "warning")]),
    ],
)
def test_a_link_must_lead_to_a_published_document(link: Link, expected: list[tuple[str, str]]) -> None:
    problems = formats.check_links([link, link], this=("poem", "this"), library=Shelf())

    assert [(problem.code, problem.level) for problem in problems] == expected
    assert all(problem.line == 3 for problem in problems)


def test_a_misspelt_link_is_answered_with_the_right_one() -> None:
    (problem,) = formats.check_links([Link("poem", "mornin", 3)], this=("poem", "this"), library=Shelf())

    assert str(problem) == "line 3: 'poem:mornin' is not a published poem. Did you mean 'morning'?"


def test_a_reading_without_compiled_parts_is_unreadable() -> None:
    assert not Reading(title="a").is_readable
    assert Reading(compiled={"html": ""}).is_readable


def test_only_errors_stop_publishing() -> None:
    error, warning = Problem(2, "a", "x"), Problem(1, "b", "y", "warning")

    assert errors([warning, error]) == [error]
    assert sorted([error, warning]) == [warning, error]


def test_a_problem_of_the_whole_text_names_no_line() -> None:
    assert str(Problem(0, "Too long.", "too-long")) == "Too long."


def test_nothing_is_proposed_for_a_word_like_no_other() -> None:
    assert did_you_mean("xyz", ["exchange", "mac"]) == ""
