"""Where the boxes and lines of a guide's map stand. (pure)

Layers after Sugiyama: a node stands below everything that leads to it, each line passes through a place of its own in
every layer it crosses (its label is the first of them), crossings are reduced by barycentres, and places are then pulled
towards their neighbours without ever overlapping.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

GAP = 24
LAYER_GAP = 28
ORDERINGS, SPREADINGS = 8, 20
# Lines over many layers need a place in each; past this many, they are drawn straight across instead.
MAX_PLACES = 40_000


@dataclass
class Place:
    """A box, a label or a bend: its size, and once laid out its middle `x`, its top `y`, and where its layer begins and ends.

    Lines run straight down through a layer, so that they do not cut the corner of a box that is taller than its neighbours.
    """

    name: str
    width: float
    height: float
    layer: int = 0
    x: float = 0
    y: float = 0
    layer_top: float = 0
    layer_bottom: float = 0
    above: list[Place] = field(default_factory=list)
    below: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A line from box to box through its places, the label first; `is_back` for one that leads up, in a draft's circle."""

    source: str
    target: str
    places: tuple[Place, ...]
    is_back: bool


@dataclass(frozen=True)
class Layout:
    """A map laid out, in whole units from 0 to `width` and `height`."""

    boxes: dict[str, Place]
    lines: tuple[Line, ...]
    width: float
    height: float


def lay_out(boxes: Mapping[str, tuple[float, float]], links: Mapping[tuple[str, str], tuple[float, float]]) -> Layout:
    """Boxes by key with their size, links by (source, target) with the size of their label -> where everything stands."""
    down, back = _without_circles(boxes, links)
    layers_of = _layers(boxes, down)
    places = {key: Place(key, *size, layer=2 * layers_of[key]) for key, size in boxes.items()}
    span = sum(2 * abs(layers_of[target] - layers_of[source]) for source, target in links)
    lines = tuple(_line(places, link, size, link in back, span <= MAX_PLACES) for link, size in links.items())
    everything = [*places.values(), *(place for line in lines for place in line.places)]
    layers: list[list[Place]] = [[] for _ in range(max((place.layer for place in everything), default=-1) + 1)]
    for place in everything:
        layers[place.layer].append(place)
    _order(layers)
    _spread(layers)
    return _measured(places, lines, layers)


def _without_circles(
    boxes: Mapping[str, object], links: Mapping[tuple[str, str], object]
) -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    """What leads down to what, and the links that lead back up into a way that is still open."""
    ahead: dict[str, list[str]] = {key: [] for key in boxes}
    for source, target in links:
        ahead[source].append(target)
    back: set[tuple[str, str]] = set()
    state: dict[str, int] = {}
    for root in boxes:
        if root in state:
            continue
        state[root] = 1
        work = [(root, iter(ahead[root]))]
        while work:
            key, targets = work[-1]
            target = next(targets, None)
            if target is None:
                state[key] = 2
                work.pop()
            elif state.get(target) == 1:
                back.add((key, target))
            elif target not in state:
                state[target] = 1
                work.append((target, iter(ahead[target])))
    down: dict[str, list[str]] = {key: [] for key in boxes}
    for source, target in links:
        if (source, target) not in back:
            down[source].append(target)
    return down, back


