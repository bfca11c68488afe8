"""What strangers typed, as a list shows it."""

import pytest

from kb.readable import readable


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("calendar stopped", "calendar stopped"),
        (" two\n lines\t", "two lines"),
        ("a\x00b\x1b[31m", "a�b�[31m"),
        ("\u202eevil\u202c", "�evil�"),
        ("z\u0301\u0302\u0303\u0304a", "z\u0301\u0302a"),
        ("שלום عربي 標題", "שלום عربي 標題"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("\u0301" * 200, "\u0301\u0301"),
    ],
)
def test_it_stays_on_one_line_and_hides_nothing(typed, shown):
    assert readable(typed) == shown


def test_a_very_long_text_says_that_it_goes_on():
    assert readable("\u0301" * 1000 + "end").endswith("…")
