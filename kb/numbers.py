"""Numbers as people type them. (pure)"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[, '][0-9]{3})+(?:\.[0-9]+)?")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_MAY_BE_GROUPED = re.compile(r"[+-]?[1-9][0-9]{0,2}\.[0-9]{3}")
MAX_LENGTH = 24


def number(text: str) -> Decimal | None:
    """`160`, `1,600`, `1 600`, `160.5`, `−5` -> the number; None for anything else."""
    # NFKC turns full-width digits and hard spaces into the plain ones.
    typed = unicodedata.normalize("NFKC", text[: MAX_LENGTH + 1]).strip().replace("\u2212", "-")
    if len(typed) > MAX_LENGTH:
        return None
    if _PLAIN.fullmatch(typed):
        return Decimal(typed)
    if _GROUPED.fullmatch(typed):
        return Decimal(re.sub(r"[, ']", "", typed))
    return None


def answered(text: str) -> Decimal | None:
    """As `number`, for what a person types into a form; None for `1.600`, which is 1600 to some and 1.6 to others."""
    return None if _MAY_BE_GROUPED.fullmatch(text.strip()) else number(text)


def spelled(value: Decimal) -> str:
    """The one spelling of a number: no grouping, no needless zeros, no exponent."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"", "-0", "-"} else text.removeprefix("+")
