"""What a pasted text says to this reader: looked up among the published documents that they may see. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from kb import signs
from kb.models import Document, Revision
from wizard import addresses, evidence, runs, seen
from wizard.evidence import Answers, Contradiction, Finding, Findings, Hit, Source
from wizard.pasted import Pasted
from wizard.seen import Seen
from wizard.walking import graph_of

MEANING = {"proves": _("shows that"), "points-to": _("points to"), "hints": _("fits")}
SPEAKS = {
    "proves": _("Your text shows it"),
    "points-to": _("Your text points to it"),
    "hints": _("Some lines fit"),
}
MOST_LINES = 12  # that a page lists for one document

_sources: dict[tuple[str, str, int, str], Source] = {}  # revisions never change, so what was made of one stays right
MOST_SOURCES = 2000


@dataclass(frozen=True)
class Line:
    """One matched line as a page shows it."""

    hit: Hit

    @property
    def means(self) -> str:
        return str(MEANING.get(self.hit.means, ""))


@dataclass(frozen=True)
class Both:
    """A question that the text answers in more than one way; each answer with the first hit that says so."""

    ask: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Found:
    """A document that the text speaks for, and what the text says to it."""

    document: Document
    finding: Finding

    @cached_property
    def answers(self) -> Answers:
        return evidence.answers(self.finding)

    @property
    def seen(self) -> tuple[Seen, ...]:
        return seen.of(self.answers)

    @property
    def start(self) -> str:
        """Where the document begins; for a guide with the answers that the text gave."""
        address = self.document.get_absolute_url()
        return addresses.write(address, "", {}, revision=None, evidence=self.seen)

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        return self.answers.open

    @property
    def said_both(self) -> list[Both]:
        """The same for a page."""
        return [Both(one.ask, _first_of_each_choice(one.hits)) for one in self.contradictions]

    @property
    def speaks(self) -> str:
        return str(SPEAKS.get(self.finding.strength, ""))

    @cached_property
    def hits(self) -> list[Hit]:
        """What was matched, in the order of the text; of signs that say the same on the same line only the strongest."""
        strongest: dict[tuple[str, str, int], Hit] = {}
        for hit in sorted(self.finding.hits, key=lambda hit: -hit.ratio):
            strongest.setdefault((hit.question, hit.choice, hit.line), hit)
        return sorted(strongest.values(), key=lambda hit: (hit.line, -hit.ratio))

    @property
    def to_keep(self) -> list[tuple[Seen, str]]:
        """What a form sends along to keep these lines for a report: what each says and its words, secrets blotted out."""
        lines = runs.evidence_lines(hit for hit in self.hits if hit.question)
        return [(Seen(one.question, one.choice, one.line), one.quote) for one in lines]

    @property
    def lines(self) -> list[Line]:
        return [Line(hit) for hit in self.hits[:MOST_LINES]]

    @property
    def more(self) -> int:
        """How many matched lines are not listed."""
        return max(0, len(self.hits) - MOST_LINES)


@dataclass(frozen=True)
class Diagnosis:
    """All that a text says, best first."""

    guides: tuple[Found, ...]
    articles: tuple[Found, ...]
    findings: Findings

    @property
    def is_cut(self) -> bool:
        """Whether there was no time for the last lines."""
        return self.findings.checked_to < self.findings.lines

    def for_guide(self, slug: str) -> Found | None:
        return next((found for found in self.guides if found.document.slug == slug), None)


def _first_of_each_choice(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    first: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.line):
        first.setdefault(hit.choice, hit)
    return tuple(first.values())


@sensitive_variables()
def diagnose(user, pasted: Pasted, *, asked: tuple[Document, Diagnosis] | None = None) -> Diagnosis:
    """Looks through a cleaned text with the signs of every published document that this user may see.

    A guide that was `asked` already is not asked again: what the text said to it stands among the rest.
    """
    documents = _visible(user)
    others = [document for document in documents.values() if not asked or document.pk != asked[0].pk]
    sources = _sources_of(others)
    guides = [source for source in sources if source.kind == "guide"]
    findings = evidence.look(pasted, guides, [source for source in sources if source.kind != "guide"])
    if asked:
        document, diagnosis = asked
        documents |= _by_name([document])
        findings = evidence.together(diagnosis.findings, findings)
    return _diagnosis(documents, findings)


@sensitive_variables()
def answers_for(document: Document, pasted: Pasted) -> Diagnosis:
    """What a text says to one guide, whatever else it speaks for."""
    return _diagnosis(_by_name([document]), evidence.look(pasted, _sources_of([document])))


def _diagnosis(documents: dict[tuple[str, str], Document], findings: Findings) -> Diagnosis:
    guides, articles = (
        tuple(Found(documents[one.source.kind, one.source.slug], one) for one in group)
        for group in (findings.guides, findings.articles)
    )
    return Diagnosis(guides, articles, findings)


def _visible(user) -> dict[tuple[str, str], Document]:
    """The documents that text can speak for: without signs there is nothing to hold against it."""
    visible = Document.objects.visible_to(user).filter(has_signs=True).select_related("topic", "published")
    return _by_name(visible.defer("published__text", "published__compiled"))


def _by_name(documents: Iterable[Document]) -> dict[tuple[str, str], Document]:
    return {(document.kind, document.slug): document for document in documents}


def _sources_of(documents: Iterable[Document]) -> list[Source]:
    """The documents as evidence sees them; what was published since the last time is read in one go."""
    names = {_name(document): document for document in documents}
    made = {name: source for name in names if (source := _sources.get(name))}
    missing = {name: document for name, document in names.items() if name not in made}
    if missing:
        revisions = Revision.objects.in_bulk([document.published_id for document in missing.values()])
        fresh = {name: _source(document, revisions[document.published_id]) for name, document in missing.items()}
        if len(_sources) + len(fresh) > MOST_SOURCES:
            _sources.clear()
        _sources.update(fresh)
        made |= fresh
    return [made[name] for name in names]


def _name(document: Document) -> tuple[str, str, int, str]:
    return (document.kind, document.slug, document.published_id, document.published.digest)


def _source(document: Document, revision: Revision) -> Source:
    compiled = revision.compiled or {}
    if document.kind == "guide" and "graph" in compiled:
        return evidence.of_guide(document.slug, graph_of(revision))
    if document.kind == "guide":  # one that cannot be read speaks for nothing
        return evidence.Source("guide", document.slug, document.title)
    found = signs.from_json(compiled.get("signs", ()))
    return evidence.of_article(document.slug, document.title, compiled.get("keywords", ()), found)
