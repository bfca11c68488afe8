"""Text -> words as search compares them: folded to lower case without accents, letters and digits only. (pure)"""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+")

# Words that stand in nearly every text. Not among them: not, off, down, out, after, before, which say what is wrong.
STOP_WORDS = frozenset(
    WORD.findall("""
    a about am an and any are as at be been being but by ca can could did do does doing for from get gets getting got
    had has have having he her here his how i if in into is it its just me my no of on or our please she should so some
    than that the their them then there these they this those to too us very was we were what when where which who why
    will with wo would you your
    """)
)

# Whatever is more than ASCII, punctuation and arrows; without it, lower() does the same in a tenth of the time.
_UNUSUAL = re.compile(r"[^\x00-\xbf\xd7\xf7\u2000-\u20cf\u2190-\u2bff]")

# An accent is a mark of its own once a letter is taken apart; marks of other scripts carry meaning and stay.
_ACCENTS = range(0x300, 0x370)


class _Folding(dict[int, str]):
    """Each character's folded form, found once; always one character, so that places in a text stay the same."""

    def __missing__(self, point: int) -> str:
        base = unicodedata.normalize("NFD", chr(point))[0]
        self[point] = folded = base.lower() if len(base.lower()) == 1 else base
        return folded


_folding = _Folding()
_without_accents = dict.fromkeys(_ACCENTS)


def fold(text: str) -> str:
    """Lower case without accents, character by character: the result is as long as the text."""
    if text.isascii() or not _UNUSUAL.search(text):  # what is ASCII Python knows without looking
        return text.lower()
    return text.translate(_folding)


def words(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_without_accents)
    return WORD.findall(fold(text))


_SIGNS = re.compile(r"[^\w\x00-\x7f]")
APART = " \x7f "  # between texts, so that no row of words begins in one and ends in the next; nobody types it
_BLANKS = bytes(byte if byte >= 127 or chr(byte).isalnum() else 32 for byte in range(256))


def as_row(text: str) -> str:
    """The words of a text in a row, with one space around each. A quarter of the time that `words` takes; accents of their own stay."""
    folded = fold(text)
    if not folded.isascii():
        folded = _SIGNS.sub(" ", folded)
    row = b" ".join(folded.encode("utf-8", "replace").translate(_BLANKS).split())
    return f" {row.decode()} "
