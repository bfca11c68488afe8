"""Whether what was typed into a search may be somebody's own: then it is searched for, and not kept. (pure)

Mail addresses, numbers as long as a telephone, card or insurance number has, and words that look like a password or a key.
Error codes, versions and dates are long numbers too, and are none of these.
"""

from __future__ import annotations

import re

from kb import codes

LEAST_DIGITS = 7  # a local telephone number

_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)")
_VERSION = re.compile(r"(?<![\d.])\d{1,2}(?:\.\d{1,2}){1,2}(?![\d.])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"\+?\(?\d(?:[ ()/.\u2013-]{0,2}\d)+")
_SIGNS = frozenset("!#$%^&*+=~|?")
_KEY = re.compile(r"(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{16,}")


def is_private(typed: str) -> bool:
    """Whether a search holds something that must not be kept, as far as its shape tells."""
    for code in codes.find(typed):
        typed = typed[: code.start] + "." * (code.end - code.start) + typed[code.end :]
    if "@" in typed:
        return True
    if any(map(_is_long, _NUMBER.findall(_VERSION.sub("   ", _DATE.sub("   ", typed))))):
        return True
    return any(_looks_like_a_password(word) for word in typed.split())


def _is_long(number: str) -> bool:
    groups = re.findall(r"\d+", number)
    return sum(map(len, groups)) >= LEAST_DIGITS and not all(map(_YEAR.fullmatch, groups))


def _looks_like_a_password(word: str) -> bool:
    """Letters, digits and signs mixed as nobody writes a name, or a long row of letters and digits as a key is."""
    core = word.strip("\"'“”‘’()[]{}<>.,;:?")
    has_sign = any(char in _SIGNS for char in core)
    is_mixed = has_sign and any(map(str.isdigit, core)) and sum(map(str.isalpha, core)) > 1
    is_key = bool(_KEY.fullmatch(core)) and sum(map(str.isdigit, core)) > 3 and "-" not in core.strip("-")
    return (is_mixed and len(core) >= 8) or is_key
