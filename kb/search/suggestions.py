"""Suggestions while somebody types: titles, symptoms and codes of what they may read, from a table in memory.

A table holds a line for each title, symptom and code, the best first, and for each word the lines it stands in. Finding the
words that begin with what was typed is a look into a sorted list, so that an answer costs the same at any size. What is in a
table is decided by `Document.objects.visible_to`; a look whether that has changed is taken every few seconds.
"""

from __future__ import annotations

import json
import threading
import time
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import accumulate, islice
from string import ascii_lowercase

from django.conf import settings
from django.db.models import Count, F, Max, QuerySet, Sum

from kb import codes, formats
from kb.markdown_page import row_id
from kb.models import Document, OldAddress
from kb.search.query import parse
from kb.search.ranking import code_tokens
from kb.search.words import words

LEAST = 2  # letters before anything is suggested
MOST = 8
MOST_WORDS = 8
LONGEST = 120  # characters of a symptom that is suggested
LOOK_EVERY = 2.0  # seconds between two looks whether there is anything new
SHARE = 20  # a table that took a second to make is kept for at least so many
CONSIDERED = 64  # lines among which those that begin with what was typed go first
MOST_GATHERED = 2000  # lines that are gathered from the words they hold
MOST_READ, AT_ONCE = 8_000, 500  # lines that are looked through where that would be more; how many in one go
SLIP_FROM = 4  # letters of a word in which a slip is looked for

TITLE, CODE, SYMPTOM = range(3)


@dataclass(frozen=True)
class Suggestion:
    """A line to choose: `text` is what fits (a title, a symptom or a code), `title` and `url` are the document's."""

    text: str
    title: str
    kind: str
    url: str


def _where_it_stands(address: str, text: str) -> str:
    """Of a code the row of a table that begins with it; a page without one opens at its top."""
    code = codes.normalise(text)
    return f"{address}#{row_id(code)}" if code else address


@dataclass(frozen=True, slots=True)
class _Line:
    what: int
    text: str
    folded: str  # its words with a space before each
    document: int  # its place in `_Table.documents`


