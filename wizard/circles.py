"""Circles in anything that leads to something: nodes of a guide, guides that jump to guides. (pure)"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence


def circles(leads_to: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """One shortest circle, as keys in order, from each knot of keys that lead round to one another."""
    for knot in _knots(leads_to):
        first = knot[0]
        if len(knot) > 1 or first in leads_to[first]:
            yield _shortest_circle(leads_to, first, set(knot))


def _shortest_circle(leads_to: Mapping[str, Sequence[str]], first: str, knot: set[str]) -> tuple[str, ...]:
    came: dict[str, str] = {}
    queue = deque([first])
    while queue:
        key = queue.popleft()
        for to in leads_to[key]:
            if to == first:
                circle = [key]
                while circle[-1] != first:
                    circle.append(came[circle[-1]])
                return tuple(reversed(circle))
            if to in knot and to not in came:
                came[to] = key
                queue.append(to)
    return (first,)


def _knots(leads_to: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """The strongly connected parts (Tarjan 1972), without recursion: a guide may be thousands of nodes deep.

    Each part begins with its key that was met first.
    """
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    for root in leads_to:
        if root in number:
            continue
        number[root] = low[root] = len(number)
        path.append(root)
        on_path.add(root)
        work = [(root, iter(leads_to[root]))]
        while work:
            key, ahead = work[-1]
            for to in ahead:
                if to not in leads_to:
                    continue
                if to not in number:
                    number[to] = low[to] = len(number)
                    path.append(to)
                    on_path.add(to)
                    work.append((to, iter(leads_to[to])))
                    break
                if to in on_path:
                    low[key] = min(low[key], number[to])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[key])
                if low[key] == number[key]:
                    knot = []
                    while not knot or knot[-1] != key:
                        knot.append(path.pop())
                    knot.reverse()
                    on_path.difference_update(knot)
                    yield knot
