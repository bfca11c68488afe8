"""A whole guide as one HTML file, for a stick or a printer: every node a section, every answer a link to the next. (pure)

It needs no network, no script and no other file. Links to other pages name the site, so that they work wherever there is one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from wizard.graph import ANSWER_WORDS, DONT_KNOW, FIXED, GO_ON, Graph, Node, Question, Shortlist
from wizard.ways import ways_on

SOLVED = "it-is-solved"
STYLE = """
body{font:1.1rem/1.5 system-ui,sans-serif;max-width:42rem;margin:0 auto;padding:1rem;color:#111;background:#fff}
h1,h2{line-height:1.25}h1{font-size:1.7rem}h2{font-size:1.35rem}a{color:#0b5566}
section{min-height:100vh;padding:1rem 0;border-top:1px solid #999}
section>ul.ways{list-style:none;padding:0}
ul.ways a{display:block;padding:.7rem 1rem;margin:.4rem 0;border:1px solid #555;border-radius:.4rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#eee;padding:.6rem}code{overflow-wrap:anywhere}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem}
.warning{border-left:.4rem solid #b00;padding-left:1rem}
@media (prefers-color-scheme:dark){body{color:#eee;background:#111}pre{background:#222}a{color:#9cf}}
@media print{section{min-height:0;break-inside:avoid}}
"""
_OWN_ADDRESS = re.compile(r'(\s(?:href|src)=")/(?!/)')


@dataclass(frozen=True)
class Way:
    """One answer and the anchor of the section it leads to."""

    say: str
    anchor: str


@dataclass(frozen=True)
class Section:
    """One node: its rendered texts by field, and its ways on."""

    node: Node
    anchor: str
    html: Mapping[str, str]
    ways: tuple[Way, ...]


def sections(graph: Graph, html: Mapping[str, Mapping[str, str]], site: str) -> list[Section]:
    """The guide's nodes with the start first; `html` is the rendered Markdown by node and field, `site` where pages of ours are."""
    first = [node for node in graph.nodes if node.key == graph.start]
    others = [node for node in graph.nodes if node.key != graph.start]
    return [
        Section(
            node,
            anchor_of(node.key),
            {field: _OWN_ADDRESS.sub(rf"\g<1>{site}/", text) for field, text in html.get(node.key, {}).items()},
            _ways(graph, node),
        )
        for node in (*first, *others)
    ]


def anchor_of(key: str) -> str:
    """Where a node stands in the file; none is like an anchor inside a rendered text."""
    return f"at--{key}"


def _ways(graph: Graph, node: Node) -> tuple[Way, ...]:
    if isinstance(node, Shortlist):
        items = [Way(_title(graph, item), anchor_of(item)) for item in node.items]
        return (*items, Way("None of these helped", anchor_of(node.then)))
    home = graph.shortlist_of(node.key)
    found = []
    for answer, to in ways_on(graph, node):
        is_back = bool(home) and to in (*_after(graph, home), "") and answer != FIXED
        target = anchor_of(home) if is_back else anchor_of(to) if to else SOLVED
        found.append(Way(_said(node, answer), target))
    if isinstance(node, Question) and not node.dont_know and node.pick != "several":
        found.append(Way(ANSWER_WORDS[DONT_KNOW], found[0].anchor if found else SOLVED))
    return tuple(found)


def _after(graph: Graph, home: str) -> tuple[str, ...]:
    """Where an item without a target leads: in the file, back to its shortlist, where the reader picks the next."""
    shortlist = graph.node(home)
    return (*shortlist.items, shortlist.then) if isinstance(shortlist, Shortlist) else ()


def _title(graph: Graph, key: str) -> str:
    node = graph.node(key)
    return node.title if node else key


def _said(node: Node, answer: str) -> str:
    choice = node.choice(answer) if isinstance(node, Question) else None
    return choice.say if choice else ANSWER_WORDS.get(answer, ANSWER_WORDS[GO_ON])
