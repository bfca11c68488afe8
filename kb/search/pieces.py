"""Text -> numbers of word pieces, as the model was taught to read them. (pure)

The same as BERT's own cutting (uncased): small letters without accents, words apart from signs, and each word as the
longest pieces that the vocabulary has, from left to right. Forty lines here stand for a package that brings fifteen others.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).parent / "vocab" / "vocab.txt"
UNKNOWN, BEGIN, END = "[UNK]", "[CLS]", "[SEP]"
MOST_LETTERS = 100  # a longer word is unknown as a whole

_CHINESE = re.compile(
    "([\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002ceaf\U0002f800-\U0002fa1f])"
)


def numbers(text: str, *, most: int) -> list[int]:
    """The numbers of a text's pieces between a beginning and an end, at most so many."""
    known = _vocabulary()
    found = [known[BEGIN]]
    for word in _words(text):
        found.extend(_pieces(word))
        if len(found) >= most:
            break
    return [*found[: most - 1], known[END]]


def _words(text: str) -> list[str]:
    """The words and signs of a text, in small letters without accents."""
    shown = "".join(" " if char.isspace() else char for char in text if _is_shown(char))
    folded = unicodedata.normalize("NFD", _CHINESE.sub(r" \1 ", shown))
    plain = "".join(char for char in folded if unicodedata.category(char) != "Mn").lower()
    return "".join(f" {char} " if _is_sign(char) else char for char in plain).split()


def _is_shown(char: str) -> bool:
    return char in "\t\n\r" or not (unicodedata.category(char).startswith("C") or char == "\N{REPLACEMENT CHARACTER}")


@lru_cache(maxsize=4096)
def _is_sign(char: str) -> bool:
    return (char.isascii() and char.isprintable() and not char.isalnum() and char != " ") or unicodedata.category(
        char
    ).startswith("P")


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The numbers of a word's longest pieces; all but the first are written with `##` in the vocabulary."""
    known = _vocabulary()
    found: list[int] = []
    start = 0
    while start < len(word) <= MOST_LETTERS:
        ends = range(len(word), start, -1)
        begin = "##" if start else ""
        end = next((end for end in ends if begin + word[start:end] in known), 0)
        if not end:
            return (known[UNKNOWN],)
        found.append(known[begin + word[start:end]])
        start = end
    return tuple(found) or (known[UNKNOWN],)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, int]:
    return {piece: number for number, piece in enumerate(VOCABULARY.read_text("utf-8").split("\n"))}
