"""The colours of `tokens.css`, measured: text can be read on every ground it stands on, in both themes and on paper (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11)."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
THEMES = {
    "light": ("tokens.css", ":root,"),
    "dark": ("tokens.css", ':root[data-theme="dark"] {'),
    "paper": ("print.css", ":root,"),
}
GROUNDS = ("paper", "raised", "sunken")
SOFT_GROUNDS = ("accent-soft", "good-soft", "care-soft", "danger-soft")

# What stands on what, and the least contrast it needs.
PAIRS = {
    **{("ink", ground): 7.0 for ground in (*GROUNDS, *SOFT_GROUNDS, "mark")},
    **{("ink-soft", ground): 7.0 for ground in GROUNDS},  # summaries are read like text
    **{("ink-soft", ground): 4.5 for ground in SOFT_GROUNDS},
    **{(ink, ground): 4.5 for ink in ("accent", "good", "care", "danger") for ground in (*GROUNDS, *SOFT_GROUNDS)},
    ("accent", "mark"): 4.5,
    ("accent-ink", "accent"): 4.5,
    ("paper", "good"): 4.5,
    ("paper", "danger"): 4.5,
    **{("edge", ground): 3.0 for ground in (*GROUNDS, *SOFT_GROUNDS)},  # what shows where a field or button ends
    **{("focus", ground): 3.0 for ground in (*GROUNDS, *SOFT_GROUNDS)},
}


def colours(theme: str) -> dict[str, str]:
    """Each colour of a theme by its name; paper keeps those of the light theme that it does not name."""
    name, selector = THEMES[theme]
    css = (CSS / name).read_text()
    start = css.index(selector)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", css[start : css.index("}", start)]))
    return colours("light") | found if theme == "paper" else found


def luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2, definition of the term)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of the term)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_the_most_there_is() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)  # the well-known grey that just passes


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_written_can_be_read_on_every_ground(theme: str) -> None:
    colour = colours(theme)
    measured = {pair: contrast(colour[pair[0]], colour[pair[1]]) for pair in PAIRS}
    weak = {
        f"--{ink} on --{ground}": round(measured[ink, ground], 2)
        for ink, ground in PAIRS
        if measured[ink, ground] < PAIRS[ink, ground]
    }
    assert not weak


@pytest.mark.parametrize("name", ["site.css", "admin.css"])
def test_no_other_style_sheet_names_a_colour(name: str) -> None:
    css = re.sub(r"/\*.*?\*/", "", (CSS / name).read_text(), flags=re.DOTALL)
    named = re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])|\b(?:rgb|hsl|oklch)a?\([^)]*\)", css)
    assert not named
