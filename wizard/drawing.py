"""A guide drawn: as an SVG map, and as a nested outline that says the same. (pure)

The map carries classes and no style of its own beyond plain black outlines, so it holds under a strict Content-Security-Policy
and follows the page's colours: `map`, `map-node`, `map-question` … `map-jump`, `map-edge`, `map-edge-back`, `map-label`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from wizard.graph import Graph, Node, edges
from wizard.layout import Layout, Line, Place, lay_out

FONT = 14
LINE_HEIGHT = 18
CHARACTER = 7.4  # the mean width of a character at this size, a little more than common fonts have
BOX_CHARACTERS, LABEL_CHARACTERS = 26, 18
PADDING = 12
MAX_SHOWN = 240

KIND_WORDS = {"question": "Question", "fix": "Fix", "shortlist": "Shortlist", "end": "End", "jump": "Other guide"}


@dataclass(frozen=True)
class OutlineNode:
    """A node in the outline; where it stands further up already, `is_reference` and nothing below it."""

    key: str
    kind: str
    title: str
    is_reference: bool = False
    branches: list[Branch] = field(default_factory=list)


@dataclass(frozen=True)
class Branch:
    """A labelled way to a node of the outline."""

    label: str
    node: OutlineNode


@dataclass(frozen=True)
class Row:
    """One line of an outline for a template that does not nest: how many lists open before it and close after it."""

    depth: int
    label: str
    node: OutlineNode
    opens: bool
    closes: range


@dataclass(frozen=True)
class Drawing:
    """A map as an `<svg>` element; `start` is how far the middle of the first box is from its left edge."""

    markup: str
    start: int


def draw(
    graph: Graph,
    *,
    address: Callable[[str], str],
    say: Callable[[str], str] = str,
    notes: Mapping[str, str] | None = None,
    weights: Mapping[tuple[str, str], int] | None = None,
) -> Drawing:
    """The map of a guide; `address(key)` is where a node's box links to.

    `say` puts the words that are ours ("Not fixed", "Question") into the reader's language. `notes` are shown in the boxes
    under their titles; a line is as thick as its `weights` by source and target, and its number stands in its label.
    """
    known = weights or {}
    labels = _labels(graph, say)
    for link in labels:
        if link in known:
            labels[link].append(f"{known[link]} ×")
    texts = {node.key: _box_lines(node, (notes or {}).get(node.key, "")) for node in graph.by_key.values()}
    layout = _laid_out(texts, labels)
    width, height = round(layout.width), round(layout.height)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group" '
        f'font-size="{FONT}" text-anchor="middle" aria-labelledby="map-title">',
        f'<title id="map-title">{_shown(graph.title)}</title>',
        '<defs><marker id="map-arrow" class="map-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" '
        'orient="auto" fill="currentColor"><path d="M0 0 10 5 0 10Z"/></marker></defs>',
        *(_edge_markup(layout, line, _thickness(line, known)) for line in layout.lines),
        *(_label_markup(line, labels[line.source, line.target]) for line in layout.lines),
        *(
            _node_markup(node, layout.boxes[node.key], texts[node.key], address(node.key), say)
            for node in graph.by_key.values()
        ),
        "</svg>",
    ]
    first = layout.boxes.get(graph.start)
    return Drawing("\n".join(parts), round(first.x) if first else 0)


def outline(graph: Graph) -> tuple[OutlineNode, ...]:
    """The guide as nested nodes: first the one it starts with, then, in a draft, those that nothing leads to."""
    met: set[str] = set()
    keys = [graph.start, *(node.key for node in graph.nodes)]
    return tuple(_outlined(graph, key, met) for key in keys if key in graph.by_key and key not in met)


def rows(roots: tuple[OutlineNode, ...]) -> Iterator[Row]:
    """An outline line by line, however deep it is."""
    for root in roots:
        yield Row(0, "", root, bool(root.branches), range(0))
        stack = [iter(root.branches)] if root.branches else []
        waiting = next(stack[-1], None) if stack else None
        while waiting:
            branch, depth = waiting, len(stack)
            if branch.node.branches:
                stack.append(iter(branch.node.branches))
            waiting = None
            closes = 0
            while stack and not (waiting := next(stack[-1], None)):
                stack.pop()
                closes += 1
            yield Row(depth, branch.label, branch.node, bool(branch.node.branches), range(closes))


def _outlined(graph: Graph, key: str, met: set[str]) -> OutlineNode:
    root = _outline_node(graph.by_key[key])
    met.add(key)
    work = [(root, iter(edges(graph.by_key[key])))]
    while work:
        above, ways = work[-1]
        edge = next(ways, None)
        if edge is None:
            work.pop()
            continue
        node = graph.node(edge.to)
        if node is None:
            continue
        is_reference = node.key in met
        below = _outline_node(node, is_reference)
        above.branches.append(Branch(edge.label, below))
        if not is_reference:
            met.add(node.key)
            work.append((below, iter(edges(node))))
    return root


def _outline_node(node: Node, is_reference: bool = False) -> OutlineNode:
    return OutlineNode(node.key, node.kind, node.title, is_reference)


def _labels(graph: Graph, say: Callable[[str], str]) -> dict[tuple[str, str], list[str]]:
    """For each two nodes the labels of the ways between them, wrapped."""
    labels: dict[tuple[str, str], list[str]] = {}
    for node in graph.by_key.values():
        for edge in edges(node):
            if edge.to in graph.by_key:
                labels.setdefault((node.key, edge.to), []).append(say(edge.label))
    return {link: _label_lines(said) for link, said in labels.items()}


def _label_lines(labels: list[str]) -> list[str]:
    """The labels of one line, each wrapped, with a dot before each where there are several."""
    dot = "• " if len(labels) > 1 else ""
    return [line for label in labels for line in wrapped(f"{dot}{label}", LABEL_CHARACTERS)]


def _box_lines(node: Node, note: str) -> list[str]:
    return [*wrapped(node.title, BOX_CHARACTERS), *(wrapped(note, BOX_CHARACTERS) if note else [])]


def _thickness(line: Line, weights: Mapping[tuple[str, str], int]) -> int:
    """The class of a line, 1 to 5: how its weight compares with the heaviest one; 0 where nothing is weighed."""
    weight = weights.get((line.source, line.target), 0)
    return 1 + round(4 * weight / max(weights.values())) if weight else 0


def _laid_out(texts: dict[str, list[str]], labels: dict[tuple[str, str], list[str]]) -> Layout:
    boxes = {key: _box_size(lines) for key, lines in texts.items()}
    links = {link: (_text_width(lines), LINE_HEIGHT * len(lines) + 4) for link, lines in labels.items()}
    return lay_out(boxes, links)


def _box_size(lines: list[str]) -> tuple[float, float]:
    return max(90.0, _text_width(lines) + 2 * PADDING + 12), LINE_HEIGHT * len(lines) + 2 * PADDING


def _text_width(lines: list[str]) -> float:
    return CHARACTER * max((_columns(line) for line in lines), default=0) + 6


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most `width` columns, long words cut; very long texts end in an ellipsis."""
    readable = _readable(text)
    short = readable if len(readable) <= MAX_SHOWN else f"{readable[: MAX_SHOWN - 1]}…"
    lines: list[str] = []
    line = ""
    for word in short.split():
        if line and _columns(line) + 1 + _columns(word) <= width:
            line += f" {word}"
            continue
        if line:
            lines.append(line)
        line = ""
        for character in word:
            if _columns(line) + _columns(character) > width:
                lines.append(line)
                line = ""
            line += character
    return [*lines, line] if line or not lines else lines


