"""Signs: what an answer looks like in pasted text, matched in linear time by RE2. (pure)"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import re2

from kb.numbers import number
from kb.problems import Problem
from kb.saying import _
from kb.yaml_groups import Group

MEANS = ("proves", "points-to", "hints")
KINDS = ("has", "re", "number")

MAX_PATTERN = 300
MAX_PROGRAM = 150
MAX_MEMORY = 8 << 20

_BYTE_CLASS = re.compile(r"(?<!\\)(?:\\\\)*\\C")


@dataclass(frozen=True)
class Sign:
    """What an answer looks like in pasted text; `kind` is `has`, `re` or `number`, the limits belong to a number."""

    kind: str
    pattern: str
    means: str
    sample: str = ""
    not_sample: str = ""
    at_least: str = ""
    below: str = ""


class BadSign(ValueError):
    """A sign that cannot be matched; the message is for its author."""


def read(group: Group) -> tuple[Sign, ...]:
    """The signs in the list under `signs` of a group; what is wrong with their form goes into the group's notes."""
    return tuple(sign for held in group.listed("signs", named) if (sign := _sign(held)))


def to_json(signs: Iterable[Sign]) -> list[dict[str, str]]:
    """The signs as plain texts, without the empty ones."""
    names = [field.name for field in fields(Sign)]
    return [{name: getattr(sign, name) for name in names if getattr(sign, name)} for sign in signs]


def from_json(held: Iterable[dict[str, str]]) -> tuple[Sign, ...]:
    """The signs that `to_json` wrote."""
    return tuple(Sign(**sign) for sign in held)


def compiled(sign: Sign) -> Any:
    """The sign's pattern, ready to match; raises BadSign for one that is too large or not RE2."""
    return _compiled(sign.kind, sign.pattern, source(sign))


def matches(sign: Sign, text: str) -> bool:
    """Whether the text shows this sign; raises BadSign like `compiled`."""
    return any(place is not None for place in places(sign, text.encode("utf-8", "replace")))


def places(sign: Sign, data: bytes) -> Iterator[tuple[int, int] | None]:
    """Where a text in UTF-8 shows this sign, from first to last; None for a number that is not within the limits.

    A text may hold very many numbers, so each is handed out and the caller can look at the clock.
    """
    for found in compiled(sign).finditer(data):
        is_shown = sign.kind != "number" or _is_within(sign, (found.group(1) or b"").decode("utf-8", "replace"))
        yield found.span() if is_shown else None


def source(sign: Sign) -> str:
    """The pattern that stands behind a sign, as RE2 reads it with `options`."""
    # People paste words with line breaks where the author wrote spaces.
    return r"\s+".join(re2.escape(word) for word in sign.pattern.split()) if sign.kind == "has" else sign.pattern


def options() -> Any:
    """How every sign is matched."""
    chosen = re2.Options()
    chosen.case_sensitive = False
    chosen.max_mem = MAX_MEMORY
    chosen.log_errors = False
    return chosen


def problems_of(sign: Sign) -> list[Problem]:
    """What is wrong with one sign, without a line: the pattern, the limits, and its two samples."""
    problems = [Problem(0, message, "sign-limit") for message in _limit_problems(sign)]
    try:
        compiled(sign)
    except BadSign as error:
        return [*problems, Problem(0, str(error), "sign-pattern")]
    if problems:
        return problems
    if sign.sample and not matches(sign, sign.sample):
        problems.append(Problem(0, _("the sign does not match its own 'sample'."), "sign-misses-sample"))
    if sign.not_sample and matches(sign, sign.not_sample):
        problems.append(
            Problem(0, _("the sign matches the text under 'not', which it must leave alone."), "sign-matches-not")
        )
    return problems


def named(number: int) -> str:
    """A sign as checks name it, counted from 1."""
    return _("sign %(number)s", number=number)


def _sign(group: Group) -> Sign | None:
    said = [kind for kind in KINDS if kind in group.held]
    if len(said) != 1:
        group.problem(_("needs exactly one of 'has', 're' and 'number'."), "sign-kind")
        return None
    sign = Sign(
        kind=said[0],
        pattern=group.text(said[0], needed=True),
        means=group.word("means", MEANS),
        sample=group.text("sample", needed=True),
        not_sample=group.text("not", needed=True),
        at_least=group.text("at_least"),
        below=group.text("below"),
    )
    group.done()
    return sign


def _limit_problems(sign: Sign) -> list[str]:
    if sign.kind != "number":
        has_limits = sign.at_least or sign.below
        return [_("'at_least' and 'below' belong to a sign with 'number'.")] if has_limits else []
    if not sign.at_least and not sign.below:
        return [_("a sign with 'number' needs 'at_least' or 'below'.")]
    limits = {"at_least": sign.at_least, "below": sign.below}
    wrong = [
        _("'%(name)s' is '%(value)s', which is not a number.", name=name, value=value)
        for name, value in limits.items()
        if value and number(value) is None
    ]
    if not wrong and sign.at_least and sign.below and number(sign.at_least) >= number(sign.below):
        wrong.append(_("'at_least' must be smaller than 'below'."))
    return wrong


def _is_within(sign: Sign, found: str) -> bool:
    value = number(found)
    if value is None:
        return False
    low, high = number(sign.at_least), number(sign.below)
    return (low is None or value >= low) and (high is None or value < high)


@lru_cache(maxsize=4096)
def _compiled(kind: str, written: str, source: str) -> Any:
    if not written.strip():
        raise BadSign(_("the sign is empty."))
    if len(written) > MAX_PATTERN:
        raise BadSign(
            _(
                "the sign has %(count)s characters; %(max_pattern)s is the most.",
                count=len(written),
                max_pattern=MAX_PATTERN,
            )
        )
    if kind != "has" and _BYTE_CLASS.search(written):
        raise BadSign(_("the sign uses '\\C', which could cut a character in half; write '.' or '[\\s\\S]'."))
    pattern = _re2(source)
    if kind != "has" and pattern.programsize > MAX_PROGRAM:
        raise BadSign(
            _(
                "the sign is too large: its program has %(programsize)s steps, %(max_program)s is the most. Write '*?' in place of a count such as '{0,200}'.",
                programsize=pattern.programsize,
                max_program=MAX_PROGRAM,
            )
        )
    if kind == "number" and pattern.groups != 1:
        raise BadSign(
            _(
                "a 'number' needs one group in round brackets around the digits; this one has %(groups)s.",
                groups=pattern.groups,
            )
        )
    return pattern


def _re2(source: str) -> Any:
    try:
        return re2.compile(source, options())
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise BadSign(_("the sign is not a pattern that RE2 can read: %(reason)s.", reason=reason)) from None
    except UnicodeEncodeError:
        raise BadSign(_("the sign holds half a character; type it again.")) from None
