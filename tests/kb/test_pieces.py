"""Word pieces: the numbers that the model was taught, as the reference tokenizer gives them."""

from time import process_time

import pytest

from kb.search import pieces

WORDS = pieces.VOCABULARY.read_text("utf-8").split("\n")


def cut(text: str) -> list[str]:
    return [WORDS[number] for number in pieces.numbers(text, most=160)][1:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Outlook can't connect!", ["outlook", "can", "'", "t", "connect", "!"]),
        ("Autodiscover", ["auto", "##dis", "##co", "##ver"]),
        ("Café NAÏVE e\u0301", ["cafe", "naive", "e"]),
        ("0x85010014", ["0", "##x", "##85", "##01", "##00", "##14"]),
        ("a\u200bb\x00c\u202e", ["abc"]),  # marks that nobody sees are left out
        ("a\u00a0b\tc\nd", ["a", "b", "c", "d"]),
        ("日本", ["日", "本"]),
        ("👍", ["[UNK]"]),
        ("x" * 101, ["[UNK]"]),
        ("", []),
    ],
    ids=ascii,
)
def test_a_text_is_cut_into_the_pieces_of_the_vocabulary(text, expected):
    assert cut(text) == expected


def test_a_beginning_and_an_end_stand_around_and_long_texts_are_cut():
    numbers = pieces.numbers("word " * 10_000, most=160)
    assert len(numbers) == 160
    assert (WORDS[numbers[0]], WORDS[numbers[-1]]) == ("[CLS]", "[SEP]")


@pytest.mark.parametrize("text", ["\ud800", "a" * 100_000, "\u0301" * 100_000, "日" * 100_000, "a." * 50_000])
def test_any_text_is_cut_quickly(text):
    began = process_time()
    assert 2 <= len(pieces.numbers(text, most=160)) <= 160
    assert process_time() - began < 2
