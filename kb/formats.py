"""What a kind of document must be able to do, and the register of kinds. (pure)

A kind of document (an article, a guide) is a `Format`: it reads a text and says what is in it and what is wrong
with it. Everything else (revisions, review, search, history, exchange) works on any registered format and does not
know which kinds there are. `kb` registers articles, `wizard` registers guides when Django starts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from kb.problems import Problem, did_you_mean
from kb.saying import _

# Raise this when the same text compiles to something else: a mended sanitiser, a new field. `manage.py prepare` then compiles
# what readers get once more.
COMPILED_VERSION = 3

PLATFORMS_LENGTH = 200
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Link:
    """A reference from one document to another, `[text](article:slug)` or a field such as `related`."""

    kind: str
    slug: str
    line: int = 0


@dataclass(frozen=True)
class SearchText:
    """What search knows of a document, all plain text; each part has its own weight in the ranking."""

    title: str = ""
    summary: str = ""
    codes: tuple[str, ...] = ()
    keywords: str = ""
    symptoms: str = ""
    headings: str = ""
    body: str = ""


@dataclass(frozen=True)
class Reading:
    """What a text says, read once when it is saved.

    `problems` holds all that can be said from the text alone; `compiled` is JSON-ready and is all that readers' pages need,
    empty when the text could not be read.
    """

    title: str = ""
    summary: str = ""
    topic: str = ""
    platforms: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    search: SearchText = field(default_factory=SearchText)
    compiled: dict[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_readable(self) -> bool:
        return bool(self.compiled)

    @property
    def platform_words(self) -> str:
        """The platforms as lists keep them: each one word of small letters, `windows-server`, with spaces between them."""
        kept = ""
        for platform in self.platforms:
            one = "-".join(_WORD.findall(platform.lower()))
            if one and one not in kept.split() and len(kept) + len(one) < PLATFORMS_LENGTH:
                kept = f"{kept} {one}".strip()
        return kept


class Library(Protocol):
    """What a text may refer to: the topics, and the documents that are (or in this step will be) published."""

    def topics(self) -> set[str]: ...

    def slugs(self, kind: str) -> set[str]: ...

    def has(self, kind: str, slug: str) -> bool:
        """Whether a document is published at this slug or old address."""
        ...

    def compiled(self, kind: str, slug: str) -> dict[str, Any] | None:
        """What readers get of the published document at this slug or old address; None where there is none."""
        ...

    def is_for_staff(self, kind: str, slug: str) -> bool: ...


class Format(Protocol):
    """One kind of document. `kind` is its word in links and addresses, `version` names the text format."""

    kind: str
    version: str
    folder: str
    suffix: str
    leads: bool  # whether lists show it first: it takes readers by the hand
    card: str  # the template of what an article shows in place of a link to it that stands alone on its line; empty: the link

    def address(self, slug: str) -> str:
        """The path of the document's page, `/articles/<slug>/`."""
        ...

    def read(self, text: str) -> Reading:
        """Reads a text of any quality. Never raises: what is wrong stands in the reading's problems."""
        ...

    def with_topic(self, text: str, topic: str) -> str:
        """The same text with this topic written into it; asked only of a text that names none."""
        ...

    def on_card(self, compiled: dict[str, Any]) -> dict[str, Any]:
        """What the template of its card needs of what readers get of it; asked only of a kind that has one."""
        ...

    def check(self, reading: Reading, *, slug: str, library: Library) -> list[Problem]:
        """The problems that need to know what else there is: topics, links, jumps in a circle."""
        ...


_register: dict[str, Format] = {}


def register(format: Format) -> None:
    _register[format.kind] = format


def get(kind: str) -> Format:
    """The format of a kind; KeyError for a kind nobody registered."""
    return _register[kind]


def all_formats() -> list[Format]:
    return list(_register.values())


def leading_kinds() -> set[str]:
    """The kinds that lists show first."""
    return {format.kind for format in _register.values() if format.leads}


def has_card(kind: str) -> bool:
    """Whether an article can show more of a document of this kind than a link."""
    return kind in _register and bool(_register[kind].card)


def address(kind: str, slug: str) -> str | None:
    """The path of a document's page, or None for a kind nobody registered."""
    format = _register.get(kind)
    return format.address(slug) if format else None


def parse_reference(reference: str, line: int = 0) -> Link | None:
    """`article:some-slug` (an `#anchor` may follow) -> Link; None for anything else."""
    kind, colon, rest = reference.partition(":")
    slug = rest.partition("#")[0]
    if not colon or kind not in _register or not slug:
        return None
    return Link(kind, slug, line)


def check_topic(topic: str, line: int, library: Library) -> list[Problem]:
    """The topic must be one that exists."""
    topics = library.topics()
    if not topic or topic in topics:
        return []
    hint = did_you_mean(topic, topics) or _(" There are: %(value)s.", value=", ".join(sorted(topics)) or "none yet")
    return [Problem(line, _("'%(topic)s' is not a topic.%(hint)s", topic=topic, hint=hint), "unknown-topic")]


def check_links(links: Iterable[Link], *, this: tuple[str, str], library: Library) -> list[Problem]:
    """Every link must lead to a published document; a link to the document itself and one to a staff document warn."""
    problems = []
    for link in dict.fromkeys(links):
        name = f"{link.kind}:{link.slug}"
        if (link.kind, link.slug) == this:
            problems.append(
                Problem(
                    link.line, _("'%(name)s' links to this document itself.", name=name), "link-to-itself", "warning"
                )
            )
        elif not library.has(link.kind, link.slug):
            hint = did_you_mean(link.slug, library.slugs(link.kind))
            problems.append(
                Problem(
                    link.line,
                    _("'%(name)s' is not a published %(kind)s.%(hint)s", name=name, kind=link.kind, hint=hint),
                    "unknown-link",
                )
            )
        elif library.is_for_staff(link.kind, link.slug):
            message = _("'%(name)s' is for staff only; other readers will not be able to follow this link.", name=name)
            problems.append(Problem(link.line, message, "link-to-staff", "warning"))
    return problems
