"""Of more matches than can be ranked, which to rank: by how many documents hold each part of what was typed. (pure)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

# With fewer documents than that, others that hold any of the words are looked at too.
FEW = 50


class Standing(NamedTuple):
    """In how many documents a part stands, up to a limit; and less the number of the last one that was counted.

    Of two that reach the limit, the one that reaches it sooner stands in more: in order the rarer comes first.
    """

    count: int
    less_last: int = 0


class Choice(NamedTuple):
    """The places of the parts by which documents are chosen: those that hold any of them, or all of them together."""

    places: list[int]
    is_together: bool


def choose(standings: Sequence[Standing], limit: int, count: Callable[[list[int]], int]) -> Choice:
    """The rare parts, as many as can be ranked together: what holds none of them is hardly what was meant. Where no part is
    rare, as many of the rarer ones together as leave enough documents, and not too many to rank; `count` says how many, up to the limit.
    """
    order = sorted(range(len(standings)), key=standings.__getitem__)
    rare, total = [], 0
    for place in order:
        total += standings[place].count
        if total <= limit and standings[place].count < limit:
            rare.append(place)
    if rare:
        return Choice(rare, is_together=False)
    chosen = order[:1]
    for place in order[1:]:
        found = count([*chosen, place])
        if found >= FEW:
            chosen.append(place)
        if found < limit:
            break
    return Choice(chosen, is_together=True)
