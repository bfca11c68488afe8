"""Shares and minutes as people say them. (pure)"""

from __future__ import annotations


def in_share(share: float) -> str:
    """A share of cases in words that claim no more than an estimate can: "about 6 in 10"."""
    if share >= 0.95:
        return "nearly all"
    if share >= 0.15:
        return f"about {round(share * 10)} in 10"
    for least, words in (
        (0.07, "about 1 in 10"),
        (0.03, "about 1 in 20"),
        (0.015, "about 1 in 50"),
        (0.0075, "about 1 in 100"),
    ):
        if share >= least:
            return words
    return "fewer than 1 in 100"


def in_minutes(minutes: float) -> str:
    """Minutes in words, whole ones: "8 minutes"."""
    whole = round(minutes)
    if whole < 1:
        return "less than a minute"
    return "1 minute" if whole == 1 else f"{whole} minutes"


def about_minutes(minutes: float) -> str:
    """An average in words: "about 8 minutes", "less than a minute"."""
    return in_minutes(minutes) if round(minutes) < 1 else f"about {in_minutes(minutes)}"
