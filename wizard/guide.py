"""The guide format: YAML text -> graph, with every error of its form named by line, node and choice. (pure)

A text with errors still gives a graph where one can be made of it, so that its author sees the map and walks the draft.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from kb import signs, strict_yaml
from kb.numbers import number
from kb.problems import Problem
from kb.saying import _
from wizard import graph as g
from wizard import places
from wizard.group import SLUG, Group, Notes
from wizard.writing import write

__all__ = ["FORMAT", "GuideText", "read", "write"]

FORMAT = "guide/1"
LINK_KINDS = ("article", "guide")


@dataclass(frozen=True)
class GuideText:
    """What was read: the graph (None where there is none to be made), the line of every path in the text, the problems."""

    graph: g.Graph | None
    line: Callable[..., int]
    problems: tuple[Problem, ...] = ()


def read(text: str) -> GuideText:
    """Reads a guide of any quality and names all errors of its form at once. Never raises."""
    loaded = strict_yaml.load(text)
    reader = _Reader(loaded)
    graph = reader.graph()
    return GuideText(graph, loaded.line, tuple(sorted([*loaded.problems, *reader.notes.problems])))


class _Reader:
    """Builds the graph and gathers the problems of one text."""

    def __init__(self, loaded: strict_yaml.Loaded) -> None:
        nodes = loaded.value.get("nodes") if isinstance(loaded.value, dict) else None
        self.loaded = loaded
        self.notes = Notes(loaded, nodes if isinstance(nodes, dict) else ())

    def graph(self) -> g.Graph | None:
        if not isinstance(self.loaded.value, dict):
            if not self.loaded.problems:
                self.notes.problems.append(
                    Problem(1, _("A guide begins with keys such as 'format: guide/1' and 'title: …'."), "not-a-guide")
                )
            return None
        top = Group(self.notes, (), self.loaded.value, _("the guide"))
        found = top.text("format", needed=True)
        if found.strip() and found != FORMAT:
            top.problem(
                _("says '%(found)s' under 'format'; what is read here is '%(format)s'.", found=found, format=FORMAT),
                "format",
                "format",
            )
        graph = g.Graph(
            title=top.text("title", needed=True),
            summary=top.text("summary", needed=True),
            topic=top.text("topic", needed=True),
            symptoms=top.texts("symptoms", needed=True),
            platforms=top.texts("platforms"),
            keywords=top.texts("keywords"),
            codes=top.texts("codes"),
            related=self._related(top),
            start=self._start(top),
            nodes=self._nodes(top),
            tests=tuple(self._test(test) for test in top.listed("tests", places.test)),
            checked=self._date(top),
            checked_against=top.text("checked_against"),
            renamed=self._renamed(top),
        )
        top.done()
        return graph

    def _related(self, top: Group) -> tuple[str, ...]:
        related = top.texts("related")
        for index, reference in enumerate(related):
            kind, _colon, slug = reference.partition(":")
            if kind not in LINK_KINDS or not SLUG.fullmatch(slug):
                line = self.loaded.line("related", index)
                message = _(
                    "the guide has '%(reference)s' under 'related'; write 'article:' or 'guide:' and a slug, in quotes.",
                    reference=reference,
                )
                self.notes.problems.append(Problem(line, message, "bad-reference"))
        return related

    def _renamed(self, top: Group) -> tuple[tuple[str, str], ...]:
        top.known.append("renamed")
        held = top.held.get("renamed", {})
        if not isinstance(held, dict) or not all(isinstance(new, str) and new.strip() for new in held.values()):
            message = _("needs a group under 'renamed', such as {old-node: new-node, node/old-choice: new-choice}.")
            top.problem(message, "not-a-group", "renamed")
            return ()
        return tuple((old, new) for old, new in held.items() if isinstance(new, str))

    def _start(self, top: Group) -> str:
        start = top.text("start", needed=True)
        if start.strip() and start not in self.notes.node_keys:
            top.problem(
                _(
                    "starts at '%(start)s', which is not a node.%(node_hint)s",
                    start=start,
                    node_hint=self.notes.node_hint(start),
                ),
                "unknown-start",
                "start",
            )
        return start

    def _date(self, top: Group) -> str:
        written = top.text("checked")
        try:
            is_date = not written or bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", written) and date.fromisoformat(written))
        except ValueError:
            is_date = False
        if not is_date:
            top.problem(
                _("says '%(written)s' under 'checked'; write the date as YYYY-MM-DD.", written=written),
                "bad-date",
                "checked",
            )
        return written

    def _nodes(self, top: Group) -> tuple[g.Node, ...]:
        groups = top.groups("nodes", places.node)
        if not groups and isinstance(top.held.get("nodes", {}), dict):
            top.problem(_("has no 'nodes'."), "missing-key", "nodes")
        return tuple(node for key, group in groups if (node := self._node(key, group)))

    def _node(self, key: str, group: Group) -> g.Node | None:
        kinds = {
            "ask": self._question,
            "fix": self._fix,
            "shortlist": self._shortlist,
            "end": self._end,
            "jump": self._jump,
        }
        said = [kind for kind in kinds if kind in group.held]
        if len(said) != 1:
            words = ", ".join(f"'{kind}'" for kind in kinds)
            if group.held:
                both = ", ".join(f"'{kind}'" for kind in said)
                message = (
                    _("has all of %(both)s; a node is only one of them.", both=both)
                    if said
                    else _("has none of %(words)s; one of them says what it is.", words=words)
                )
                group.problem(message, "node-kind")
            return None
        node = kinds[said[0]](key, group)
        group.done()
        return node

    def _question(self, key: str, group: Group) -> g.Question:
        ask = group.text("ask", needed=True)
        picked = group.text("pick")
        if picked not in {"", "several"}:
            group.problem(
                _("says '%(picked)s' under 'pick'; 'several' is the only word there.", picked=picked),
                "unknown-word",
                "pick",
            )
        is_range = "ranges" in group.held
        if is_range and ("choices" in group.held or picked):
            group.problem(
                _("has 'ranges' beside 'choices' or 'pick'; a question has one of them."),
                "ranges-and-choices",
                "ranges",
            )
        pick: g.Pick = "range" if is_range else "several" if picked == "several" else "one"
        choices = [self._choice(name, choice, pick) for name, choice in group.groups("choices", places.choice)]
        ranges = (
            [self._choice(name, choice, "range") for name, choice in group.groups("ranges", places.range_)]
            if is_range
            else []
        )
        to = group.target("to")
        if to and pick != "several":
            group.problem(
                _("has 'to', which belongs to each choice here, or to a question with 'pick: several'."),
                "misplaced-key",
                "to",
            )
        unit = group.text("unit")
        return g.Question(
            key=key,
            ask=ask,
            choices=tuple(ranges or choices),
            pick=pick,
            how=group.text("how"),
            unit=unit,
            to=to,
            dont_know=group.target("dont_know"),
        )

    def _choice(self, key: str, group: Group, pick: g.Pick) -> g.Choice:
        say = group.text("say", needed=bool(group.held))
        to = group.target("to")
        if to and pick == "several":
            group.problem(_("has 'to'; with 'pick: several' the question has one 'to' for all."), "misplaced-key", "to")
        limits = (
            {name: self._limit(group, name) for name in ("from", "below")}
            if pick == "range"
            else {"from": "", "below": ""}
        )
        choice = g.Choice(
            key=key,
            say=say,
            to=to,
            hint=group.text("hint"),
            from_=limits["from"],
            below=limits["below"],
            signs=signs.read(group),
        )
        group.done()
        return choice

    def _limit(self, group: Group, key: str) -> str:
        value = group.text(key)
        if value and number(value) is None:
            group.problem(
                _("says '%(value)s' under '%(key)s', which is not a number.", value=value, key=key), "not-a-number", key
            )
        return value

    def _fix(self, key: str, group: Group) -> g.Fix:
        return g.Fix(
            key=key,
            fix=group.text("fix", needed=True),
            steps=group.text("steps", needed=True),
            minutes=self._minutes(group),
            risk=group.word("risk", g.RISKS),
            common=group.word("common", g.COMMON),
            works=group.word("works", g.WORKS),
            warning=group.text("warning"),
            verify=group.text("verify"),
            undo=group.text("undo"),
            article=group.slug("article"),
            fixed=group.target("fixed"),
            not_fixed=group.target("not_fixed"),
            could_not=group.target("could_not"),
        )

    def _minutes(self, group: Group) -> int:
        written = group.text("minutes", needed=True)
        minutes = int(written) if re.fullmatch(r"[0-9]{1,3}", written) else 0
        if written.strip() and not 1 <= minutes <= 480:
            group.problem(
                _("says '%(written)s' under 'minutes'; write a whole number from 1 to 480.", written=written),
                "bad-minutes",
                "minutes",
            )
        return minutes

    def _shortlist(self, key: str, group: Group) -> g.Shortlist:
        title = group.text("shortlist", needed=True)
        items = group.texts("items", needed=True)
        for item in items:
            if item not in self.notes.node_keys:
                group.problem(
                    _(
                        "lists '%(item)s', which is not a node.%(node_hint)s",
                        item=item,
                        node_hint=self.notes.node_hint(item),
                    ),
                    "unknown-target",
                    "items",
                )
        order = group.text("order")
        if order not in {"", g.AS_WRITTEN}:
            group.problem(
                _(
                    "says '%(order)s' under 'order'; '%(as_written)s' is the only word there.",
                    order=order,
                    as_written=g.AS_WRITTEN,
                ),
                "unknown-word",
                "order",
            )
        return g.Shortlist(key=key, shortlist=title, items=items, then=group.target("then"), order=order)

    def _end(self, key: str, group: Group) -> g.End:
        end = group.word("end", g.ENDS)
        is_escalate = end == "escalate"
        node = g.End(
            key=key,
            end=end,
            say=group.text("say", needed=True),
            text=group.text("text"),
            article=group.slug("article", needed=end == "article"),
            collect=group.text("collect", needed=is_escalate),
            whom=group.text("whom", needed=is_escalate),
            words=group.text("words", needed=is_escalate),
        )
        for name in ("collect", "whom", "words"):
            if end in g.ENDS and not is_escalate and name in group.held:
                group.problem(
                    _("has '%(name)s', which belongs to 'end: escalate' only.", name=name), "misplaced-key", name
                )
        return node

    def _jump(self, key: str, group: Group) -> g.Jump:
        return g.Jump(
            key=key, jump=group.slug("jump", needed=True), say=group.text("say", needed=True), back=group.target("back")
        )

    def _test(self, group: Group) -> g.PathTest:
        name = group.text("name", needed=True)
        group.known.append("given")
        given = group.held.get("given", {})
        if not isinstance(given, dict):
            group.problem(_("needs a group under 'given', such as {resolves: name-fails}."), "not-a-group", "given")
            given = {}
        answers = tuple((key, self._answers(group, key, value)) for key, value in given.items())
        reaches = group.text("reaches", needed=True)
        if reaches.strip() and reaches not in self.notes.node_keys:
            group.problem(
                _(
                    "should reach '%(reaches)s', which is not a node.%(node_hint)s",
                    reaches=reaches,
                    node_hint=self.notes.node_hint(reaches),
                ),
                "unknown-target",
                "reaches",
            )
        group.done()
        return g.PathTest(name=name, given=answers, reaches=reaches)

    def _answers(self, group: Group, key: str, value: strict_yaml.Value) -> tuple[str, ...]:
        values: Iterable[strict_yaml.Value] = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in values):
            group.problem(
                _("gives '%(key)s' something that is not an answer or a list of answers.", key=key),
                "not-a-text",
                "given",
            )
        return tuple(item for item in values if isinstance(item, str))
