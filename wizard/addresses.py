"""The address of a place in a guide: the answers are in it, in the guide's order, and nothing else is needed. (pure)

`/fix/<guide>/<node>/?<question>=<choice>&…&r=<revision>`; `a` names the advice set, `e=<question>.<choice>.<line>` is an answer that a pasted text gave,
`from` holds the address of the jump that led here, `w` the token of the run that the walk is kept in, `n` (in what a form
sends) the node that it answers. No node has a key of one letter; `kb.addresses` has `m`, which no walk carries on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode

from wizard import seen
from wizard.seen import Seen

REVISION, ADVICE, FROM, EVIDENCE, RUN, ASKED = "r", "a", "from", "e", "w", "n"
OURS = frozenset((REVISION, ADVICE, FROM, EVIDENCE, RUN, ASKED))
MAX_ANSWERS = 200
MAX_FROM = 2000  # characters of an address to go back to; longer than any walk of 12 steps through two guides

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")
_PLACE = re.compile(rf"/fix/(?P<slug>[a-z0-9-]+)/(?:(?P<key>{KEY.pattern})/)?(?:\?(?P<query>.*))?")


@dataclass(frozen=True)
class Place:
    """What an address says: the guide, the node, the answers as given, the revision they were given on, and the jump before."""

    slug: str
    key: str = ""
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revision: int | None = None
    came_from: str = ""
    evidence: tuple[Seen, ...] = ()
    run: str = ""
    asked: str = ""
    advice: int = 0


def read_query(slug: str, key: str, query: Mapping[str, Sequence[str]]) -> Place:
    """The place that a parsed query names; anything that is not a name of ours is an answer."""
    given = {name: values for name, values in query.items() if name not in OURS}
    answers = {_shown(name): [_shown(value) for value in values] for name, values in given.items()}
    came_from, run, asked = (next(iter(query.get(name, ())), "") for name in (FROM, RUN, ASKED))
    revision = _number(query.get(REVISION, ()))
    found = seen.read(query.get(EVIDENCE, ()))
    return Place(
        slug,
        key,
        answers,
        revision,
        came_from if len(came_from) <= MAX_FROM else "",
        found,
        run if TOKEN.fullmatch(run) else "",
        asked if KEY.fullmatch(asked) else "",
        _number(query.get(ADVICE, ())) or 0,
    )


def _number(values: Sequence[str]) -> int | None:
    text = next(iter(values), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _shown(text: str) -> str:
    """A text without what cannot be shown on a page; no form sends such, and an odd answer may be repeated there."""
    return "".join(filter(str.isprintable, text))


def read_address(address: str, most: int = MAX_FROM) -> Place | None:
    """The place behind an address of ours without a host, or None for any other text and for one that is too long."""
    match = _PLACE.fullmatch(address) if len(address) <= most else None
    if not match:
        return None
    try:
        query = parse_qs(match["query"] or "", keep_blank_values=True, max_num_fields=MAX_ANSWERS)
    except ValueError:  # more answers than any guide has questions
        return None
    return read_query(match["slug"], match["key"] or "", query)


def write(
    base: str,
    key: str,
    answers: Mapping[str, Sequence[str]],
    *,
    revision: int | None,
    came_from: str = "",
    evidence: Iterable[Seen] = (),
    run: str = "",
    asked: str = "",
    advice: int = 0,
) -> str:
    """The address of a node below `base` (`/fix/<guide>/`), with answers in the order in which they are given here."""
    pairs = [(name, value) for name, values in answers.items() for value in values]
    pairs += [(EVIDENCE, str(one)) for one in evidence]
    if revision is not None:
        pairs.append((REVISION, str(revision)))
    if advice:
        pairs.append((ADVICE, str(advice)))
    pairs += [(name, value) for name, value in ((FROM, came_from), (RUN, run), (ASKED, asked)) if value]
    place = f"{base}{key}/" if key else base
    return f"{place}?{urlencode(pairs)}" if pairs else place
