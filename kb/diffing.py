"""Two texts -> changed lines with the changed words inside. (pure)

On the standard library's difflib, whose time grows with the square of what it compares and is worse for repeated lines:
so lines that stand alike at both ends are set aside first, and what is left is compared only as far as that is quick.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

CONTEXT = 3
MAX_CHANGED_LINES = 4_000
MAX_ROWS = 4_000
MAX_LINE_EFFORT = 400_000  # pairs of equal lines that difflib would look at
MAX_WORD_EFFORT = 1_000_000  # pairs of equal words, in all changed lines together
MAX_LINE_WORDS = 1_500

_WORD = re.compile(r"\s+|\w+|[^\w\s]")

Kind = Literal["same", "added", "removed", "changed", "folded"]


@dataclass(frozen=True)
class Part:
    """A piece of a line, and whether the other text lacks it."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the comparison: its numbers and parts in the old and the new text, None and empty where it is missing.

    A `folded` row stands for `count` equal lines that are not shown.
    """

    kind: Kind
    old_no: int | None = None
    new_no: int | None = None
    old: tuple[Part, ...] = ()
    new: tuple[Part, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Comparison:
    """The rows of two texts; none where the texts are too large to compare, or the same."""

    rows: tuple[Row, ...] = ()
    added: int = 0
    removed: int = 0
    is_too_large: bool = False

    @property
    def is_same(self) -> bool:
        """Whether the two texts have the same lines."""
        return not (self.is_too_large or self.added or self.removed)


def compare(old: str, new: str, *, context: int = CONTEXT) -> Comparison:
    """Compares two texts line by line; `context` is how many equal lines stand around each change. Never raises.

    `added` and `removed` count lines; a changed line counts as both. Where a comparison would take too long,
    `is_too_large` says so and there are no rows.
    """
    old_lines, new_lines = _lines(old), _lines(new)
    if old_lines == new_lines:
        return Comparison()
    head = _alike(old_lines, new_lines)
    tail = _alike(old_lines[head:][::-1], new_lines[head:][::-1])
    old_middle = old_lines[head : len(old_lines) - tail]
    new_middle = new_lines[head : len(new_lines) - tail]
    if not _is_quick(old_middle, new_middle):
        return Comparison(is_too_large=True)
    before = [_same(line, number, number) for number, line in enumerate(old_lines[:head], 1)]
    middle = list(_Rows(old_middle, new_middle, head).rows())
    shift = len(new_lines) - len(old_lines)
    start = len(old_lines) - tail + 1
    after = [_same(line, number, number + shift) for number, line in enumerate(old_lines[start - 1 :], start)]
    rows = tuple(_folded([*before, *middle, *after], context))
    if len(rows) > MAX_ROWS:
        return Comparison(is_too_large=True)
    added = sum(row.kind in ("added", "changed") for row in middle)
    removed = sum(row.kind in ("removed", "changed") for row in middle)
    return Comparison(rows, added, removed)


def _lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces are equal from the beginning."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _effort(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pairs of equal pieces there are: what difflib looks at, at least once."""
    counts = Counter(other)
    return sum(number * counts[piece] for piece, number in Counter(one).items())


def _is_quick(old: list[str], new: list[str]) -> bool:
    return max(len(old), len(new)) <= MAX_CHANGED_LINES and _effort(old, new) <= MAX_LINE_EFFORT


def _same(line: str, old_no: int, new_no: int) -> Row:
    return Row("same", old_no, new_no, (Part(line),), (Part(line),))


