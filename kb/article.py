"""The article format: front matter and Markdown <-> fields, what readers get, and what is wrong with it. (pure)

`docs/article-format.md` says the same to authors. An article is read in one pass; every check then looks at the same
`Article` and says all that it finds. To add a check: a function, a line in `CHECKS`, a good and a failing sample.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from kb import article_text, formats, markdown, signs, strict_yaml, yaml_groups
from kb.article_text import LISTS, NAMES, NEEDED, ArticleFields, read_fields, split, write
from kb.formats import Library, Link, Reading, SearchText
from kb.markdown import Heading, Rendered
from kb.problems import Problem, did_you_mean
from kb.saying import _
from kb.signs import Sign

__all__ = ["CHECKS", "Article", "ArticleFields", "ArticleFormat", "read_fields", "split", "write"]

TYPES = ("problem", "how-to", "policy", "planning", "reference")
ERAS = ("classic", "current", "both")
SECTIONS = ("Symptoms", "Cause", "How to check", "Resolution", "How to know it worked", "If it does not help")
KNOWN = (*NAMES, "signs")
MAX_TITLE = 120
MAX_SUMMARY = 300


@dataclass(frozen=True)
class Article:
    """An article as the checks see it: its fields, the text they came from, and what became of its body."""

    fields: ArticleFields
    loaded: strict_yaml.Loaded
    rendered: Rendered
    body_line: int

    @property
    def given(self) -> dict[str, Any]:
        """The front matter as it was read, with unknown fields and wrong forms."""
        return self.loaded.value if isinstance(self.loaded.value, dict) else {}

    def line(self, *path: str | int) -> int:
        """The line of a field, or of the front matter's beginning where the field is missing."""
        return self.loaded.line(*path)

    @cached_property
    def body_lines(self) -> list[str]:
        return self.fields.body.split("\n")

    @cached_property
    def signs(self) -> tuple[tuple[Sign, ...], list[Problem]]:
        """The signs in the front matter, and what is wrong with their form."""
        notes = yaml_groups.Notes(self.loaded)
        return signs.read(yaml_groups.Group(notes, (), self.given, _("The article"))), notes.problems

    @cached_property
    def sections(self) -> dict[Heading, str]:
        """The text below each heading as far as the next one of its level or above."""
        found: dict[Heading, str] = {}
        open_ones: list[Heading] = []
        for heading in self.rendered.contents:
            while open_ones and open_ones[-1].level >= heading.level:
                ended = open_ones.pop()
                found[ended] = self._between(ended.line, heading.line)
            open_ones.append(heading)
        return found | {heading: self._between(heading.line, None) for heading in open_ones}

    def _between(self, line: int, end: int | None) -> str:
        lines = self.body_lines[line - self.body_line + 1 : None if end is None else end - self.body_line]
        return "\n".join(lines)


class ArticleFormat:
    """The kind "article": front matter and Markdown, `article/1`."""

    kind = "article"
    card = ""
    version = "article/1"
    folder = "articles"
    suffix = ".md"
    leads = False

    def address(self, slug: str) -> str:
        """The path of an article's page."""
        return f"/articles/{slug}/"

    def read(self, text: str) -> Reading:
        """Reads a text of any quality; `compiled` holds the HTML and the facts beside it."""
        front, body, body_line = split(text)
        loaded = article_text.load(front) if body_line > 1 else strict_yaml.Loaded(None)
        rendered = markdown.render(body, address=formats.address, first_line=body_line)
        if not isinstance(loaded.value, dict):
            problems = loaded.problems or [_no_front_matter(text, body_line)]
            return Reading(links=rendered.links, problems=tuple(sorted({*problems, *rendered.problems})))
        article = Article(read_fields(text), loaded, rendered, body_line)
        found = (problem for check in CHECKS for problem in check(article))
        problems = {*loaded.problems, *rendered.problems, *found}
        related = tuple(link for link in _related(article) if isinstance(link, Link))
        return Reading(
            title=article.fields.title,
            summary=article.fields.summary,
            topic=article.fields.topic,
            platforms=article.fields.platforms,
            has_signs=bool(article.signs[0]),
            links=tuple(dict.fromkeys([*related, *rendered.links])),
            related=related,
            search=_search_text(article),
            compiled=_compiled(article, related),
            problems=tuple(sorted(problems)),
        )

    def with_topic(self, text: str, topic: str) -> str:
        """The same text with `topic` in its front matter."""
        return article_text.with_topic(text, topic)

    def check(self, reading: Reading, *, slug: str, library: Library) -> list[Problem]:
        """The topic and every link must be there."""
        if not reading.is_readable:
            return []
        return [
            *formats.check_topic(reading.topic, reading.compiled["topic_line"], library),
            *formats.check_links(reading.links, this=(self.kind, slug), library=library),
        ]


