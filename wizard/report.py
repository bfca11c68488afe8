"""What someone answered and tried in a guide, so that whoever helps next need not ask again. (pure)"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from urllib.parse import quote

from kb.saying import _, ngettext
from wizard.graph import ANSWER_WORDS, COULD_NOT, End, Fix, Graph
from wizard.walk import Position, Step

LONGEST_MAIL = 1600  # characters of a mailto: address's text; some mail programs cut longer ones


@dataclass(frozen=True)
class EvidenceLine:
    """One line of what was pasted, masked, and what it was taken to say."""

    line: int
    quote: str
    ask: str = ""
    say: str = ""
    question: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Answer:
    """A question and its answer in words; `lines` are the lines of the pasted text that gave it."""

    ask: str
    say: str
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Tried:
    """A fix and what came of it; `at` is when it was said, where that is known."""

    fix: str
    verdict: str
    minutes: int
    at: str = ""


@dataclass(frozen=True)
class Report:
    """A walk in words. `address` is where it goes on, `versions` what the guide was checked against."""

    guide: str
    revision: int
    address: str
    answers: tuple[Answer, ...] = ()
    evidence: tuple[EvidenceLine, ...] = ()
    tried: tuple[Tried, ...] = ()
    stands_at: str = ""
    versions: str = ""
    whom: str = ""
    minutes: int = 0
    words: str = ""
    contact: str = ""
    written: str = ""

    def as_text(self) -> str:
        """The report as plain text, for a mail or a ticket."""
        return "\n".join(self._lines()) + "\n"

    def as_json(self) -> dict[str, Any]:
        """The report as plain lists, texts and numbers."""
        return asdict(self)

    def mail_address(self, link: str) -> str:
        """A mailto: address that opens a mail with the report in it; a long one is left to the link."""
        text = self.as_text()
        body = text if len(text) <= LONGEST_MAIL else f"{self.guide}\n{link}\n"
        return f"mailto:?subject={quote(self.guide)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"

    def _lines(self) -> Iterable[str]:
        yield self.guide
        if self.words:
            yield from ("", _("In their own words:"), *(f"  {line}" for line in self.words.splitlines()))
        if self.answers:
            yield from ("", _("Answers:"))
            yield from (f"- {one.ask} {one.say}{_from(one.lines)}" for one in self.answers)
        if self.evidence:
            yield from ("", _("What was seen in the pasted text:"))
            yield from (f"- {_('line %(n)s:', n=one.line)} {one.quote}" for one in self.evidence)
        if self.tried:
            yield from ("", _("Tried:"))
            yield from (f"- {one.fix}: {one.verdict}{f' ({one.at})' if one.at else ''}" for one in self.tried)
            yield ngettext("That takes about %(n)s minute.", "That takes about %(n)s minutes.", self.minutes)
        if self.stands_at:
            yield from ("", f"{_('Now at:')} {self.stands_at}")
        if self.contact:
            yield f"{_('To be reached:')} {self.contact}"
        yield ""
        if self.versions:
            yield _("The guide was checked against %(versions)s.", versions=self.versions)
        yield f"{_('Revision %(n)s of the guide. Go on here:', n=self.revision)} {self.address}"


def report_of(
    graph: Graph,
    position: Position,
    *,
    revision: int,
    address: str,
    evidence: Sequence[EvidenceLine] = (),
    times: Mapping[str, str] | None = None,
    words: str = "",
    contact: str = "",
    written: str = "",
    say: Callable[[str], str] = str,
) -> Report:
    """The report of a walk; `times` say when each fix's verdict was given, `say` translates the answers that every guide has."""
    steps = position.steps
    fixes = [(step, graph.by_key[step.key]) for step in steps if step.kind == "fix"]
    tried = tuple(
        Tried(step.title, say(ANSWER_WORDS[step.answers[0]]), fix.minutes, (times or {}).get(step.key, ""))
        for step, fix in fixes
        if isinstance(fix, Fix)
    )
    undone = say(ANSWER_WORDS[COULD_NOT])
    node = position.node
    return Report(
        guide=graph.title,
        revision=revision,
        address=address,
        answers=tuple(
            Answer(step.title, say(step.label), _lines_of(step, evidence)) for step in steps if step.kind == "question"
        ),
        evidence=tuple(one for one in evidence if one.quote),
        tried=tried,
        stands_at=node.title if node and not position.is_fixed else "",
        versions=graph.checked_against,
        whom=node.whom if isinstance(node, End) else "",
        minutes=sum(one.minutes for one in tried if one.verdict != undone),
        words=words,
        contact=contact,
        written=written,
    )


def _lines_of(step: Step, evidence: Sequence[EvidenceLine]) -> tuple[int, ...]:
    """The lines behind an answer; none where the reader answered otherwise."""
    lines = (one.line for one in evidence if one.question == step.key and one.choice in ("", *step.chosen))
    return tuple(dict.fromkeys(lines))


def in_minutes_of(moment: datetime) -> str:
    """A moment with the name of its zone: "2026-11-22 16:40 UTC"; "UTC-03" of a zone that has no name but a number."""
    name = moment.tzname() or ""
    return f"{moment:%Y-%m-%d %H:%M} {'UTC' if name[:1] in '+-' else ''}{name}"


def kept_moment(moment: datetime) -> str:
    """A moment as a run keeps it: in UTC, whatever zone the site is in later."""
    return in_minutes_of(moment.astimezone(UTC))


def in_zone(kept: str, zone: tzinfo) -> str:
    """What `kept_moment` gave, in another zone; any other text as it stands."""
    try:
        moment = datetime.strptime(kept, "%Y-%m-%d %H:%M UTC").replace(tzinfo=UTC)
    except ValueError:
        return kept
    return in_minutes_of(moment.astimezone(zone))


def _from(lines: Sequence[int]) -> str:
    return f" ({_('from line %(lines)s', lines=', '.join(map(str, lines)))})" if lines else ""
