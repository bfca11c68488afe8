"""What people paste becomes text that can be matched, line by line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.pasted import MAX_BYTES, TooLarge, clean, decode


@pytest.mark.parametrize(
    ("pasted", "text"),
    [
        ("a\r\nb\rc\r\r\nd", "a\nb\nc\nd"),
        ("\ufeffa", "a"),
        ("a\x00b\x07c", "abc"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07end", "red end"),
        ("\x1b[Ka\x1bMb", "ab"),
        ("half \ud83d whole \ud83d\ude00", "half \ufffd whole \U0001f600"),
        ("There aren’t any – 0×85 “x”\u00a0y\u200b", 'There aren\'t any - 0x85 "x" y'),
        ("2026-03-02 08:01:12 W3SVC1", "W3SVC1"),
        ("2026-03-02T08:01:12.345+01:00 x", "x"),
        ("2026-03-02T08:01:12Z x", "x"),
        ("Mar  2 08:01:12 host x", "host x"),
        ("Mon, Mar 2 08:01:12 2026 x", "x"),
        ("[02/Mar/2026:08:01:12 +0000] x", "x"),
        ("03/02/2026 8:01:12 AM x", "x"),
        ("02.03.2026 08:01 x", "x"),
        ("08:01:12.345 x", "x"),
        ("10.5.2", "10.5.2"),
        ("10.0.0.5 x", "10.0.0.5 x"),
        ("at 08:01:12 x", "at 08:01:12 x"),
        ("2026-03-02 is a date", "2026-03-02 is a date"),
    ],
)
def test_a_text_is_made_ready_for_matching(pasted, text):
    assert clean(pasted).text == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_16_that_was_read_as_western_text_is_read_all_the_same(encoding, mark):
    assert clean((mark + "STATE : 4\r\nRUNNING").encode(encoding).decode("latin-1")).text == "STATE : 4\nRUNNING"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_file_is_read_in_the_encodings_that_people_have(encoding):
    assert clean(decode("Größe: 4\r\nRUNNING\r\n".encode(encoding))).shown == "Größe: 4\nRUNNING\n"


def test_lines_keep_their_numbers_and_are_shown_as_they_were():
    pasted = clean("2026-03-02 08:01:12 one\r\n\r\n\x1b[31mthree’s\x1b[0m")

    assert pasted.lines == ["2026-03-02 08:01:12 one", "", "three’s"]
    assert pasted.text.split("\n") == ["one", "", "three's"]


@pytest.mark.parametrize(
    "text", ["a" * (MAX_BYTES + 1), "é" * (MAX_BYTES // 2 + 1), "a\x00" * (MAX_BYTES + 1), "x" * 9_000_000]
)
def test_more_than_a_megabyte_is_refused_with_what_to_do(text):
    with pytest.raises(TooLarge, match="1 MB is the most. Paste the part around the minute"):
        clean(text)


def test_a_megabyte_of_utf_16_is_not_too_large():
    assert len(clean("a\x00" * MAX_BYTES).text) == MAX_BYTES


@given(st.text(st.characters(codec=None)))
def test_any_text_keeps_its_lines_and_can_be_encoded(text):
    pasted = clean(text)

    assert pasted.text.count("\n") == pasted.shown.count("\n") == len(pasted.lines) - 1
    assert not {"\x00", "\x1b", "\r"} & set(pasted.text)
    pasted.text.encode()
    pasted.shown.encode()


@given(st.binary())
def test_any_file_can_be_read(data):
    assert isinstance(clean(decode(data)).text, str)


@pytest.mark.parametrize(
    "piece", ["\x1b", "\x1b[", "\x1b]", "\x1b[0;", "\r", "2026-03-02 ", "Mar 2 08:01:12\n", " ", "08:01:12 ", "\n"]
)
def test_cleaning_takes_linear_time(piece):
    text = piece * (MAX_BYTES // len(piece))
    begun = time.process_time()
    clean(text)
    assert time.process_time() - begun < 1.5
