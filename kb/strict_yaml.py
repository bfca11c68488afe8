"""YAML as authors need it: every scalar is text, every problem is named with its line, size and depth are bounded. (pure)

On PyYAML's safe, C-speed parser. Only its events and nodes are used, never its constructors: `no` stays a word,
a key given twice is an error instead of the last one winning in silence, and anchors, aliases and tags are refused
before anything is built from them (an alias bomb is never expanded).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from kb.problems import Problem
from kb.saying import _

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
MAX_NODES = 100_000

Path = tuple[str | int, ...]
Value = str | list["Value"] | dict[str, "Value"]

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # what neither a database nor XML can hold

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Loaded:
    """A document that was read: the value, the line of every path in it, and what was wrong.

    `lines[("nodes", "resolves", "ask")]` is the line of that key; a list item has its index in the path.
    The value is None when the text could not be read at all.
    """

    value: Value | None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, *path: str | int) -> int:
        """The line of a path, or of its nearest parent that stands in the text."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def load(text: str, *, first_line: int = 1) -> Loaded:
    """Reads one YAML document; `first_line` is the line of the whole file on which `text` begins. Never raises."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        line = first_line + text.count("\n", 0, error.start)
        return _failed(line, "This line holds half a character (a lone surrogate); type it again.", "encoding")
    if size > MAX_BYTES:
        return _failed(first_line, f"The text is larger than {MAX_BYTES // 1_000_000} MB.", "too-large")
    offset = first_line - 1
    try:
        problems = _refused_events(text, offset)
        if problems:
            return Loaded(None, {}, problems)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        return Loaded(None, {}, [_syntax_problem(error, offset)])
    if root is None:
        return _failed(first_line, "There is nothing here.", "empty")
    builder = _Builder(offset)
    value = builder.build(root, ())
    return Loaded(value, builder.lines, builder.problems)


def _failed(line: int, message: str, code: str) -> Loaded:
    return Loaded(None, {}, [Problem(line, message, code)])


def _refused_events(text: str, offset: int) -> list[Problem]:
    """Walks the parser's events, which costs nothing to expand, and refuses what we do not read."""
    problems: list[Problem] = []
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 + offset
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                problems.append(
                    Problem(line, _("A second document begins here (`---`); one file holds one."), "documents")
                )
                break
        if isinstance(event, yaml.AliasEvent):
            problems.append(
                Problem(
                    line,
                    _("'*%(anchor)s' is an alias; write the text out, or put it in quotes.", anchor=event.anchor),
                    "alias",
                )
            )
        elif getattr(event, "anchor", None):
            problems.append(
                Problem(
                    line,
                    _("'&%(anchor)s' is an anchor; put text that begins with & in quotes.", anchor=event.anchor),
                    "anchor",
                )
            )
        if getattr(event, "tag", None):
            problems.append(
                Problem(line, _("'%(tag)s' is a tag; put text that begins with ! in quotes.", tag=event.tag), "tag")
            )
        if isinstance(event, yaml.ScalarEvent) and _CONTROL.search(event.value):
            message = _(
                "A backslash code in this text stands for a control character, which cannot be shown; remove it."
            )
            problems.append(Problem(line, message, "control-character"))
        nodes += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            problems.append(_too_deep(line))
            break
        if nodes > MAX_NODES:
            problems.append(
                Problem(line, _("There are more than %(max_nodes)s values.", max_nodes=f"{MAX_NODES:,}"), "too-many")
            )
            break
    return problems


# What the parser says, and what it means to somebody who writes a guide; the first that fits is shown.
_HINTS = (
    (
        "mapping values are not allowed",
        "There is a ': ' in a text here (put the whole text in double quotes), or this line is indented too far.",
    ),
    (
        "cannot start any token",
        "A text here begins with a special character. Put it in double quotes; indent with spaces, not tabs.",
    ),
    ("tab character", "This line is indented with a tab. Use spaces."),
    ("could not find expected ':'", "A key needs a colon and a space after it."),
    (
        "did not find expected key",
        "This line or the one before it is indented by a space too many or too few, or a quotation mark is missing.",
    ),
    ("did not find expected '-' indicator", "This line is not indented like the other lines of its list."),
    (
        "did not find expected ',' or",
        "A '{' or '[' opened on or before this line is not closed, or quotation marks are curly: type straight ones.",
    ),
    ("unexpected end of stream", "A quotation mark that opens on or before this line is never closed."),
    ("control characters", "There is a character here that cannot be shown. Delete it and type the words again."),
)


def _too_deep(line: int) -> Problem:
    return Problem(line, _("This is nested more than %(max_depth)s deep.", max_depth=MAX_DEPTH), "too-deep")


def _syntax_problem(error: yaml.YAMLError, offset: int) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 + offset if mark else offset + 1
    reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML"
    if "nesting depth" in reason:  # the C parser of PyYAML 6.0.4 gives up at a thousand, before it tells of any of it
        return _too_deep(line)
    help = next((hint for said, hint in _HINTS if said in reason), "Look at the indentation and the quotation marks.")
    return Problem(
        line, _("%(help)s (The text cannot be read from here on: %(reason)s.)", help=help, reason=reason), "syntax"
    )


class _Builder:
    """Turns PyYAML's nodes into text, lists and dicts, keeping the line of every path."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def build(self, node: yaml.Node, path: Path) -> Value:
        self.lines.setdefault(path, node.start_mark.line + 1 + self.offset)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1 + self.offset
            if not isinstance(key_node, yaml.ScalarNode):
                self.problems.append(Problem(line, _("A key must be a word, not a list or a group."), "key"))
                continue
            key = key_node.value
            if key in found:
                first = self.lines[(*path, key)]
                self.problems.append(
                    Problem(
                        line,
                        _("'%(key)s' is given twice here; it stands on line %(first)s already.", key=key, first=first),
                        "twice",
                    )
                )
                continue
            self.lines[(*path, key)] = line
            found[key] = self.build(value_node, (*path, key))
        return found
