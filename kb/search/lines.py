"""Lines of words, and which of them hold every word somebody typed, or a word that begins so. (pure)

The words stand in one sorted list, so that those that begin alike stand side by side, and each has the numbers of its lines.
Where a beginning stands in few lines, their numbers are put together when it is asked. Where it stands in many, they are one
large number with a bit for each line, made beforehand: which lines have several such beginnings is then one `&`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial, reduce
from itertools import accumulate, chain
from operator import and_
from os.path import commonprefix
from string import ascii_lowercase

FEW = 400  # lines that are put together when they are asked; measured: 200 costs memory, 1,000 time
SLIP_FROM = 4  # letters of a word in which a slip is looked for

_LAST = "\U0010ffff"  # comes after every letter
_FIRST_BITS, _MORE = 1024, 8  # how many lines are read off at first, and how many times as many after that
_IS_SET = bytes([0] + [1] * 255)
_BITS = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]


class Lines:
    """Lines by their number. `folded` has each line's words with a space before each; it is kept, and never changed."""

    def __init__(self, folded: Sequence[str]) -> None:
        self.folded = folded
        found: dict[str, array] = defaultdict(partial(array, "I"))
        for number, line in enumerate(folded):
            for word in set(line.split()):
                found[word].append(number)
        self._words = sorted(found)
        self._places = [found[word] for word in self._words]
        place_of = {word: place for place, word in enumerate(self._words)}
        # Of each line the place of its first word. Texts lie about in memory: looking into 64 of them takes longer than all else.
        self._first = array("I", (place_of.get(_first_word(line), len(place_of)) for line in folded))
        self._before = [0, *accumulate(map(len, self._places))]
        self._many: dict[tuple[int, int], int] = {}
        self._gather(0, len(self._words))

    def holding(self, begins: Sequence[str]) -> Iterator[int]:
        """The numbers of the lines in which each of these begins a word, the first ones first; at least one must be given."""
        ranges = [self._range(begin) for begin in begins]
        few = [self._put_together(*one) for one in ranges if self._count(one) <= FEW]
        many = [self._many[one] for one in ranges if self._count(one) > FEW]
        if not few:
            return _numbers(reduce(and_, many))
        numbers = sorted(set.intersection(*few))
        if many and numbers:
            bits = reduce(and_, many).to_bytes((len(self.folded) >> 3) + 1, "little")
            numbers = [number for number in numbers if bits[number >> 3] >> (number & 7) & 1]
        return iter(numbers)

    def starting(self, numbers: Iterable[int], begins: Sequence[str]) -> list[int]:
        """Those of these lines that start with these words, the last of them begun."""
        first, last = self._range(begins[0])
        found = [number for number in numbers if first <= self._first[number] < last]
        begin = " " + " ".join(begins)
        return found if len(begins) == 1 else [number for number in found if self.folded[number].startswith(begin)]

    def one_slip_away(self, begins: Sequence[str]) -> Iterator[int]:
        """The same with one letter more, less or another, or two that changed places, in the first word that begins nothing."""
        for place, word in enumerate(begins):
            if len(word) >= SLIP_FROM and word.isascii() and word.isalpha() and not self._stands(word):
                others = filter(self._stands, _slips(word, self._standing(word)))
                return chain.from_iterable(
                    self.holding((*begins[:place], other, *begins[place + 1 :])) for other in others
                )
        return iter(())

    def _range(self, begin: str) -> tuple[int, int]:
        """The places of the words that begin so."""
        first = bisect_left(self._words, begin)
        return first, bisect_left(self._words, begin + _LAST, first)

    def _count(self, places: tuple[int, int]) -> int:
        """How many lines hold one of these words, at most."""
        return self._before[places[1]] - self._before[places[0]]

    def _put_together(self, first: int, last: int) -> set[int]:
        return set().union(*self._places[first:last])

    def _stands(self, begin: str) -> bool:
        place = bisect_left(self._words, begin)
        return place < len(self._words) and self._words[place].startswith(begin)

    def _standing(self, word: str) -> int:
        """How many letters of this word, which begins nothing, begin a word."""
        return bisect_left(range(1, len(word)), True, key=lambda letters: not self._stands(word[:letters]))

    def _gather(self, first: int, last: int) -> int:
        """The lines of the words at these places, which begin alike, as bits; kept, as are those of every longer beginning
        that stands in many lines. Each word's lines are gone through once, so that this takes no longer where there are more.
        """
        if first == last:
            return 0
        shared = len(commonprefix((self._words[first], self._words[last - 1])))
        bits, own, start = 0, bytearray((len(self.folded) >> 3) + 1), first
        while start < last:
            word = self._words[start]
            is_whole = len(word) == shared
            end = start + 1 if is_whole else bisect_left(self._words, word[: shared + 1] + _LAST, start, last)
            if is_whole or self._count((start, end)) <= FEW:
                for number in chain.from_iterable(self._places[start:end]):
                    own[number >> 3] |= 1 << (number & 7)
            else:
                bits |= self._gather(start, end)
            start = end
        self._many[first, last] = bits = bits | int.from_bytes(own, "little")
        return bits


def _first_word(line: str) -> str:
    return line[1:].partition(" ")[0]


def _numbers(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first. More and more are read at a time: often the first are enough."""
    start, size = 0, _FIRST_BITS
    while bits:
        read = (bits & ((1 << size) - 1)).to_bytes(size >> 3, "little")
        is_set = read.translate(_IS_SET)
        place = is_set.find(1)
        while place >= 0:
            for bit in _BITS[read[place]]:
                yield start + 8 * place + bit
            place = is_set.find(1, place + 1)
        bits, start, size = bits >> size, start + size, size * _MORE


def _slips(word: str, standing: int) -> Iterator[str]:
    """Every text that is one slip away: a letter too many, two that changed places, another one, one too few.

    Only so many letters of the word begin anything; where a slip comes later, what is before it begins nothing either.
    """
    cuts = range(min(standing + 1, len(word)))
    yield from (word[:place] + word[place + 1 :] for place in cuts)
    yield from (
        word[:place] + word[place + 1] + word[place] + word[place + 2 :] for place in cuts if place + 1 < len(word)
    )
    yield from (word[:place] + letter + word[place + 1 :] for place in cuts for letter in ascii_lowercase)
    yield from (word[:place] + letter + word[place:] for place in cuts for letter in ascii_lowercase)
