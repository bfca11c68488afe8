"""What strangers typed -> what a list can show: nothing that hides, reorders or overflows the line. (pure)"""

from __future__ import annotations

import unicodedata

MOST = 80
MOST_MARKS = 2  # accents on one letter; some scripts need two, none needs a tower of them


def readable(text: str, most: int = MOST) -> str:
    """The text on one line: a sign in the place of what cannot be seen, no more than two accents on a letter, cut to `most`."""
    shown: list[str] = []
    marks = 0
    for char in text[: 5 * most]:
        category = unicodedata.category(char)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            continue
        shown.append(_one(char, category))
    line = " ".join("".join(shown).split())
    return line if len(line) <= most and len(text) <= 5 * most else line[: most - 1].rstrip() + "…"


def _one(char: str, category: str) -> str:
    if char.isspace():
        return " "
    return "\N{REPLACEMENT CHARACTER}" if category in ("Cc", "Cf", "Cs", "Cn", "Co") else char