def _layers(boxes: Mapping[str, object], down: dict[str, list[str]]) -> dict[str, int]:
    waiting = dict.fromkeys(boxes, 0)
    for targets in down.values():
        for target in targets:
            waiting[target] += 1
    layer = dict.fromkeys(boxes, 0)
    ready = deque(key for key, count in waiting.items() if not count)
    while ready:
        key = ready.popleft()
        for target in down[key]:
            layer[target] = max(layer[target], layer[key] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return layer


def _line(
    places: dict[str, Place], link: tuple[str, str], size: tuple[float, float], is_back: bool, with_bends: bool
) -> Line:
    source, target = link
    upper, lower = (places[target], places[source]) if is_back else (places[source], places[target])
    if upper is lower:
        label = Place("", *size, layer=upper.layer + 1)
        _connect(upper, label)
        return Line(source, target, (label,), True)
    bends = lower.layer - upper.layer - 1 if with_bends else 1
    chain = [Place("", *(size if place == 0 else (8, 0)), layer=upper.layer + 1 + place) for place in range(bends)]
    for first, second in zip([upper, *chain], [*chain, lower], strict=True):
        _connect(first, second)
    return Line(source, target, tuple(reversed(chain)) if is_back else tuple(chain), is_back)


def _connect(upper: Place, lower: Place) -> None:
    upper.below.append(lower)
    lower.above.append(upper)


def _order(layers: list[list[Place]]) -> None:
    """Sorts each layer by the mean position of its neighbours, down and up, and keeps the order with the fewest crossings."""
    rank = {id(place): index for layer in layers for index, place in enumerate(layer)}
    best = [list(layer) for layer in layers]
    fewest = _crossings(layers, rank)
    for sweep in range(ORDERINGS):
        is_down = sweep % 2 == 0
        for layer in layers if is_down else reversed(layers):
            mean = {
                id(place): _mean([rank[id(n)] for n in (place.above if is_down else place.below)], rank[id(place)])
                for place in layer
            }
            layer.sort(key=lambda place, mean=mean: mean[id(place)])
            rank.update({id(place): index for index, place in enumerate(layer)})
        crossings = _crossings(layers, rank)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    for layer, ordered in zip(layers, best, strict=True):
        layer[:] = ordered


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: list[list[Place]], rank: dict[int, int]) -> int:
    """How many pairs of links cross between neighbouring layers, counted with a Fenwick tree (Barth, Mutzel, Jünger 2004)."""
    total = 0
    for layer in layers:
        ends = [end for place in layer for end in sorted(rank[id(lower)] for lower in place.below)]
        tree = [0] * (max(ends, default=0) + 2)
        for seen, end in enumerate(ends):
            index, not_right = end + 1, 0
            while index:
                not_right += tree[index]
                index &= index - 1
            total += seen - not_right
            index = end + 1
            while index < len(tree):
                tree[index] += 1
                index += index & -index
    return total


def _spread(layers: list[list[Place]]) -> None:
    for layer in layers:
        _settle(layer, [0.0] * len(layer))
    for sweep in range(SPREADINGS):
        is_down = sweep % 2 == 0
        for layer in layers if is_down else reversed(layers):
            wished = []
            for place in layer:
                near = place.above if is_down else place.below
                wished.append(_mean([other.x for other in near], place.x))
            _settle(layer, wished)


def _settle(layer: list[Place], wished: list[float]) -> None:
    """Puts places as near to where they wish to be as their order and widths allow (isotonic regression)."""
    offsets: list[float] = []
    edge = 0.0
    for index, place in enumerate(layer):
        edge = 0.0 if index == 0 else edge + (layer[index - 1].width + place.width) / 2 + GAP
        offsets.append(edge)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        total, count = wish - offset, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    starts = [total / count for total, count in blocks for _ in range(count)]
    for place, start, offset in zip(layer, starts, offsets, strict=True):
        place.x = start + offset


def _measured(places: dict[str, Place], lines: tuple[Line, ...], layers: list[list[Place]]) -> Layout:
    left = min((place.x - place.width / 2 for layer in layers for place in layer), default=0)
    right = max((place.x + place.width / 2 for layer in layers for place in layer), default=0)
    y = float(GAP)
    for layer in layers:
        height = max((place.height for place in layer), default=0)
        for place in layer:
            place.x += GAP - left
            place.layer_top, place.layer_bottom = y, y + height
            place.y = y if place.name else y + (height - place.height) / 2
        y += height + LAYER_GAP
    return Layout(places, lines, right - left + 2 * GAP, y - LAYER_GAP + GAP if layers else 2 * GAP)
