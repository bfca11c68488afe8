"""Text -> numbers of pieces of words, as the model was taught to read them. (pure)

Byte-pair encoding (BPE), as in GPT-2 and RoBERTa: a text is cut into words with the space before them, each word is taken as its bytes,
and of two pieces side by side those are joined first that the vocabulary joins first (Sennrich, Haddow, Birch 2016,
arXiv:1508.07909). A page of code here stands for a package that brings fifteen others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

BEGIN, END = "<s>", "</s>"
MOST_LETTERS = 100  # of a piece of text that is taken as one word; what is longer is cut

# Signs such as ² and ½, which GPT-2 takes for figures, are taken for letters.
_WORD = re.compile(
    rf"'(?:s|t|re|ve|m|ll|d)| ?[^\W\d_]{{1,{MOST_LETTERS}}}| ?\d{{1,{MOST_LETTERS}}}| ?(?:[^\s\w]|_){{1,{MOST_LETTERS}}}"
)

# How each byte is written in the vocabulary: as itself where it is seen, the others as letters that no byte stands for.
_SEEN = {*range(33, 127), *range(161, 173), *range(174, 256)}
_UNSEEN = [byte for byte in range(256) if byte not in _SEEN]
_WRITTEN = [chr(byte if byte in _SEEN else 256 + _UNSEEN.index(byte)) for byte in range(256)]
_SIGNS = {_WRITTEN[byte] for byte in range(128) if not chr(byte).isalnum()}


class Pieces:
    """The pieces that a vocabulary has: the number of each, and which two are joined before which others.

    `signs` are the numbers of those without a letter or figure, `<s>` and `</s>` among them. Whatever is not ASCII counts as a letter.
    """

    def __init__(self, vocabulary: Mapping[str, int], merges: Sequence[tuple[str, str]]) -> None:
        self._numbers = vocabulary
        self.signs = frozenset(number for piece, number in vocabulary.items() if _is_sign(piece))
        self._ranks = {pair: rank for rank, pair in enumerate(merges)}
        self._of = lru_cache(maxsize=20_000)(self._cut)

    def numbers(self, text: str, *, most: int) -> list[int]:
        """The numbers of the pieces of a text on one line between a beginning and an end, at most so many."""
        found = [self._numbers[BEGIN]]
        for word in _WORD.finditer(text):
            found.extend(self._of(word[0]))
            if len(found) >= most:
                break
        return [*found[: most - 1], self._numbers[END]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The numbers of a word's pieces: its bytes, two neighbours joined at a time, those first that are joined first."""
        pieces = [_WRITTEN[byte] for byte in word.encode("utf-8", "replace")]
        while len(pieces) > 1:
            pairs = zip(pieces, pieces[1:], strict=False)
            rank, place = min((self._ranks.get(pair, len(self._ranks)), place) for place, pair in enumerate(pairs))
            if rank == len(self._ranks):
                break
            pieces[place : place + 2] = [pieces[place] + pieces[place + 1]]
        return tuple(self._numbers[piece] for piece in pieces)


def _is_sign(piece: str) -> bool:
    """Whether a piece, as it is written in the vocabulary, says nothing by itself."""
    return piece in (BEGIN, END) or all(one in _SIGNS for one in piece)
