"""Pieces of words: the numbers that the model was taught, as the reference tokenizer gives them."""

from time import process_time

import pytest

from kb.search import meaning
from kb.search.pieces import Pieces
from tests.kb.optional import needs_model

# Each letter by itself, and a few joined ones, in the order in which they are joined.
JOINED = [("l", "o"), ("Ġ", "lo"), ("lo", "w"), ("e", "r")]
NAMES = ["<s>", "</s>", *"lowerĠ!Ã©", *("".join(pair) for pair in JOINED)]
SMALL = Pieces({piece: number for number, piece in enumerate(NAMES)}, JOINED)


def cut(text: str) -> list[str]:
    return [NAMES[number] for number in SMALL.numbers(text, most=160)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("low", ["low"]),
        ("lower", ["low", "er"]),
        ("wol", ["w", "o", "l"]),
        ("low low", ["low", "Ġlo", "w"]),  # a space belongs to the word after it, and is joined before the w is
        ("low  low", ["low", "Ġlo", "w"]),
        ("é!", ["Ã", "©", "!"]),  # two bytes, each written as a letter
        ("", []),
    ],
    ids=ascii,
)
def test_what_the_vocabulary_joins_first_is_joined_first(text, expected):
    assert cut(text) == ["<s>", *expected, "</s>"]


def test_long_texts_are_cut():
    found = cut("low " * 10_000)
    assert (len(found), found[0], found[-1]) == (160, "<s>", "</s>")


# As the package `tokenizers` 0.23.3 cuts them with the vocabulary of granite-embedding-30m-english.
REFERENCE = {
    "Outlook can't connect!": [0, 14944, 13724, 64, 75, 4686, 328, 2],
    "it's we'll I'VE": [0, 405, 18, 52, 581, 38, 108, 8856, 2],
    "Autodiscover": [0, 37434, 1630, 33951, 2],
    "our mac users cannot open \\\\fs1\\share": [0, 2126, 13418, 1434, 1395, 490, 49309, 17884, 134, 37457, 12689, 2],
    "Caf\xe9 NA\xcfVE e\u0301": [0, 347, 2001, 1140, 8438, 3849, 9357, 8856, 364, 44025, 10172, 2],
    "0x85010014 (451)": [0, 288, 1178, 4531, 45231, 1570, 36, 36860, 43, 2],
    "a\u200bb\x00c": [0, 102, 13635, 428, 50108, 438, 2],
    "\u65e5\u672c": [0, 47954, 8210, 44636, 11582, 2],
    "\U0001f44d": [0, 31193, 8384, 2],
    "snake_case __init__": [0, 22617, 5113, 1215, 11173, 27148, 25153, 30529, 2],
    "fs1.church.local": [0, 17884, 134, 4, 23420, 4, 18076, 2],
    "x" * 101: [0, 42523, 42523, 42523, 42523, 42523, 42523, 42523, 42523, 42523, 42523, 42523, 42523, 47596, 1178, 2],
    "": [0, 2],
}


@needs_model
@pytest.mark.parametrize(("text", "expected"), REFERENCE.items(), ids=ascii)
def test_the_model_gets_what_the_reference_gives(text, expected):
    assert meaning._model()[0].pieces.numbers(text, most=160) == expected


@needs_model
@pytest.mark.parametrize(
    "text", ["\ud800", "a" * 100_000, "\u0301" * 100_000, "日" * 100_000, "a." * 50_000, "ab" * 2500]
)
def test_any_text_is_cut_quickly(text):
    pieces = meaning._model()[0].pieces
    began = process_time()
    assert 2 <= len(pieces.numbers(text, most=160)) <= 160
    assert len(pieces.numbers(text[:5000], most=10_000)) <= 10_000
    assert process_time() - began < 2