def _no_front_matter(text: str, body_line: int) -> Problem:
    if body_line > 1:
        return Problem(
            2,
            _("The front matter holds fields, one on a line, such as title: File shares open slowly."),
            "front-matter",
        )
    if text.lstrip("\ufeff").startswith("---"):
        return Problem(
            1, _("The front matter is not closed; end it with a line of three hyphens (---)."), "front-matter"
        )
    message = _("An article begins with front matter: a line of three hyphens (---), fields, and three hyphens again.")
    return Problem(1, message, "front-matter")


def _compiled(article: Article, related: tuple[Link, ...]) -> dict[str, Any]:
    kept = ("type", "era", "applies_to", "platforms", "codes", "checked", "checked_against")
    values = {name: getattr(article.fields, name) for name in kept}
    return {
        "html": article.rendered.html,
        "cards": [[link.kind, link.slug] for link in article.rendered.cards],
        "contents": [{"level": one.level, "id": one.id, "text": one.text} for one in article.rendered.contents],
        **{name: list(value) if isinstance(value, tuple) else value for name, value in values.items()},
        "sources": [markdown.link_addresses(source) for source in article.fields.sources],
        "related": [[link.kind, link.slug] for link in related],
        "keywords": list(article.fields.keywords),
        "signs": signs.to_json(article.signs[0]),
        "topic_line": article.line("topic"),
    }


def _search_text(article: Article) -> SearchText:
    found, contents = article.fields, article.rendered.contents
    symptoms = (one for one in contents if one.level == 2 and one.text.casefold() == "symptoms")
    return SearchText(
        title=found.title,
        summary=found.summary,
        codes=found.codes,
        keywords="\n".join([*found.keywords, *found.platforms, *found.applies_to]),
        symptoms="\n".join(markdown.plain(article.sections[heading]) for heading in symptoms),
        headings="\n".join(heading.text for heading in contents),
        body=article.rendered.text,
    )


def _related(article: Article) -> Iterator[Link | Problem]:
    for index, reference in enumerate(article.fields.related):
        line = article.line("related", index)
        if link := formats.parse_reference(reference, line):
            yield link
        else:
            message = _(
                "'%(reference)s' in 'related' is not a document; write article:its-slug or guide:its-slug.",
                reference=reference,
            )
            yield Problem(line, message, "related")


def needed_fields(article: Article) -> Iterator[Problem]:
    """Title, summary, topic and type are needed."""
    for name in NEEDED:
        if not getattr(article.fields, name).strip():
            verb = "is empty" if name in article.given else "is missing"
            yield Problem(
                article.line(name),
                _("The field '%(name)s' %(verb)s; every article needs one.", name=name, verb=verb),
                "needed-field",
            )


def known_fields(article: Article) -> Iterator[Problem]:
    """A field that is not in the format's table is probably misspelt."""
    for name in article.given:
        if name not in KNOWN:
            hint = did_you_mean(name, KNOWN) or _(" There are: %(listed)s.", listed=", ".join(KNOWN))
            yield Problem(
                article.line(name),
                _("'%(name)s' is not a field of an article.%(hint)s", name=name, hint=hint),
                "unknown-field",
            )


def field_forms(article: Article) -> Iterator[Problem]:
    """A field holds either one text or a list of texts."""
    for name, value in article.given.items():
        if name in LISTS and not isinstance(value, list):
            if value != "":
                yield Problem(
                    article.line(name), _("'%(name)s' is a list; write %(name)s: [one, two].", name=name), "field-form"
                )
        elif name in LISTS:
            for index, item in enumerate(value):
                if not isinstance(item, str) or not item.strip():
                    message = _(
                        "Every entry of '%(name)s' is one text; put a text that holds ': ' in double quotes.", name=name
                    )
                    yield Problem(article.line(name, index), message, "field-form")
        elif not isinstance(value, str) and name in NAMES:
            message = _("'%(name)s' is one text, not a list or a group; put it in double quotes.", name=name)
            yield Problem(article.line(name), message, "field-form")


def lengths(article: Article) -> Iterator[Problem]:
    """The title fits one line of a list, the summary two."""
    for name, limit in (("title", MAX_TITLE), ("summary", MAX_SUMMARY)):
        value = getattr(article.fields, name)
        if len(value) > limit:
            message = _(
                "The %(name)s has %(count)s characters; %(limit)s is the most.",
                name=name,
                count=len(value),
                limit=limit,
            )
            yield Problem(article.line(name), message, f"{name}-too-long")
        if "\n" in value.strip():
            yield Problem(article.line(name), _("The %(name)s must stand on one line.", name=name), f"{name}-lines")


