"""Searches that ask for the same thing -> one group, however they were typed. (pure)

Nobody knows who searched, so what belongs together is told by the words alone: the same words in another order, with other
small words or the same code in another spelling are one search. A search that breaks off inside a word is somebody who was
still typing, where the same day has a longer one that goes on from there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from kb import codes
from kb.search.words import STOP_WORDS, words

MAX_FORM = 250


@dataclass(frozen=True)
class Row:
    """One line of the log: what was typed on a day, how often, and what came of it."""

    day: date
    query: str
    form: str
    times: int
    found: int
    told: int = 0
    clicks: int = 0


@dataclass
class Group:
    """Searches for the same thing, since one of them last led to a page.

    `queries` are the ways in which it was typed, the usual one first; `missed` says how often nothing was found on which day,
    `passed` how often something was found and, as far as browsers tell, nobody went on to it.
    """

    form: str
    queries: list[str] = field(default_factory=list)
    found: int = 0  # by the last of them
    missed: dict[date, int] = field(default_factory=dict)
    passed: dict[date, int] = field(default_factory=dict)


def normal_form(typed: str) -> str:
    """The words of a search in no order, folded, without those that stand in nearly every text; codes in their one spelling.

    Signs alone are their own form.
    """
    found = codes.find(typed)
    for code in found:
        typed = typed[: code.start] + " " * (code.end - code.start) + typed[code.end :]
    said = words(typed)
    telling = [word for word in said if word not in STOP_WORDS]
    parts = {*(telling if telling or found else said), *(code.text.lower().replace(" ", "") for code in found)}
    return (" ".join(sorted(parts)) or typed.strip())[:MAX_FORM]


def grouped(rows: Iterable[Row]) -> list[Group]:
    """The groups that are not closed; a group closes on the day on which one of its searches led to a page."""
    kept = list(without_keystrokes(rows))
    closed: dict[str, date] = {}
    for row in kept:
        if row.clicks:
            closed[row.form] = max(row.day, closed.get(row.form, row.day))
    members: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(kept, key=lambda row: row.day):
        if row.form not in closed or row.day > closed[row.form]:
            members[row.form].append(row)
    return [_group(form, found) for form, found in members.items()]


def without_keystrokes(rows: Iterable[Row]) -> Iterable[Row]:
    """The rows without those that somebody passed through while typing a longer one of the same day.

    Of a beginning that was searched for more often than what it is the beginning of, the rest stays.
    """
    days: dict[date, list[Row]] = defaultdict(list)
    for row in rows:
        days[row.day].append(row)
    for day in days.values():
        day.sort(key=lambda row: row.query)
        for place, row in enumerate(day):
            times = row.times if row.clicks else row.times - _times_going_on(day, place)
            if times > 0:
                told = min(row.told, times)
                yield Row(row.day, row.query, row.form, times, row.found, told, row.clicks)


def _times_going_on(day: list[Row], place: int) -> int:
    """How often that day a search went on inside the last word of this one; those that begin alike stand behind it."""
    beginning = day[place].query
    times = 0
    for row in day[place + 1 :]:
        if not row.query.startswith(beginning):
            break
        if beginning[-1:].isalnum() and row.query[len(beginning) :][:1].isalnum():
            times += row.times
    return times


def _group(form: str, rows: list[Row]) -> Group:
    said, group = Counter(), Group(form, found=rows[-1].found)
    for row in rows:
        said[row.query] += row.times
        if not row.found:
            group.missed[row.day] = group.missed.get(row.day, 0) + row.times
        elif row.told:
            group.passed[row.day] = group.passed.get(row.day, 0) + row.told
    group.queries = [query for query, _times in sorted(said.items(), key=lambda one: (-one[1], one[0]))]
    return group
