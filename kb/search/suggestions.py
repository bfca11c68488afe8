"""Suggestions while somebody types: titles, symptoms and codes of what they may read, from a table in memory.

What is in a table (`kb.search.table`) is decided by `Document.objects.visible_to`. Every few seconds a look at the database says
whether that has changed. Then the table is made anew, at once where there are few documents, in the background where there
are many; and until that is done, what may not be read any more is left out of the old one.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, F, Max, QuerySet, Sum

from kb.models import Document, OldAddress
from kb.reach import Reach
from kb.search.query import clean, parse
from kb.search.ranking import code_tokens
from kb.search.table import Row, Suggestion, Table
from kb.search.words import words

LEAST = 2  # letters before anything is suggested
MOST_WORDS = 8
LOOK_EVERY = 2.0  # seconds between two looks whether there is anything new
SHARE = 20  # what took a second, a look or a table, is done again after so many at the earliest
MADE_AT_ONCE = 5_000  # documents of which a table is made while somebody waits: a tenth of a second
MOST_KEPT = 4096  # answers of a table


logger = logging.getLogger(__name__)
_DIGIT = re.compile("[0-9]")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class _Shown:
    """A table without the documents that are `gone` since it was made, and the answers that were given from it."""

    def __init__(self, table: Table, gone: frozenset[int] = frozenset()) -> None:
        self.table, self.gone = table, gone
        # Not a method of this object: in a ring, a table that is done with would wait in memory for the collector.
        self.json = lru_cache(MOST_KEPT)(partial(_json, table, gone))

    def without_what_is_gone(self, readable: QuerySet[Document]) -> _Shown:
        """The same table without what was withdrawn, hidden or revised since it was made."""
        still = set(readable.values_list("published", flat=True))
        gone = frozenset(place for place, revision in enumerate(self.table.revisions) if revision not in still)
        return self if gone == self.gone else _Shown(self.table, gone)


@dataclass(frozen=True)
class _Kept:
    """What is shown, what the database was like at the last look, and when to look again.

    `is_behind` says that the table wants making anew, which is not done before `make_at`.
    """

    shown: _Shown
    state: tuple
    look_at: float
    make_at: float
    is_behind: bool = False


_kept: dict[Reach, _Kept] = {}  # one for visitors, one for those who read what is for staff
_making: dict[Reach, threading.Thread] = {}
_looking = threading.Lock()  # is held by whoever changes one of these two


def suggest(typed: str, user) -> tuple[Suggestion, ...]:
    """At most eight lines of documents this user may read that hold every word typed, or a word that begins so."""
    asked, shown = _asked(typed), _shown(user)
    return shown.table.answer(asked, shown.gone) if asked and shown else ()


def as_json(found: tuple[Suggestion, ...]) -> bytes:
    """What the API answers."""
    return _encode({"suggestions": [vars(one) for one in found]}).encode("utf-8", "replace")


def answered(typed: str, user) -> bytes | None:
    """What the API answers; nothing while there is no table yet."""
    shown = _shown(user)
    return shown and _answered(typed, shown)


def answered_at_hand(typed: str, user) -> bytes | None:
    """The same without the database; nothing where that has to be asked."""
    kept = _kept.get(Reach.of(user))
    return None if kept is None or time.monotonic() > kept.look_at else _answered(typed, kept.shown)


def known_codes(begin: str, user) -> tuple[Suggestion, ...]:
    """The codes that documents declare and that begin so, each with its document; none while there is no table yet."""
    shown = _shown(user)
    found: dict[str, Suggestion] = {}
    for one in shown.table.codes(begin, shown.gone) if shown else ():
        found.setdefault(one.text, one)
    return tuple(found.values())


def wake() -> None:
    """Has a thread make what visitors are shown, before the first of them types; gives no sign when it is done."""
    threading.Thread(target=_in_background, args=(lambda: _shown(AnonymousUser()),), daemon=True).start()


def forget() -> None:
    """Makes all tables anew when they are next asked: for tests, between which the database is another one."""
    with _looking:
        _kept.clear()
        _making.clear()


def _json(table: Table, gone: frozenset[int], asked: tuple[str, ...]) -> bytes:
    return as_json(table.answer(asked, gone))


def _answered(typed: str, shown: _Shown) -> bytes:
    asked = _asked(typed)
    return shown.json(asked) if asked else as_json(())


@lru_cache(MOST_KEPT)
def _asked(typed: str) -> tuple[str, ...]:
    """The words typed, codes in their one spelling; nothing while there is too little to go by."""
    text, _ = clean(typed)
    bare = words(text)
    if _DIGIT.search(text):  # without one there is no code, and reading for codes takes as long as answering
        query = parse(typed)
        if len(query.codes) == 1 and not query.terms:
            bare = [code_tokens(query.codes[0])[0]]
    return tuple(dict.fromkeys(bare))[:MOST_WORDS] if len("".join(bare)) >= LEAST else ()


def _shown(user) -> _Shown | None:
    """What this user is shown; nothing while the first table is being made in the background.

    One looks whether it has changed, the others go on with what there is meanwhile.
    """
    key = Reach.of(user)
    kept = _kept.get(key)
    if kept and time.monotonic() <= kept.look_at:
        return kept.shown
    if not _looking.acquire(blocking=kept is None):
        return kept.shown
    try:
        kept = _kept.get(key)
        if kept is None or time.monotonic() > kept.look_at:
            _look(key, Document.objects.visible_to(user).order_by())
            kept = _kept.get(key)
        return kept and kept.shown
    finally:
        _looking.release()


def _look(key: Reach, readable: QuerySet[Document]) -> None:
    """Keeps what is to be shown from now on, and sees to it that what has changed gets into a table."""
    kept, began = _kept.get(key), time.monotonic()
    if kept is None and key in _making:
        return
    state = _state(readable)
    is_changed = kept is None or state != kept.state
    is_behind = is_changed or kept.is_behind
    if is_behind and key not in _making and (kept is None or began >= kept.make_at):
        if state[0] <= MADE_AT_ONCE:
            _kept[key] = _made(readable, state)
            return
        _making[key] = thread = threading.Thread(
            target=_in_background, args=(partial(_make, key, readable),), name="suggestions", daemon=True
        )
        thread.start()
    if kept:
        shown = kept.shown.without_what_is_gone(readable) if is_changed else kept.shown
        _kept[key] = replace(
            kept, shown=shown, state=state, is_behind=is_behind, look_at=_not_before(began, LOOK_EVERY)
        )


def _make(key: Reach, readable: QuerySet[Document]) -> None:
    """Makes a table in the background, where nobody waits for it. Somebody looks again as soon as it is there: what was
    withdrawn while it was being made may be in it.
    """
    made = None
    try:
        made = replace(_made(readable, _state(readable)), look_at=time.monotonic())
    finally:
        with _looking:
            if _making.get(key) is threading.current_thread():
                del _making[key]
                if made:
                    _kept[key] = made


def _in_background(do) -> None:
    """Does it with a connection of this thread's own. What fails is logged, and tried again at the next look."""
    try:
        do()
    except Exception:
        logger.exception("The table of suggestions could not be made. It is tried again when somebody types.")
    finally:
        connection.close()


def _made(readable: QuerySet[Document], state: tuple) -> _Kept:
    began = time.monotonic()
    shown = _Shown(Table(_rows(readable)))
    return _Kept(shown, state, _not_before(began, LOOK_EVERY), _not_before(began, 0))


def _not_before(began: float, least: float) -> float:
    """When to do again what was begun then and is done now."""
    now = time.monotonic()
    return now + max(least, SHARE * (now - began))


def _state(readable: QuerySet[Document]) -> tuple:
    """Changes whenever a document is published, withdrawn, shown to others or renamed; how many there are comes first."""
    seen = readable.aggregate(count=Count("pk"), which=Sum("pk"), revisions=Sum("published"))
    return (*seen.values(), OldAddress.objects.aggregate(last=Max("pk"))["last"])


def _rows(readable: QuerySet[Document]) -> Iterator[Row]:
    found = readable.values_list(
        *("kind", "slug", "title", "published", "search_entry__codes", "search_entry__symptoms"),
        F("origin__collection"),
    )
    for *document, codes, symptoms, collection in found.iterator(chunk_size=500):
        yield Row(*document, codes or "", symptoms or "", collection is not None)
