"""What editors say readers mean: the words that articles use are searched for too. Read from the database with each search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from kb.learnt import Synonym
from kb.search.query import Query
from kb.search.words import words

MOST_WORDS = 5  # of one entry
MOST_MEANINGS = 8
READ = 40  # words of what was typed that are looked at


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
    """The query with what editors say its words mean; the same where they say nothing."""
    rows = list(dict.fromkeys(_rows(words(query.text)[:READ])))
    if not rows or not query.terms:
        return query
    found = dict(Synonym.objects.filter(typed__in=rows).values_list("typed", "means"))
    known = tuple((row, tuple(found[row].split(", "))) for row in rows if row in found and _may_be_added(row, query))
    if not known:
        return query
    terms = [*query.terms, *(meaning for _, meanings in known for meaning in meanings)]
    return replace(query, terms=tuple(dict.fromkeys(terms)), synonyms=known)


def _may_be_added(row: str, query: Query) -> bool:
    """What stands in quotes is meant as it stands, and what is left out is not meant at all."""
    return not any(f" {row} " in f" {other} " for other in (*query.phrases, *query.minus))


def _rows(typed: list[str]) -> Iterator[str]:
    """Every row of one word and more, the longest first."""
    for length in range(min(MOST_WORDS, len(typed)), 0, -1):
        for start in range(len(typed) - length + 1):
            yield " ".join(typed[start : start + length])


def _refuse_long(field: str, text: str) -> None:
    if len(text.split()) > MOST_WORDS:
        raise Wrong(field, _("“%(text)s” has more than %(most)d words.") % {"text": text, "most": MOST_WORDS})
