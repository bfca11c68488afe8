"""Of more matches than can be ranked, which to rank: by how many documents hold each part of what was typed. (pure)"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

# With fewer documents than that, others that hold any of the words are looked at too.
FEW = 50


class Standing(NamedTuple):
    """In how many documents a part stands, up to a limit; and for one that reaches it, more where it stands in more.

    In order, the rarer comes first.
    """

    count: int
    beyond: int = 0


class Choice(NamedTuple):
    """The places of the parts by which documents are chosen: those that hold any of them, or all of them together.

    Of one that `is_cut` there are more documents than can be ranked: those that hold the parts in front should go first.
    """

    places: list[int]
    is_together: bool
    is_cut: bool = False


def choose(standings: Sequence[Standing], limit: int, count: Callable[[list[int]], int]) -> list[Choice]:
    """What to rank, the more telling first: the rare parts, as many as can be ranked together, since what holds none of them
    is hardly what was meant. Where those leave only a few documents, also the common ones: as many of the rarer together as
    can be ranked; and where those leave only a few, also what is one part less. `count` says how many hold such parts together,
    up to the limit. A part that stands nowhere chooses nothing.
    """
    order = sorted((place for place, one in enumerate(standings) if one.count), key=standings.__getitem__)
    rare, total = [], 0
    for place in order:
        if total + standings[place].count > limit or standings[place].count >= limit:
            break
        total += standings[place].count
        rare.append(place)
    common = order[len(rare) :]
    choices = [Choice(rare, is_together=False)] if rare else []
    return choices + (_together(common, limit, count) if common and total < FEW else [])


def _together(order: Sequence[int], limit: int, count: Callable[[list[int]], int]) -> list[Choice]:
    wider = [order[0]]
    for place in order[1:]:
        closer = [*wider, place]
        found = count(closer)
        if FEW <= found < limit:
            return [Choice(closer, is_together=True)]
        if 0 < found < FEW:
            return [Choice(closer, is_together=True), Choice(wider, is_together=True, is_cut=True)]
        if found:
            wider = closer
    return [Choice(wider, is_together=True, is_cut=True)]