class _Table:
    """The lines of some documents, the best first, and where each word stands. Never changed once it is made."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str, str, bool]]) -> None:
        self.documents: list[tuple[str, str, str]] = []
        lines: list[tuple[tuple, _Line]] = []
        leading = formats.leading_kinds()
        for kind, slug, title, codes_of, symptoms, is_brought_in in rows:
            place = len(self.documents)
            self.documents.append((kind, slug, title))
            for what, text, folded in _lines(title, codes_of, symptoms):
                order = (is_brought_in, what, kind not in leading, len(text), text)
                lines.append((order, _Line(what, text, folded, place)))
        lines.sort(key=lambda one: one[0])
        self.lines = [line for _, line in lines]
        self.folded = [line.folded for line in self.lines]
        found: dict[str, array] = {}
        for number, line in enumerate(self.lines):
            for word in set(line.folded.split()):
                found.setdefault(word, array("I")).append(number)
        self.words = sorted(found)
        self.places = [found[word] for word in self.words]
        self.before = [0, *accumulate(map(len, self.places))]
        self.beginning = lru_cache(maxsize=4096)(self._beginning)
        self.answer = lru_cache(maxsize=4096)(self._answer)
        self.json = lru_cache(maxsize=4096)(lambda typed: as_json(self.answer(typed)))

    def _answer(self, typed: tuple[str, ...]) -> tuple[Suggestion, ...]:
        """The lines in which every word begins as one of those typed; those that begin so themselves go first."""
        found = list(islice(self._holding(typed), CONSIDERED)) or list(islice(self._one_slip_away(typed), CONSIDERED))
        begins = " " + " ".join(typed)
        found.sort(key=lambda line: not line.folded.startswith(begins))
        shown: dict[int, Suggestion] = {}
        for line in found:
            if line.document not in shown:
                kind, slug, title = self.documents[line.document]
                address = _where_it_stands(formats.get(kind).address(slug), line.text)
                shown[line.document] = Suggestion(line.text, title, kind, address)
        return tuple(islice(shown.values(), MOST))

    def _holding(self, typed: tuple[str, ...]) -> Iterator[_Line]:
        """The best lines first. The word that fewest lines have is looked up, the others are looked for there.

        Where even that one stands in very many, the best lines of all are read: there will be some with it among them.
        """
        rarest, *others = sorted(typed, key=self._count)
        is_rare = self._count(rarest) <= MOST_GATHERED
        numbers = self.beginning(rarest) if is_rare else range(min(len(self.lines), MOST_READ))
        begins = [f" {word}" for word in (others if is_rare else (rarest, *others))]
        for start in range(0, len(numbers), AT_ONCE):
            found = numbers[start : start + AT_ONCE]
            for begin in begins:
                found = [number for number in found if begin in self.folded[number]]
            yield from (self.lines[number] for number in found)

    def _range(self, word: str) -> tuple[int, int]:
        """The places of the words that begin so."""
        return bisect_left(self.words, word), bisect_left(self.words, word + "\U0010ffff")

    def _count(self, word: str) -> int:
        """How many lines hold a word that begins so, at most."""
        first, last = self._range(word)
        return self.before[last] - self.before[first]

    def _beginning(self, word: str) -> array:
        """The numbers of the lines that hold a word that begins so."""
        first, last = self._range(word)
        if last - first == 1:
            return self.places[first]
        return array("I", sorted(set().union(*self.places[first:last])))

    def _one_slip_away(self, typed: tuple[str, ...]) -> Iterator[_Line]:
        """The lines for what was typed with one letter more, less or another, or two that changed places."""
        for place, word in enumerate(typed):
            if len(word) >= SLIP_FROM and word.isascii() and word.isalpha() and not self._stands(word):
                for other in filter(self._stands, _slips(word)):
                    yield from self._holding((*typed[:place], other, *typed[place + 1 :]))
                return

    def _stands(self, begin: str) -> bool:
        place = bisect_left(self.words, begin)
        return place < len(self.words) and self.words[place].startswith(begin)


@dataclass(frozen=True)
class _Kept:
    """A table, what it was made from, and when to look again whether that has changed."""

    table: _Table
    state: tuple
    look_at: float


_kept: dict[tuple, _Kept] = {}  # one for visitors, one for those who read what is for staff
_making = threading.Lock()


def suggest(typed: str, user) -> tuple[Suggestion, ...]:
    """At most eight lines of documents this user may read that hold every word typed, or a word that begins so."""
    asked = _asked(typed)
    return _table(user).answer(asked) if asked else ()


def as_json(found: tuple[Suggestion, ...]) -> bytes:
    """What the API answers."""
    return json.dumps(
        {"suggestions": [asdict(one) for one in found]}, ensure_ascii=False, separators=(",", ":")
    ).encode("utf-8", "replace")


def json_at_hand(typed: str, user) -> bytes | None:
    """What the API answers, without the database; nothing where that has to be asked."""
    kept = _kept.get(_key(user))
    if kept is None or time.monotonic() > kept.look_at:
        return None
    asked = _asked(typed)
    return kept.table.json(asked) if asked else as_json(())


def known_codes(begin: str, user) -> tuple[Suggestion, ...]:
    """The codes that documents declare and that begin so, each with its document."""
    table = _table(user)
    lines = (table.lines[number] for number in table.beginning(begin))
    found = {}
    for line in lines:
        if line.what == CODE:
            kind, slug, title = table.documents[line.document]
            found.setdefault(line.text, Suggestion(line.text, title, kind, formats.get(kind).address(slug)))
    return tuple(found.values())


def forget() -> None:
    """Makes all tables anew when they are next asked: for tests, between which the database is another one."""
    _kept.clear()


@lru_cache(maxsize=4096)
def _asked(typed: str) -> tuple[str, ...]:
    """The words typed, codes in their one spelling; nothing while there is too little to go by."""
    query = parse(typed)
    bare = words(query.text)
    if len(query.codes) == 1 and not query.terms:
        bare = [code_tokens(query.codes[0])[0]]
    return tuple(dict.fromkeys(bare))[:MOST_WORDS] if len("".join(bare)) >= LEAST else ()


def _readable(user) -> QuerySet[Document]:
    return Document.objects.visible_to(user).order_by()


def _key(user) -> tuple:
    """The same for all who may read the same documents: what `visible_to` asks about somebody."""
    return settings.READERS, user.is_authenticated, user.has_perm("kb.read_staff_documents")


def _table(user) -> _Table:
    """The table of what this user may read, made anew if that has changed; others go on with the old one meanwhile."""
    key = _key(user)
    kept = _kept.get(key)
    if kept and time.monotonic() <= kept.look_at:
        return kept.table
    if not _making.acquire(blocking=kept is None):
        return kept.table
    try:
        kept = _kept.get(key)
        if kept is None or time.monotonic() > kept.look_at:
            kept = _kept[key] = _made(user, kept)
        return kept.table
    finally:
        _making.release()


def _made(user, before: _Kept | None) -> _Kept:
    began = time.monotonic()
    state = _state(user)
    if before and before.state == state:
        return _Kept(before.table, state, time.monotonic() + max(LOOK_EVERY, SHARE * (time.monotonic() - began)))
    rows = _readable(user).values_list(
        "kind", "slug", "title", "search_entry__codes", "search_entry__symptoms", F("origin__collection")
    )
    table = _Table(
        (kind, slug, title, found or "", symptoms or "", collection is not None)
        for kind, slug, title, found, symptoms, collection in rows.iterator(chunk_size=2000)
    )
    return _Kept(table, state, time.monotonic() + max(LOOK_EVERY, SHARE * (time.monotonic() - began)))


def _state(user) -> tuple:
    """Changes whenever a document is published, withdrawn, shown to others or renamed."""
    seen = _readable(user).aggregate(count=Count("pk"), which=Sum("pk"), revisions=Sum("published"))
    return (*seen.values(), OldAddress.objects.aggregate(last=Max("pk"))["last"])


def _lines(title: str, codes_of: str, symptoms: str) -> Iterator[tuple[int, str, str]]:
    """What is suggested for a document: kind of line, text, and its words with a space before each."""
    yield TITLE, title, _folded(title)
    declared = {code.text: code for code in codes.find(codes_of)} if codes_of else {}
    for code in declared.values():
        yield CODE, code.text, f" {' '.join(dict.fromkeys((*code_tokens(code), *words(code.text))))}"
    for symptom in symptoms.splitlines():
        text = " ".join(symptom.split()).strip("“”\"'")
        if text and len(text) <= LONGEST:
            yield SYMPTOM, text, _folded(text)


def _folded(text: str) -> str:
    return "".join(f" {word}" for word in words(text))


def _slips(word: str) -> Iterator[str]:
    """Every text that is one slip away: a letter too many, two that changed places, another one, one too few."""
    cuts = range(len(word))
    yield from (word[:place] + word[place + 1 :] for place in cuts)
    yield from (word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in cuts[:-1])
    yield from (word[:place] + letter + word[place + 1 :] for place in cuts for letter in ascii_lowercase)
    yield from (word[:place] + letter + word[place:] for place in cuts for letter in ascii_lowercase)
