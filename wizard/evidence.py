"""Pasted text -> which guides and articles it speaks for, and which answers it gives, line by line. (pure)

A sign is a likelihood ratio: what proves counts 100, what points to 10, what hints 3. Of each question the strongest hit
counts once, and logarithms add up; a guide's prior is equal for all. Words that a text shares with a guide order the
guides but never make one appear: a text that only mentions a name is not evidence. Below the floor nothing is recognised.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

from kb.signs import Sign
from wizard.graph import Graph, Question
from wizard.matching import SECONDS, Clock, Span, matcher
from wizard.pasted import Pasted

RATIOS = {"proves": 100, "points-to": 10, "hints": 3}
FLOOR = log(10)
MAX_RELEVANCE = log(3)
MAX_FOUND = 5
MAX_QUOTE = 200

_WORD = re.compile(r"[^\W_][\w'-]{2,}")
_RELEVANCE_CHARACTERS = 200_000
_COMMON = frozenset(
    _WORD.findall(
        "the and for but not was were are has have had with from that this than then they them their there what when where"
        " which who why how does did can cannot could should would will nobody somebody our your his her its only one all any"
        " says say works work very old new also into over out off yes"
    )
)


@dataclass(frozen=True)
class Source:
    """A published document that text may speak for: a guide with its graph, or an article with its own signs."""

    kind: str
    slug: str
    title: str
    words: tuple[str, ...] = ()
    graph: Graph | None = field(default=None, repr=False)
    signs: tuple[Sign, ...] = field(default=(), repr=False)


def of_guide(slug: str, graph: Graph) -> Source:
    """A guide as a source."""
    return Source("guide", slug, graph.title, (graph.title, *graph.symptoms, *graph.keywords), graph)


def of_article(slug: str, title: str, keywords: Iterable[str], signs: Iterable[Sign]) -> Source:
    """An article as a source; `keywords` and `signs` stand in what was compiled of it."""
    return Source("article", slug, title, (title, *keywords), None, tuple(signs))


@dataclass(frozen=True)
class Hit:
    """One sign seen in the text: on which lines, in which words, and what it says there.

    The question, its choice and their labels are empty when the sign belongs to an article.
    """

    sign: Sign
    line: int
    last_line: int
    quote: str
    question: str = ""
    ask: str = ""
    choice: str = ""
    say: str = ""

    @property
    def means(self) -> str:
        return self.sign.means

    @property
    def ratio(self) -> int:
        return RATIOS.get(self.means, 1)


@dataclass(frozen=True)
class Finding:
    """A guide or an article that the text speaks for. `weight` is what its signs add up to, `relevance` what shared words add."""

    source: Source
    hits: tuple[Hit, ...]
    weight: float
    relevance: float

    @property
    def score(self) -> float:
        return self.weight + self.relevance

    @property
    def strength(self) -> str:
        """The strongest kind of sign behind it."""
        return max(self.hits, key=lambda hit: hit.ratio).means


@dataclass(frozen=True)
class Findings:
    """All that a text speaks for, best first. Lines after `checked_to` were not checked: there was no time."""

    guides: tuple[Finding, ...]
    articles: tuple[Finding, ...]
    lines: int
    checked_to: int
    unreadable: int = 0

    @property
    def is_complete(self) -> bool:
        return self.checked_to >= self.lines and not self.unreadable

    @property
    def is_nothing(self) -> bool:
        return not self.guides and not self.articles


@dataclass(frozen=True)
class Contradiction:
    """A question that the text answers in more than one way, so that it stays open."""

    question: str
    ask: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Answers:
    """What a finding answers: `given` is for `walk.replay`, `because` has the hits behind each, `open` what contradicts."""

    given: dict[str, tuple[str, ...]]
    because: dict[str, tuple[Hit, ...]]
    open: tuple[Contradiction, ...]


def look(
    pasted: Pasted,
    guides: Sequence[Source],
    articles: Sequence[Source] = (),
    *,
    seconds: float = SECONDS,
    clock: Clock = time.thread_time,
) -> Findings:
    """What a cleaned text speaks for among the published guides and articles, within the given time of the processor.

    That of this thread only, so that a busy server looks as far as an idle one does.
    """
    sources = (*guides, *articles)
    engine = matcher(tuple(dict.fromkeys(sign for source in sources for sign in _signs(source))))
    data = pasted.text.encode()
    scan = engine.scan(data, clock() + seconds, clock)
    seen = {sign: [_placed(sign, span, data, pasted) for span in spans] for sign, spans in scan.places.items()}
    words = _words(pasted.text[:_RELEVANCE_CHARACTERS]) if seen else frozenset()
    found = [finding for source in sources if (finding := _finding(source, seen, words))]
    lines = len(pasted.lines)
    return Findings(
        guides=_best(one for one in found if one.source.kind == "guide"),
        articles=_best(one for one in found if one.source.kind == "article"),
        lines=lines,
        checked_to=lines if scan.checked >= len(data) else data.count(b"\n", 0, scan.checked),
        unreadable=len(engine.unreadable),
    )


def together(one: Findings, other: Findings) -> Findings:
    """What the same text speaks for among two lots of documents."""
    return Findings(
        guides=_best((*one.guides, *other.guides)),
        articles=_best((*one.articles, *other.articles)),
        lines=one.lines,
        checked_to=min(one.checked_to, other.checked_to),
        unreadable=one.unreadable + other.unreadable,
    )


def answers(finding: Finding) -> Answers:
    """The answers that a finding gives. Hints answer nothing, and a question answered in two ways stays open."""
    given: dict[str, tuple[str, ...]] = {}
    because: dict[str, tuple[Hit, ...]] = {}
    contradictions: list[Contradiction] = []
    for question in _questions(finding.source):
        hits = tuple(hit for hit in finding.hits if hit.question == question.key and hit.means != "hints")
        chosen = tuple(choice.key for choice in question.choices if any(hit.choice == choice.key for hit in hits))
        if len(chosen) > 1 and question.pick != "several":
            contradictions.append(Contradiction(question.key, question.ask, hits))
        elif chosen:
            given[question.key] = chosen
            because[question.key] = hits
    return Answers(given, because, tuple(contradictions))


def _best(found: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(found, key=lambda one: (-one.score, one.source.title))[:MAX_FOUND])


def _questions(source: Source) -> list[Question]:
    return [node for node in source.graph.nodes if isinstance(node, Question)] if source.graph else []


def _signs(source: Source) -> Iterable[Sign]:
    yield from source.signs
    for question in _questions(source):
        for choice in question.choices:
            yield from choice.signs


def _finding(source: Source, seen: dict[Sign, list[Hit]], words: frozenset[str]) -> Finding | None:
    hits = [hit for sign in source.signs for hit in seen.get(sign, ())]
    weight = log(max((hit.ratio for hit in hits), default=1))
    for question in _questions(source):
        of_question = [
            Hit(hit.sign, hit.line, hit.last_line, hit.quote, question.key, question.ask, choice.key, choice.say)
            for choice in question.choices
            for sign in choice.signs
            for hit in seen.get(sign, ())
        ]
        weight += log(max((hit.ratio for hit in of_question), default=1))
        hits.extend(of_question)
    if weight < FLOOR - 1e-9:
        return None
    return Finding(source, tuple(hits), weight, _relevance(source, words))


def _relevance(source: Source, words: frozenset[str]) -> float:
    known = _words_of(source.words)
    return MAX_RELEVANCE * len(known & words) / len(known) if known else 0.0


@lru_cache(maxsize=1024)
def _words_of(texts: tuple[str, ...]) -> frozenset[str]:
    return _words(" ".join(texts))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold())) - _COMMON


def _placed(sign: Sign, span: Span, data: bytes, pasted: Pasted) -> Hit:
    start, end = span
    matched = data[start:end]
    start += len(matched) - len(matched.lstrip())
    end = max(start, end - len(matched) + len(matched.rstrip()))
    line = data.count(b"\n", 0, start) + 1
    last = line + data.count(b"\n", start, end)
    words = data[start:end].decode("utf-8", "replace")
    first_words, last_words = words.split("\n")[0], words.split("\n")[-1]
    quote = _shortened(pasted.lines[line - 1], first_words)
    if last > line:
        quote = f"{quote} … {_shortened(pasted.lines[last - 1], last_words)}"
    return Hit(sign, line, last, quote)


def _shortened(line: str, around: str) -> str:
    """One line for quoting; of a very long one the part around the match."""
    line = line.strip()
    if len(line) <= MAX_QUOTE:
        return line
    at = max(line.find(around[:MAX_QUOTE].strip()), 0)
    begin = max(0, min(at - MAX_QUOTE // 4, len(line) - MAX_QUOTE))
    end = begin + MAX_QUOTE
    return f"{'…' if begin else ''}{line[begin:end].strip()}{'…' if end < len(line) else ''}"