class _Rows:
    """The rows of the lines between the equal ends. Words are compared until the effort for them is used up."""

    def __init__(self, old: list[str], new: list[str], offset: int) -> None:
        self.old, self.new, self.offset = old, new, offset
        self.effort_left = MAX_WORD_EFFORT

    def rows(self) -> Iterator[Row]:
        matcher = SequenceMatcher(None, self.old, self.new, autojunk=False)
        for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
            if tag == "equal":
                for index in range(old_end - old_start):
                    yield _same(self.old[old_start + index], *self._numbers(old_start + index, new_start + index))
            else:
                yield from self._replaced(range(old_start, old_end), range(new_start, new_end))

    def _numbers(self, old_index: int, new_index: int) -> tuple[int, int]:
        return self.offset + old_index + 1, self.offset + new_index + 1

    def _replaced(self, old: range, new: range) -> Iterator[Row]:
        """Lines in the place of others: pairs that resemble one another are one changed line, the rest is gone or new."""
        pairs = min(len(old), len(new))
        for old_index, new_index in zip(old[:pairs], new[:pairs], strict=True):
            yield from self._pair(old_index, new_index)
        for old_index in old[pairs:]:
            yield self._removed(old_index)
        for new_index in new[pairs:]:
            yield self._added(new_index)

    def _pair(self, old_index: int, new_index: int) -> Iterator[Row]:
        parts = self._words(self.old[old_index], self.new[new_index])
        if parts is None:
            yield self._removed(old_index)
            yield self._added(new_index)
        else:
            yield Row("changed", *self._numbers(old_index, new_index), *parts)

    def _removed(self, index: int) -> Row:
        return Row("removed", old_no=self.offset + index + 1, old=(Part(self.old[index], True),))

    def _added(self, index: int) -> Row:
        return Row("added", new_no=self.offset + index + 1, new=(Part(self.new[index], True),))

    def _words(self, old: str, new: str) -> tuple[tuple[Part, ...], tuple[Part, ...]] | None:
        """The two lines in parts; None where they have little in common, or too much to find out."""
        old_words, new_words = _WORD.findall(old), _WORD.findall(new)
        head = _alike(old_words, new_words)
        tail = _alike(old_words[head:][::-1], new_words[head:][::-1])
        old_middle = old_words[head : len(old_words) - tail]
        new_middle = new_words[head : len(new_words) - tail]
        effort = _effort(old_middle, new_middle) + len(old_middle) + len(new_middle)
        if max(len(old_middle), len(new_middle)) > MAX_LINE_WORDS or effort > self.effort_left:
            return None
        self.effort_left -= effort
        blocks = SequenceMatcher(None, old_middle, new_middle, autojunk=False).get_opcodes()
        kept = [("equal", 0, head, 0, head)] if head else []
        kept += [(tag, a + head, b + head, c + head, d + head) for tag, a, b, c, d in blocks]
        if tail:
            kept.append(("equal", len(old_words) - tail, len(old_words), len(new_words) - tail, len(new_words)))
        in_common = sum(len("".join(old_words[a:b]).strip()) for tag, a, b, _, _ in kept if tag == "equal")
        if in_common * 3 < min(len(old.strip()), len(new.strip())):
            return None
        return (
            _parts((old_words[a:b], tag != "equal") for tag, a, b, _, _ in kept),
            _parts((new_words[c:d], tag != "equal") for tag, _, _, c, d in kept),
        )


def _parts(pieces: Iterator[tuple[list[str], bool]]) -> tuple[Part, ...]:
    """Pieces of a line, neighbours of the same sort in one."""
    parts: list[Part] = []
    for words, is_changed in pieces:
        text = "".join(words)
        if parts and text and parts[-1].is_changed == is_changed:
            parts[-1] = Part(parts[-1].text + text, is_changed)
        elif text:
            parts.append(Part(text, is_changed))
    return tuple(parts)


def _folded(rows: list[Row], context: int) -> Iterator[Row]:
    """The rows with long runs of equal lines folded into one row each."""
    changed = [index for index, row in enumerate(rows) if row.kind != "same"]
    shown = bytearray(len(rows))
    for index in changed:
        start = max(0, index - context)
        shown[start : index + context + 1] = b"\x01" * (min(len(rows), index + context + 1) - start)
    hidden = 0
    for index, row in enumerate(rows):
        if shown[index]:
            if hidden:
                yield _fold(rows[index - hidden : index])
            hidden = 0
            yield row
        else:
            hidden += 1
    if hidden:
        yield _fold(rows[len(rows) - hidden :])


def _fold(rows: list[Row]) -> Row:
    """One line is shown as it is: a row that says so takes as much room."""
    return rows[0] if len(rows) == 1 else Row("folded", rows[0].old_no, rows[0].new_no, count=len(rows))
