"""How long something takes."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")


def quickly(action: Callable[[], T], *, within: float = 0.3, tries: int = 3) -> T:
    """What the action gives; it must take less than so many seconds by the clock, the database's time with it.

    A busy machine may hold up one try, but not each.
    """
    took = []
    while len(took) < tries:
        began = perf_counter()
        given = action()
        took.append(perf_counter() - began)
        if took[-1] < within:
            return given
    raise AssertionError(f"It took {min(took):.2f} s at the least.")
