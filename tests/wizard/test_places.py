"""What checks say of a guide is in the reader's language from the first word to the last: places, counts and reasons too."""

import re

import pytest

from kb import saying
from tests.wizard.samples import changed
from tests.wizard.test_checks import CASES
from tests.wizard.test_guide import WRONG_FORMS
from wizard import checks, graph, guide

SLOT = re.compile(r"(%\(\w+\)s)")
QUOTED = re.compile(r"'[^']*'")
LATIN = re.compile(r"[A-Za-z]{2,}")
# Words of the format itself, in lists of what may be written.
WORDS = {*graph.RISKS, *graph.COMMON, *graph.WORKS, *graph.ENDS, "proves", "points-to", "hints"}
FROM_OUTSIDE = {"sign-pattern", "syntax"}  # what RE2 and the YAML reader say


def _other_letters(text: str) -> str:
    """A translation without any Latin letter; the places of values stay."""
    return "".join(part if SLOT.fullmatch(part) else re.sub("[A-Za-z]", "ж", part) for part in SLOT.split(text))


@pytest.fixture
def elsewhere(monkeypatch):
    spoken = (_other_letters, lambda one, several, n: _other_letters(one if n == 1 else several))
    monkeypatch.setattr(saying, "_speaking", [spoken])


def left_in_english(text: str) -> list[str]:
    read = guide.read(text)
    problems = [*read.problems, *(checks.problems_of(read.graph, read.line) if read.graph else ())]
    assert problems
    said = [one.message for one in problems if one.code not in FROM_OUTSIDE]
    rest = " ".join(QUOTED.sub(" ", one) for one in said)
    for word in sorted(WORDS, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return LATIN.findall(rest)


@pytest.mark.parametrize("text", [text for _rule, text, _code, _words in CASES])
def test_what_a_check_says_has_no_english_left_in_it(elsewhere, text):
    assert not left_in_english(text)


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, new, _message in WRONG_FORMS])
def test_what_is_said_of_a_wrong_form_has_no_english_left_in_it(elsewhere, old, new):
    assert not left_in_english(changed(old, new))
