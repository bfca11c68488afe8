"""What editors say readers mean: the words that articles use are searched for too. Read from the database with each search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _

from kb.search.query import Query
from kb.search.words import words

MOST_WORDS = 5  # of one entry
MOST_MEANINGS = 8
READ = 40  # words of what was typed that are looked at
MOST_TERMS = 24  # that are searched for: each costs the index time


class Wrong(ValueError):
    """A synonym that cannot be used; `field` is the one to change, and the message says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def spelt(typed: str, means: str) -> tuple[str, str]:
    """Both sides as they are kept: words in small letters with single spaces, and commas between meanings. Raises `Wrong`."""
    left = " ".join(words(typed))
    if not left:
        raise Wrong("typed", _("Write at least one word of letters or digits."))
    _refuse_long("typed", left)
    parts = [" ".join(words(part)) for part in means.split(",")]
    parts = list(dict.fromkeys(part for part in parts if part))
    if not parts:
        raise Wrong("means", _("Write at least one word of letters or digits."))
    if left in parts:
        raise Wrong("means", _("“%s” stands on both sides. Only what differs helps.") % left)
    if len(parts) > MOST_MEANINGS:
        raise Wrong("means", _("At most %d meanings; more would find nearly everything.") % MOST_MEANINGS)
    for part in parts:
        _refuse_long("means", part)
    return left, ", ".join(parts)


def added(query: Query) -> Query:
    """The query with what editors say its words mean; the same where they say nothing, or where it has very many words."""
    rows = {row: tuple(_forms(row)) for row in dict.fromkeys(_rows(words(query.text)[:READ]))}
    if not rows or not query.terms:
        return query
    asked = dict.fromkeys(form for forms in rows.values() for form in forms)
    found = _read(list(asked))
    known: dict[str, tuple[str, ...]] = {}
    terms = list(query.terms)
    for row, forms in rows.items():
        means = next((found[form] for form in forms if form in found), "")
        if not means or not _may_be_added(row, query) or any(f" {row} " in f" {longer} " for longer in known):
            continue
        new = [one for one in means.split(", ") if one not in terms]
        if len(terms) + len(new) > MOST_TERMS:
            break
        known[row] = tuple(means.split(", "))
        terms += new
    return replace(query, terms=tuple(dict.fromkeys(terms)), synonyms=tuple(known.items())) if known else query


def _read(typed: list[str]) -> dict[str, str]:
    """What editors say these mean. Asked with every search: Django takes longer to write the statement than SQLite to answer it."""
    listed = ", ".join(["%s"] * len(typed))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT typed, means FROM kb_synonym WHERE typed IN ({listed})", typed)
        return dict(cursor.fetchall())


def _may_be_added(row: str, query: Query) -> bool:
    """What stands in quotes is meant as it stands, and what is left out is not meant at all."""
    return not any(f" {row} " in f" {other} " for other in (*query.phrases, *query.minus))


def _rows(typed: list[str]) -> Iterator[str]:
    """Every row of one word and more, the longest first."""
    for length in range(min(MOST_WORDS, len(typed)), 0, -1):
        for start in range(len(typed) - length + 1):
            yield " ".join(typed[start : start + length])


def _forms(row: str) -> Iterator[str]:
    """The row as it is, and its last word without a plural's ending: who writes `phone` means `phones` too."""
    yield row
    if row.endswith("s") and not row.endswith("ss"):
        yield row[:-1]


def _refuse_long(field: str, text: str) -> None:
    if len(text.split()) > MOST_WORDS:
        raise Wrong(field, _("“%(text)s” has more than %(most)d words.") % {"text": text, "most": MOST_WORDS})
