"""Guides as a kind of document: what `kb` needs to publish, search and link them. (pure)"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kb import formats, markdown, yaml_groups
from kb.formats import Library, Link, Reading, SearchText
from kb.problems import Problem, following
from kb.saying import _
from wizard import checks, guide, places
from wizard.circles import circles
from wizard.graph import End, Fix, Graph, Jump, Node, Question, to_json

# The parts of a node that are Markdown; all others are plain text.
MARKDOWN_FIELDS = {
    Question: ("how",),
    Fix: ("steps", "warning", "verify", "undo"),
    End: ("text", "collect"),
}
TAKEN_SLUGS = {"run", "paste"}  # pages of their own below /fix/
_NO_TOPIC = re.compile(r"""(?m)^topic:[ \t]*(?:""|'')?[ \t]*(?:#.*)?$""")


# Where an answer leads nowhere, all behind it is not reached, and no test gets there.
CAUSES = frozenset({"unknown-target"})
CONSEQUENCES = frozenset({"unreachable", "test-answer", "test-misses"})


class GuideFormat:
    """The kind "guide": YAML text in the format `guide/1`."""

    kind = "guide"
    version = guide.FORMAT
    folder = "guides"
    suffix = ".yaml"
    leads = True
    card = "wizard/_card.html"

    def address(self, slug: str) -> str:
        """The path of a guide's first page."""
        return f"/fix/{slug}/"

    def read(self, text: str) -> Reading:
        """Reads a text of any quality; `compiled` holds the graph, and the HTML of every Markdown part by node and key."""
        read = guide.read(text)
        graph = read.graph
        if graph is None:
            return Reading(problems=read.problems)
        parts = _render(graph, read.line)
        related = tuple(_references(graph, read.line))
        found = {*read.problems, *checks.problems_of(graph, read.line), *parts.problems}
        return Reading(
            title=graph.title,
            summary=graph.summary,
            topic=graph.topic,
            platforms=graph.platforms,
            has_signs=graph.has_signs,
            links=tuple(dict.fromkeys([*related, *_named_documents(graph, read.line), *parts.links])),
            related=related,
            search=_search_text(graph, parts),
            compiled={
                "graph": to_json(graph),
                "html": parts.html,
                "related": [[link.kind, link.slug] for link in related],
                "topic_line": read.line("topic"),
            },
            problems=tuple(sorted(following(found, CAUSES, CONSEQUENCES))),
        )

    def on_card(self, compiled: dict[str, Any]) -> dict[str, Any]:
        """The first question, if the guide begins with one, as the plain lists in which it was compiled: its answers lead into the guide."""
        drawn = compiled.get("graph", {})
        first = next((node for node in drawn.get("nodes", ()) if node["key"] == drawn.get("start")), {})
        return {"first": first if first.get("kind") == Question.kind else None}

    def with_topic(self, text: str, topic: str) -> str:
        """The same text with `topic` in it: in place of an empty one, otherwise after the line of the format."""
        if _NO_TOPIC.search(text):
            return _NO_TOPIC.sub(f"topic: {topic}", text, count=1)
        return re.sub(r"(?m)^(format:.*)$", rf"\1\ntopic: {topic}", text, count=1)

    def check(self, reading: Reading, *, slug: str, library: Library) -> list[Problem]:
        """The topic, the links, and jumps that lead from guide to guide and back here."""
        if not reading.is_readable:
            return []
        return [
            *_slugs_that_are_taken(slug),
            *formats.check_topic(reading.topic, reading.compiled["topic_line"], library),
            *formats.check_links(reading.links, this=(self.kind, slug), library=library),
            *_jumps_out_of_guides(reading, library),
            *_jumps_in_a_circle(reading, slug, library),
        ]


@dataclass
class _Parts:
    """What became of the Markdown in a guide."""

    html: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _render(graph: Graph, line: checks.Lines) -> _Parts:
    parts = _Parts()
    for node in graph.nodes:
        for key in MARKDOWN_FIELDS.get(type(node), ()):
            text = getattr(node, key)
            if not text.strip():
                continue
            first_line = _first_line(text, line("nodes", node.key, key))
            prefix = f"{node.key}-{key}-"
            rendered = markdown.render(text, address=formats.address, first_line=first_line, id_prefix=prefix)
            parts.html.setdefault(node.key, {})[key] = rendered.html
            parts.texts.setdefault(node.key, []).append(rendered.text)
            parts.links.extend(rendered.links)
            parts.problems.extend(_placed(problem, node, key, first_line) for problem in rendered.problems)
    return parts


def _first_line(text: str, line_of_key: int) -> int:
    """A block (`|`) begins on the line after its key, a text without line breaks on the same line."""
    return line_of_key + 1 if "\n" in text else line_of_key


def _placed(problem: Problem, node: Node, key: str, first_line: int) -> Problem:
    place = yaml_groups.within(places.node(node.key), f"'{key}'")
    message = _("%(place)s: %(message)s", place=place, message=problem.message)
    return Problem(problem.line or first_line, message, problem.code, problem.level)


def _references(graph: Graph, line: checks.Lines) -> Iterator[Link]:
    for index, reference in enumerate(graph.related):
        kind, _colon, slug = reference.partition(":")
        if kind in guide.LINK_KINDS and slug:
            yield Link(kind, slug, line("related", index))


def _named_documents(graph: Graph, line: checks.Lines) -> Iterator[Link]:
    """The documents that stand in keys of their own: the article behind a fix or an end, the guide of a jump."""
    for node in graph.nodes:
        if isinstance(node, Fix | End) and node.article:
            yield Link("article", node.article, line("nodes", node.key, "article"))
        elif isinstance(node, Jump) and node.jump:
            yield Link("guide", node.jump, line("nodes", node.key, "jump"))


def _search_text(graph: Graph, parts: _Parts) -> SearchText:
    headings = [node.title for node in graph.nodes if isinstance(node, Question | Fix)]
    body = [text for node in graph.nodes for text in (*_plain_texts(node), *parts.texts.get(node.key, ()))]
    return SearchText(
        title=graph.title,
        summary=graph.summary,
        codes=graph.codes,
        keywords="\n".join([*graph.keywords, *graph.platforms]),
        symptoms="\n".join(graph.symptoms),
        headings="\n".join(headings),
        body="\n".join(text for text in body if text.strip()),
    )


def _plain_texts(node: Node) -> Iterator[str]:
    if isinstance(node, Question):
        for choice in node.choices:
            yield from (choice.say, choice.hint)
    elif isinstance(node, End):
        yield from (node.say, node.whom, node.words)
    elif not isinstance(node, Fix):
        yield node.title


def _slugs_that_are_taken(slug: str) -> Iterator[Problem]:
    """/fix/run/ is where runs are kept, /fix/paste/ is a page of its own."""
    if slug in TAKEN_SLUGS:
        message = _("a guide cannot have the slug '%(slug)s': that address is taken. Give it another.", slug=slug)
        yield Problem(1, message, "slug-taken")


def _jumps_out_of_guides(reading: Reading, library: Library) -> Iterator[Problem]:
    """An article took the place of the guide: it has no end from which a reader comes back."""
    for slug in _jumps(reading.compiled):
        compiled = library.compiled(GuideFormat.kind, slug)
        if compiled and "graph" not in compiled:
            line = next((one.line for one in reading.links if (one.kind, one.slug) == (GuideFormat.kind, slug)), 0)
            message = _("the jump to '%(slug)s' leads to an article now. Link to that in a text instead.", slug=slug)
            yield Problem(line, message, "jump-to-article")


def _jumps(compiled: dict[str, Any] | None) -> list[str]:
    nodes = (compiled or {}).get("graph", {}).get("nodes", ())
    return list(dict.fromkeys(node["jump"] for node in nodes if node.get("kind") == Jump.kind))


def _jumps_in_a_circle(reading: Reading, slug: str, library: Library) -> Iterator[Problem]:
    """Follows the jumps from guide to guide; a circle through this guide would send its readers round for ever."""
    leads_to = {slug: _jumps(reading.compiled)}
    waiting = deque(leads_to[slug])
    while waiting:
        other = waiting.popleft()
        if other not in leads_to:
            leads_to[other] = _jumps(library.compiled(GuideFormat.kind, other))
            waiting.extend(leads_to[other])
    for circle in circles(leads_to):
        if slug in circle:
            way = " → ".join(f"'{name}'" for name in (*circle, circle[0]))
            line = next(
                (
                    link.line
                    for link in reading.links
                    if (link.kind, link.slug) == (GuideFormat.kind, circle[1 % len(circle)])
                ),
                0,
            )
            yield Problem(
                line,
                _(
                    "the jump leads round in a circle of guides: %(way)s. Link to the other guide in a text instead.",
                    way=way,
                ),
                "jump-loop",
            )
