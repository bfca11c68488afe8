"""Signs in the front matter of an article: compiled for evidence, and their faults named with the line."""

from __future__ import annotations

import pytest

from kb.article import ArticleFormat
from kb.formats import Reading
from kb.signs import Sign, from_json
from tests.factories import article_text

GOOD = article_text(title="Shares open only by full name")
SIGN = '{re: "famv4[\\\\s\\\\S]*?STATE", means: proves, sample: "famv4 STATE", not: "famv4"}'


def read(text: str) -> Reading:
    return ArticleFormat().read(text)


def with_signs(*held: str) -> str:
    return GOOD.replace("---\n", "---\nsigns:\n" + "".join(f"  - {one}\n" for one in held), 1)


def test_signs_of_an_article_are_compiled_for_evidence() -> None:
    reading = read(with_signs(SIGN))

    assert reading.problems == read(GOOD).problems
    assert from_json(reading.compiled["signs"]) == (
        Sign("re", r"famv4[\s\S]*?STATE", "proves", "famv4 STATE", "famv4"),
    )


@pytest.mark.parametrize(
    ("held", "line", "words"),
    [
        ("{has: x, means: proves, sample: y, not: z}", 3, "sign 1: the sign does not match its own 'sample'."),
        ("{has: x, means: maybe, sample: x, not: z}", 3, "sign 1 says 'maybe' under 'means'"),
        ("{has: x, means: proves, sample: x}", 3, "sign 1 has no 'not'."),
        ("{has: x, re: x}", 3, "sign 1 needs exactly one of 'has', 're' and 'number'."),
        ("{has: x, means: hints, sample: x, not: z, colour: red}", 3, "sign 1 has 'colour', which is not a key here."),
        ("x", 3, "sign 1 is not a group of keys."),
        ("{re: '(', means: hints, sample: x, not: z}", 3, "sign 1: the sign is not a pattern that RE2 can read"),
    ],
)
def test_a_faulty_sign_of_an_article_is_named_with_its_line(held: str, line: int, words: str) -> None:
    assert any(problem.line == line and words in problem.message for problem in read(with_signs(held)).problems)


def test_signs_that_are_no_list_are_named() -> None:
    problems = read(GOOD.replace("---\n", "---\nsigns: famv4\n", 1)).problems

    assert any(
        "The article needs a list under 'signs', each item of it beginning with '- '." in str(one) for one in problems
    )
