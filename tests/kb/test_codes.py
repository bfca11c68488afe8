"""Error codes: every spelling meets, and what is no code is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import codes

DRIVER = "0x85010014"
IN_A_SENTENCE = (
    "The phone of the second volunteer in the office shows {} when the folder with all the old mail is opened again."
)

SAME = [
    (DRIVER, DRIVER),
    ("0X85010014", DRIVER),
    ("0×85010014", DRIVER),
    ("0x 8501 0014", DRIVER),
    ("0x8501 0014", DRIVER),
    ("0x8501-0014", DRIVER),
    ("0x8501_0014", DRIVER),
    ("85010014", DRIVER),
    (str(0x85010014 - 2**32), DRIVER),
    (f"−{2**32 - 0x85010014}", DRIVER),
    (str(0x85010014), DRIVER),
    ("0x80072ee7", "0x80072EE7"),
    ("80072EE7", "0x80072EE7"),
    ("0xC0000022", "0xC0000022"),
    ("-1073741790", "0xC0000022"),
    ("c0000022", "0xC0000022"),
    ("0x25", "0x25"),
    ("0x00000025", "0x25"),
    ("KB 817379", "KB 817379"),
    ("KB817379", "KB 817379"),
    ("kb-817379", "KB 817379"),
    ("kb: 817379", "KB 817379"),
    ("Q817379", "KB 817379"),
    ("Event ID 1053", "event 1053"),
    ("event 1053", "event 1053"),
    ("EventID: 1053", "event 1053"),
    ("Event-ID 1053", "event 1053"),
    ("event #1053", "event 1053"),
    ("HTTP 449", "HTTP 449"),
    ("http/1.1 449", "HTTP 449"),
    ("HTTP status code 449", "HTTP 449"),
    ("HTTP error: 449", "HTTP 449"),
    ("error 503", "HTTP 503"),
    ("status 503", "HTTP 503"),
    ("5.7.139", "5.7.139"),
    ("535 5.7.139", "5.7.139"),
    ("550-5.7.30", "5.7.30"),
    ("#5.7.30", "5.7.30"),
    ("-36", "-36"),
    ("−36", "-36"),
    ("–36", "-36"),
    ("-5000", "-5000"),
    ("−5000", "-5000"),
    ("-18576", "-18576"),
]


@pytest.mark.parametrize(("typed", "expected"), SAME)
def test_every_spelling_typed_alone_gives_the_one_spelling(typed: str, expected: str) -> None:
    assert codes.normalise(typed) == expected
    assert codes.normalise(f"  {typed} ") == expected


@pytest.mark.parametrize(("typed", "expected"), SAME)
def test_every_spelling_is_found_in_a_row_of_declared_codes(typed: str, expected: str) -> None:
    row = " ; ".join(
        ["SYNC_5", typed, "a long list of other codes that nobody could have typed as one search in a hurry"]
    )

    assert [code.text for code in codes.find(row)] == [expected]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (DRIVER, DRIVER),
        ("0×85010014", DRIVER),
        ("0x 8501 0014", DRIVER),
        ("(85010014)", DRIVER),
        ("error 85010014", DRIVER),
        ("8004011D", "0x8004011D"),
        (f"-{2**32 - 0x85010014}", DRIVER),
        (f"error {0x85010014}", DRIVER),
        ("0x25", "0x25"),
        ("KB817379", "KB 817379"),
        ("Event ID 2008", "event 2008"),
        ("event 1053", "event 1053"),
        ("HTTP/1.1 401", "HTTP 401"),
        ("error 503", "HTTP 503"),
        ("550 5.1.1", "5.1.1"),
        ("error 5.1.1", "5.1.1"),
        ("5.7.139", "5.7.139"),
        ("error -36", "-36"),
        ("error code −36", "-36"),
        ("(-36)", "-36"),
        ("result: -5000", "-5000"),
    ],
)
def test_a_code_is_found_in_a_sentence(written: str, expected: str) -> None:
    text = IN_A_SENTENCE.format(written)

    found = codes.find(text)

    assert [code.text for code in found] == [expected]
    assert text[found[0].start : found[0].end] in written


@pytest.mark.parametrize(
    "written",
    [
        "85012345",
        "555-0123",
        "800 555 0199",
        "+1 214 555 0123",
        "2145550123",
        "20071123",
        "2007-11-23",
        "23.11.2007",
        "10.5.3",
        "Mac OS X 10.4.11",
        "4.1.2",
        "version 5.0.1",
        "$1,299",
        "-36 °C or -5000 euros",
        "140–150",
        "pages 12-36",
        "deadbeef",
        "facade",
        "effaced",
        "defaced0",
        "an event in 2008",
        "event 2008",
        "512 KB 10000",
        "KB 12",
        "error 1053",
        "150,000 items",
        "12:30:45",
        "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
        "/images/8a3c21f0.png",
        "192.168.5.7.1",
        "0x",
        "0xZZ",
    ],
)
def test_numbers_and_words_of_a_sentence_are_no_codes(written: str) -> None:
    assert codes.find(IN_A_SENTENCE.format(written)) == []


@pytest.mark.parametrize(
    "typed", ["20080315", "facade", "deadbeef", "10.5.3", "mac 10.5.2 share", "2008", "", "-", "12345678 ;" * 40]
)
def test_a_short_search_without_a_code_finds_none(typed: str) -> None:
    assert codes.normalise(typed) is None


def test_a_short_search_may_hold_several_codes_among_words() -> None:
    found = codes.find("iphone 85010014 or KB817379 -36")

    assert [(code.kind, code.text) for code in found] == [
        ("hexadecimal", DRIVER),
        ("kb", "KB 817379"),
        ("negative", "-36"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [(one, other) for one, first in SAME for other, second in SAME if first == second and one < other],
)
def test_all_spellings_of_a_code_share_their_search_tokens(one: str, other: str) -> None:
    assert codes.search_tokens(one) == codes.search_tokens(other)
    assert codes.find(one)[0] == codes.find(other)[0]


@pytest.mark.parametrize(
    ("code", "tokens"),
    [
        (DRIVER, ("0x85010014", "85010014")),
        ("0x25", ("0x25", "0x00000025")),
        ("KB 817379", ("kb817379", "817379")),
        ("event 1053", ("event1053", "1053")),
        ("HTTP 449", ("http449", "449")),
        ("5.7.139", ("5d7d139",)),
        ("-36", ("minus36",)),
        ("SYNC_5", ("sync5",)),
        ("!", ()),
    ],
)
def test_search_tokens_are_plain_words(code: str, tokens: tuple[str, ...]) -> None:
    assert codes.search_tokens(code) == tokens


@given(st.text())
def test_any_text_gives_codes_with_their_places(text: str) -> None:
    found = codes.find(text)

    assert all(0 <= code.start < code.end <= len(text) for code in found)
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
    assert all(token.isalnum() and token.isascii() for code in found for token in codes.search_tokens(code))


@given(st.integers(0, 2**32 - 1))
def test_any_hexadecimal_number_keeps_its_value(value: int) -> None:
    assert int(codes.normalise(f"0x{value:08x}") or "", 16) == value


@pytest.mark.parametrize("piece", ["0x", "8", "-", "event ", "error ", "KB ", "5.", "a", " ", "0x 8501 ", "(", "http/"])
def test_a_hundred_thousand_characters_are_read_at_once(piece: str) -> None:
    began = time.process_time()

    codes.find(piece * (100_000 // len(piece)))

    assert time.process_time() - began < 1


@given(st.text("abcdefxkqhtpsimrnu0०² -.#:/×\n").map(lambda text: text.replace("0", "")))
def test_no_rule_finds_a_code_where_there_is_no_digit(text: str) -> None:
    """So that texts without one need not be read for codes at all."""
    assert not [pattern for _, pattern, _ in codes._RULES if pattern.search(text)]
