"""Very many signs against one text, in a time that is known beforehand. (pure)

The text is taken in windows of whole lines that overlap a little, so that the clock can be read in between: RE2 is
linear but cannot be interrupted. In each window all signs are tried at once (RE2's Set says which ones match); only
those are then looked for one by one, to learn where. What the time did not reach counts as not checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import re2

from kb import signs
from kb.signs import BadSign, Sign

SECONDS = 0.5  # of one processor
OVERLAP = 4_096  # what one sign may span for certain, in bytes
SMALLEST_WINDOW, LARGEST_WINDOW = 2 * OVERLAP, 131_072
QUICK, SLOW = 0.02, 0.08  # seconds for a window, below and above which the next one is larger or smaller
MAX_PLACES = 3

# In the worst case a pass costs the bytes of the window times the steps of all programs in the set.
SET_SIZE = 50
SET_PROGRAM = 1_500

Span = tuple[int, int]
Clock = Callable[[], float]


@dataclass
class Scan:
    """What was found: for each sign its first places in the UTF-8 text; `checked` bytes were seen by every sign."""

    places: dict[Sign, list[Span]] = field(default_factory=dict)
    checked: int = 0


class Matcher:
    """A set of signs, made once and used for many texts. Signs that RE2 cannot read are in `unreadable`."""

    def __init__(self, wanted: Iterable[Sign]) -> None:
        self.unreadable: list[Sign] = []
        readable: list[Sign] = []
        for sign in dict.fromkeys(wanted):
            try:
                signs.compiled(sign)
                readable.append(sign)
            except BadSign:
                self.unreadable.append(sign)
        self.sets = [_SignSet(members) for members in _shared_out(readable)]

    def scan(self, data: bytes, deadline: float, clock: Clock) -> Scan:
        """Looks through a text until the deadline."""
        scan = Scan()
        start, size = 0, SMALLEST_WINDOW
        while True:
            begun = clock()
            end = _end_of_window(data, start, size)
            if not self._look_at(data, start, end, scan, deadline, clock):
                return scan
            scan.checked = end
            if end >= len(data):
                return scan
            start = _start_after(data, end)
            taken = clock() - begun
            size = min(size * 2, LARGEST_WINDOW) if taken < QUICK else size
            size = max(size // 2, SMALLEST_WINDOW) if taken > SLOW else size

    def _look_at(self, data: bytes, start: int, end: int, scan: Scan, deadline: float, clock: Clock) -> bool:
        """Looks at one window with all signs; says whether there was time for it."""
        window = data[start:end]
        is_cut = start > 0 and data[start - 1 : start] != b"\n"
        for sign_set in self.sets:
            if clock() > deadline:
                return False
            for sign in sign_set.matching(window):
                if clock() > deadline or not _note_places(scan, sign, window, start, is_cut, deadline, clock):
                    return False
        return True


@lru_cache(maxsize=8)
def matcher(wanted: tuple[Sign, ...]) -> Matcher:
    """The matcher of these signs; the published signs change seldom, so it is kept."""
    return Matcher(wanted)


class _SignSet:
    """Up to SET_SIZE signs that are tried in one pass."""

    def __init__(self, members: list[Sign]) -> None:
        self.members = members
        self.set = re2.Set.SearchSet(signs.options())
        for sign in members:
            self.set.Add(signs.source(sign))
        # Matches everything: if even this is not reported, RE2 ran out of memory, which must not read as "no match".
        self.always = self.set.Add("")
        self.set.Compile()

    def matching(self, window: bytes) -> list[Sign]:
        found = self.set.Match(window) or ()
        if self.always not in found:
            return self.members
        return [self.members[index] for index in sorted(found) if index != self.always]


def _note_places(
    scan: Scan, sign: Sign, window: bytes, offset: int, is_cut: bool, deadline: float, clock: Clock
) -> bool:
    """Adds the places of one sign in one window; says whether there was time to look to the end."""
    noted = scan.places.get(sign, [])
    if len(noted) >= MAX_PLACES:
        return True
    for count, place in enumerate(signs.places(sign, window), 1):
        if place and not (is_cut and place[0] == 0):  # there "the beginning of a line" is only where the window began
            span = (place[0] + offset, place[1] + offset)
            if span not in noted:
                noted = scan.places.setdefault(sign, noted)
                noted.append(span)
        if len(noted) >= MAX_PLACES:
            return True
        if count % 500 == 0 and clock() > deadline:
            return False
    return True


def _end_of_window(data: bytes, start: int, size: int) -> int:
    """About `size` bytes further on, at the end of a line if lines are not too long."""
    if len(data) - start <= size + OVERLAP:
        return len(data)
    line_end = data.find(b"\n", start + size, start + size + OVERLAP)
    return line_end + 1 if line_end >= 0 else start + size


def _start_after(data: bytes, end: int) -> int:
    """Where the window after one that ended here begins: about OVERLAP bytes back, with a line if lines are not too long."""
    line_start = data.find(b"\n", end - OVERLAP, end - 1)
    return line_start + 1 if line_start >= 0 else end - OVERLAP


def _shared_out(members: list[Sign]) -> Iterator[list[Sign]]:
    """The signs in sets that keep to SET_SIZE and SET_PROGRAM."""
    together: list[Sign] = []
    program = 0
    for sign in members:
        size = signs.compiled(sign).programsize
        if together and (len(together) >= SET_SIZE or program + size > SET_PROGRAM):
            yield together
            together, program = [], 0
        together.append(sign)
        program += size
    if together:
        yield together
