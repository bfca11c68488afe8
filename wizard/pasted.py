"""What people paste, made ready for matching: one kind of line end, no colours, no time stamps. (pure)

Lines keep their numbers, so that a match in the text for matching is quoted from the line that was pasted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

MAX_BYTES = 1_048_576

_MARKS = ("\ufeff", "\ufffe", "ÿþ", "þÿ", "\ufffd\ufffd")  # byte-order marks, also read in the wrong encoding
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)|[@-Z\\^_])")
_CONTROLS = {code: None for code in (*range(9), 11, *range(14, 32), 127)} | {
    12: " ",
    0x85: " ",
    0x2028: " ",
    0x2029: " ",
}
# Programs, pages and phones set type their own way; signs are written with plain keys.
_PLAIN = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u02bc\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e"), '"'),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u3000"), " "),
    **dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), None),
    ord("\u00d7"): "x",
}
_MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_CLOCK = r"[0-2]?\d:\d\d(?::\d\d(?:[.,:]\d{1,9})?)?(?:[ ]?[AaPp][Mm]\b)?(?:Z|[ ]?[+-]\d\d:?\d\d)?"
_STAMP = re.compile(
    rf"""(?mx)^[ \t]{{0,4}}[\[(]?(?:
        \d{{4}}[-/.]\d\d[-/.]\d\d[T ,]{{1,2}}{_CLOCK}                      # 2026-03-02 08:01:12.345Z
      | \d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}},?[ ]{_CLOCK}                 # 03/02/2026 8:01:12 AM
      | \d{{1,2}}/{_MONTH}/\d{{4}}:\d\d:\d\d:\d\d(?:[ ][+-]\d{{4}})?       # 02/Mar/2026:08:01:12 +0000
      | (?:[A-Z][a-z]{{2}},?[ ])?{_MONTH}[ ]{{1,2}}\d{{1,2}}(?:,?[ ]\d{{4}})?[ ]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?:[ ]\d{{4}})?
      | \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?                                   # 08:01:12
    )[\])]?(?:[ \t]+|$)"""
)


class TooLarge(ValueError):
    """More text than is looked at; the message is for the one who pasted it."""


@dataclass(frozen=True)
class Pasted:
    """A text in two forms with the same lines: `text` for matching, `shown` for quoting."""

    text: str
    shown: str

    @cached_property
    def lines(self) -> list[str]:
        return self.shown.split("\n")


def clean(text: str) -> Pasted:
    """A pasted text of any kind -> the same, ready for matching; raises TooLarge above 1 MB, and nothing else."""
    _refuse_too_large(len(text) // 2)  # UTF-16 that was read as something else holds a NUL beside each letter
    text = text.replace("\x00", "")
    for mark in _MARKS:
        text = text.removeprefix(mark)
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # pairs are joined, halves replaced
    _refuse_too_large(len(text.encode()))
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    shown = _ESCAPES.sub("", text).translate(_CONTROLS)
    return Pasted(_STAMP.sub("", shown.translate(_PLAIN)), shown)


def decode(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 (as PowerShell and regedit write it) or Windows' western encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    start = data[:4096]
    if start.count(0) > len(start) // 4:
        is_little = start[1::2].count(0) >= start[::2].count(0)
        return data.decode("utf-16-le" if is_little else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _refuse_too_large(size: int) -> None:
    if size > MAX_BYTES:
        message = f"The text has {size / MAX_BYTES:.1f} MB; 1 MB is the most. Paste the part around the minute in which it failed."
        raise TooLarge(message)
