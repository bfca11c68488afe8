"""What is wrong with a text, where, and what to do. (pure)"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from kb.saying import _


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong (or, as a warning, doubtful) in an author's text.

    `line` counts from 1 in the whole text, front matter included; 0 means the text as a whole.
    `code` is a stable word for the rule, `message` one sentence that says where and what to do. One that `follows` comes from
    another one in the same text, and most likely goes away with it.
    """

    line: int
    message: str
    code: str
    level: Literal["error", "warning"] = "error"
    follows: bool = False

    @property
    def is_error(self) -> bool:
        return self.level == "error"

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{where}{self.message}"


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that stop publishing."""
    return [problem for problem in problems if problem.is_error]


def causes_first(problems: Iterable[Problem]) -> list[Problem]:
    """Errors before warnings, and what follows from others behind those."""
    return sorted(problems, key=lambda problem: (problem.follows, not problem.is_error, problem))


def following(problems: Iterable[Problem], causes: Collection[str], consequences: Collection[str]) -> list[Problem]:
    """The problems, where one has a code of a cause with those that have a code of a consequence marked."""
    found = list(problems)
    if not any(problem.code in causes for problem in found):
        return found
    return [replace(problem, follows=problem.code in consequences) for problem in found]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean 'dhcp'?` for the nearest known word, or an empty text."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return _(" Did you mean '%(near)s'?", near=near[0]) if near else ""