def known_words(article: Article) -> Iterator[Problem]:
    """Type and era are words from a short list."""
    for name, known in (("type", TYPES), ("era", ERAS)):
        value = getattr(article.fields, name)
        if value.strip() and value not in known:
            hint = did_you_mean(value, known) or _(" There are: %(listed)s.", listed=", ".join(known))
            yield Problem(
                article.line(name),
                _("'%(value)s' is not a known %(name)s.%(hint)s", value=value, name=name, hint=hint),
                f"unknown-{name}",
            )


def checked_date(article: Article) -> Iterator[Problem]:
    """The day of the last check is a day of the calendar, written year-month-day."""
    value = article.fields.checked
    if value and not _is_date(value):
        message = _(
            "'%(value)s' under 'checked' is not a date; write it as year-month-day, such as 2026-11-22.", value=value
        )
        yield Problem(article.line("checked"), message, "not-a-date")


def _is_date(value: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def signs_that_fail(article: Article) -> Iterator[Problem]:
    """A sign matches its `sample`, leaves the text under `not` alone, and is small enough to be quick on any text."""
    found, problems = article.signs
    yield from problems
    if not problems:  # else the numbers below would not be those of the text
        for index, sign in enumerate(found):
            line = article.line("signs", index)
            for problem in signs.problems_of(sign):
                yield replace(problem, line=line, message=f"sign {index + 1}: {problem.message}")


def related_documents(article: Article) -> Iterator[Problem]:
    """Related documents are named by kind and slug."""
    return (found for found in _related(article) if isinstance(found, Problem))


def sections_of_a_problem(article: Article) -> Iterator[Problem]:
    """A problem has the six sections that a reader in trouble looks for, in their order."""
    if article.fields.type != "problem":
        return
    given = {one.text.casefold(): one for one in reversed(article.rendered.contents) if one.level == 2}
    found = [given.get(name.casefold()) for name in SECTIONS]
    for name, heading in zip(SECTIONS, found, strict=True):
        if heading is None:
            yield Problem(
                article.line("type"),
                _("The section '## %(name)s' is missing; a problem needs it.", name=name),
                "missing-section",
            )
    last = 0
    for heading in filter(None, found):
        if heading.line < last:
            message = _(
                "The section '%(text)s' stands too late or too early; the order is: %(listed)s.",
                text=heading.text,
                listed=", ".join(SECTIONS),
            )
            yield Problem(heading.line, message, "section-order", "warning")
        last = max(last, heading.line)


def heading_levels(article: Article) -> Iterator[Problem]:
    """Headings begin at the second level and go down one level at a time."""
    last = 1
    for heading in article.rendered.contents:
        if heading.level == 1:
            message = _(
                "'%(text)s' is a first-level heading; only the title is one. Begin it with ##.", text=heading.text
            )
            yield Problem(heading.line, message, "first-level-heading")
        elif heading.level > last + 1:
            message = _("'%(text)s' skips a level; use %(value)s here.", text=heading.text, value="#" * (last + 1))
            yield Problem(heading.line, message, "skipped-level", "warning")
        last = max(heading.level, 1)


def same_headings(article: Article) -> Iterator[Problem]:
    """Two headings with the same words cannot be told apart in the contents."""
    seen: set[str] = set()
    for heading in article.rendered.contents:
        words = heading.text.casefold()
        if words in seen:
            message = _(
                "There is a heading '%(text)s' further up already; give one of them other words.", text=heading.text
            )
            yield Problem(heading.line, message, "same-heading", "warning")
        seen.add(words)


def empty_sections(article: Article) -> Iterator[Problem]:
    """A heading with nothing below it helps nobody."""
    for heading in article.rendered.contents:
        if heading.line and not re.sub(r"[=\-\s]+", "", article.sections[heading]):
            message = _("There is nothing below the heading '%(text)s'.", text=heading.text)
            yield Problem(heading.line, message, "empty-section", "warning")


def body_present(article: Article) -> Iterator[Problem]:
    """An article has a text."""
    if not article.fields.body.strip():
        yield Problem(article.body_line, _("There is no text below the front matter."), "empty-body", "warning")


def sources_given(article: Article) -> Iterator[Problem]:
    """A problem or a reference says where its facts are from."""
    if article.fields.type in ("problem", "reference") and not article.fields.sources:
        message = _("A %(type)s should name its sources: where can a reader check this?", type=article.fields.type)
        yield Problem(article.line("type"), message, "no-sources", "warning")


CHECKS: tuple[Callable[[Article], Iterable[Problem]], ...] = (
    needed_fields,
    known_fields,
    field_forms,
    lengths,
    known_words,
    checked_date,
    signs_that_fail,
    related_documents,
    sections_of_a_problem,
    heading_levels,
    same_headings,
    empty_sections,
    body_present,
    sources_given,
)