def _readable(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(character if character.isprintable() else " " for character in text)


def _shown(text: str) -> str:
    return escape(_readable(text))


def _text_markup(lines: list[str], x: float, top: float) -> str:
    spans = "".join(
        f'<tspan x="{x:.0f}" y="{top + LINE_HEIGHT * index + FONT:.0f}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    return f'<text stroke="none">{spans}</text>'


def _node_markup(node: Node, place: Place, lines: list[str], address: str, say: Callable[[str], str]) -> str:
    text = _text_markup(lines, place.x, place.y + PADDING)
    shape = f'<path class="map-shape" d="{_shape(node.kind, place)}" fill="none" stroke="currentColor"/>'
    title = f"<title>{escape(say(KIND_WORDS[node.kind]))}: {_shown(node.title)}</title>"
    href = escape(_readable(address))
    return f'<a class="map-node map-{node.kind}" href="{href}">{title}{shape}{text}</a>'


def _shape(kind: str, place: Place) -> str:
    """A box with rounded corners for a question, square for a fix, pointed for a shortlist, round for an end, leaning for a jump."""
    left, right = place.x - place.width / 2, place.x + place.width / 2
    top, bottom = place.y, place.y + place.height
    middle = (top + bottom) / 2
    if kind == "shortlist":
        corners = [
            (left + 10, top),
            (right - 10, top),
            (right, middle),
            (right - 10, bottom),
            (left + 10, bottom),
            (left, middle),
        ]
    elif kind == "jump":
        corners = [(left + 12, top), (right, top), (right - 12, bottom), (left, bottom)]
    elif kind == "fix":
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    else:
        return _rounded(left, top, right, bottom, 10 if kind == "question" else place.height / 2)
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in corners) + "Z"


def _rounded(left: float, top: float, right: float, bottom: float, most: float) -> str:
    r = min(most, (bottom - top) / 2, (right - left) / 2)
    arc = f"a{r:.0f} {r:.0f} 0 0 1"
    return (
        f"M{left + r:.0f} {top:.0f}H{right - r:.0f}{arc} {r:.0f} {r:.0f}V{bottom - r:.0f}{arc} {-r:.0f} {r:.0f}"
        f"H{left + r:.0f}{arc} {-r:.0f} {-r:.0f}V{top + r:.0f}{arc} {r:.0f} {-r:.0f}Z"
    )


def _edge_markup(layout: Layout, line: Line, thickness: int) -> str:
    """A curve that leaves a box, passes straight through each of its places, and enters the next box."""
    source, target = layout.boxes[line.source], layout.boxes[line.target]
    stops = [(place.x, place.layer_top, place.layer_bottom) for place in line.places]
    if line.is_back:
        x, y, leaves_at = source.x - source.width / 4, source.y, source.layer_top
        end = (target.x - target.width / 4, target.layer_bottom, target.y + target.height)
        stops = [(x, bottom, top) for x, top, bottom in stops]
    else:
        x, y, leaves_at = _port(source, line.places[0]), source.y + source.height, source.layer_bottom
        end = (target.x, target.y, target.y)
    path = f"M{x:.0f} {y:.0f}V{leaves_at:.0f}"
    y = leaves_at
    for to_x, enter, leave in [*stops, end]:
        half = (y + enter) / 2
        path += f"C{x:.0f} {half:.0f} {to_x:.0f} {half:.0f} {to_x:.0f} {enter:.0f}"
        path += f"V{leave:.0f}" if leave != enter else ""
        x, y = to_x, leave
    kind = "map-edge map-edge-back" if line.is_back else "map-edge"
    width = f' stroke-width="{thickness}"' if thickness else ""
    kind += f" map-weight-{thickness}" if thickness else ""
    return f'<path class="{kind}" d="{path}" fill="none" stroke="currentColor"{width} marker-end="url(#map-arrow)"/>'


def _port(box: Place, first: Place) -> float:
    """Where a line leaves its box: spread along the lower edge in the order of the places it leads to."""
    below = sorted(box.below, key=lambda place: place.x)
    place = next(index for index, other in enumerate(below) if other is first)
    return box.x + box.width * 0.7 * ((place + 1) / (len(below) + 1) - 0.5)


def _label_markup(line: Line, lines: list[str]) -> str:
    """The label on its own ground, so that the line does not strike it through."""
    place = line.places[-1] if line.is_back else line.places[0]
    left, top = place.x - place.width / 2, place.y
    ground = f'<rect class="map-label-ground" x="{left:.0f}" y="{top:.0f}" width="{place.width:.0f}" height="{place.height:.0f}" fill="Canvas"/>'
    return f'<g class="map-label">{ground}{_text_markup(lines, place.x, top)}</g>'
