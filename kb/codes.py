"""Error codes in any spelling -> one spelling. (pure)

What counts as a code, and its one spelling:

- Hexadecimal after `0x` (also `0X`, `0×`, with a space, hyphen or underscore in the middle): `0x85010014`, `0x25`. Zeros at
  the front of a short one say nothing: `0x00000025` is `0x25`.
- The same number in decimal: signed (`-2063531500`) anywhere; unsigned (ten digits, as a telephone number has) only alone
  or after a word such as *error*.
- Eight hexadecimal digits without `0x`: in a running text only with letters and at least three digits, beginning with 8 or
  C as the codes of Windows do; alone also without letters; in a short search with at least one digit, unless it is a date.
- `KB 123456` in any writing, also `Q123456`; five to seven digits.
- `Event ID 1053`, `event 1053`, `EventID: 3033`; without "id" not a year.
- `HTTP 449`, `HTTP/1.1 449`, and `error 503` or `status 503` where the number is from 400 to 599.
- Mail codes `5.7.139`: after a reply (`535 5.7.139`, the reply says nothing more), after a word such as *error*, alone, or
  with three digits at the end, which no version has.
- Negative numbers of the Mac, `-36` with any kind of minus: after a word such as *error*, alone, or in a short search.

*Alone* means: a line of its own, or between brackets, quotes, semicolons or the bars of a table. A *short search* is one line
of at most twelve words. Telephone numbers, dates, versions (10.5.3), prices and words such as "facade" are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_TYPED_WORDS = 12
MAX_TYPED_LENGTH = 200
MAX_CODE = 60

# One character for one, so that places in the text stay the same.
_SAME = str.maketrans(
    {"×": "x", "х": "x", "Х": "x", "‐": "-", "‑": "-", "–": "-", "−": "-", "﹣": "-", "－": "-"}
    | dict.fromkeys("\xa0\u2007\u2009\u202f", " ")
)
_DIGIT = re.compile(r"[0-9]")
_YEAR = re.compile(r"(?:19[89]|20[0-4])[0-9]")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
_BEFORE_ALONE = re.compile(r"(?:^|[\n;|(\[{\"'“‘«„<])[ \t]*$")
_AFTER_ALONE = re.compile(r"[ \t]*(?:$|[\n;|)\]}\"'”’»“>])")
_CALLED_CODE = re.compile(
    r"\b(?:error|errors|err|oserr|osstatus|code|codes|result|status|returned|returns|fehler|ndr|dsn|smtp)"
    r"[ \t]*(?:code|number|no\.?|id|of|is)?[ \t]*[:=#]?[ \t]*[(\"'“]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Code:
    """A code in its one spelling; equal wherever it stands. `start` and `end` are its place in the text it was found in."""

    kind: str
    text: str
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)


@dataclass(frozen=True)
class _Place:
    """What stands around a match: the rules above ask it."""

    text: str
    found: re.Match[str]
    is_typed: bool

    @property
    def is_alone(self) -> bool:
        before = self.text[max(0, self.found.start() - 20) : self.found.start()]
        is_first = self.found.start() <= 20 or before.strip(" \t") != ""
        after = self.text[self.found.end() : self.found.end() + 20]
        return is_first and bool(_BEFORE_ALONE.search(before)) and bool(_AFTER_ALONE.match(after))

    @property
    def is_called_code(self) -> bool:
        return bool(_CALLED_CODE.search(self.text[max(0, self.found.start() - 40) : self.found.start()]))


def find(text: str) -> list[Code]:
    """The codes in a running text, or in what somebody typed into a search, in the order in which they stand."""
    if not _DIGIT.search(text):  # no code is without one, and most of what is typed is
        return []
    same = text.translate(_SAME)
    is_typed = len(same) <= MAX_TYPED_LENGTH and "\n" not in same and len(same.split()) <= MAX_TYPED_WORDS
    taken: list[Code] = []
    covered = bytearray(len(same))
    for kind, pattern, spell in _RULES:
        for found in pattern.finditer(same):
            if any(covered[found.start() : found.end()]):
                continue
            spelling = spell(_Place(same, found, is_typed))
            if spelling:
                taken.append(Code(kind, spelling, found.start(), found.end()))
                covered[found.start() : found.end()] = b"\x01" * (found.end() - found.start())
    return sorted(taken, key=lambda code: code.start)


def normalise(code: str) -> str | None:
    """The one spelling of a code that stands alone, or None for a text that is not one code."""
    code = code.strip()
    if len(code) > MAX_CODE:
        return None
    found = find(code)
    is_whole = len(found) == 1 and found[0].start == 0 and found[0].end == len(code)
    return found[0].text if is_whole else None


def search_tokens(code: Code | str) -> tuple[str, ...]:
    """Words of small letters and digits under which all spellings of a code meet in a full-text index.

    The index must hold the tokens of the codes it finds in a text beside the text itself. A code that is not known gives
    its letters and digits in one word.
    """
    if isinstance(code, str):
        found = [one for one in find(code.strip()) if one.text == normalise(code)]
        if not found:
            word = re.sub(r"[\W_]+", "", code).lower()
            return (word,) if word else ()
        code = found[0]
    return _TOKENS[code.kind](code.text.lower())


def _hexadecimal(place: _Place) -> str:
    return _spelt(int(re.sub(r"[ _-]", "", place.found[1]), 16))


def _spelt(value: int) -> str:
    return f"0x{value:X}"


def _signed(place: _Place) -> str | None:
    value = int(place.found[0])
    return _spelt(value & 0xFFFFFFFF) if value >= -(2**31) else None


def _unsigned(place: _Place) -> str | None:
    value = int(place.found[0])
    is_meant = place.is_called_code or place.is_alone
    return _spelt(value) if is_meant and 2**31 <= value < 2**32 else None


def _bare(place: _Place) -> str | None:
    digits = place.found[0]
    count = sum(char.isdigit() for char in digits)
    is_like_windows = digits[0] in "8cC"
    if place.is_typed:
        is_code = count > 0 and not _DATE.fullmatch(digits)
    elif place.is_alone or place.is_called_code:
        is_code = count > 0 and is_like_windows
    else:
        is_code = 3 <= count < 8 and is_like_windows
    return _spelt(int(digits, 16)) if is_code else None


def _kb(place: _Place) -> str:
    return f"KB {place.found[1]}"


def _event(place: _Place) -> str | None:
    number = place.found["number"].lstrip("0")
    if not number or (not place.found["id"] and _YEAR.fullmatch(number)):
        return None
    return f"event {number}"


def _http(place: _Place) -> str:
    return f"HTTP {place.found[1]}"


def _mail(place: _Place) -> str | None:
    is_meant = place.found["reply"] or place.found["sign"] or len(place.found["detail"]) == 3
    return place.found["code"] if is_meant or place.is_called_code or place.is_alone else None


def _negative(place: _Place) -> str | None:
    number = place.found[1].lstrip("0")
    is_meant = place.is_typed or place.is_alone or place.is_called_code
    return f"-{number}" if number and is_meant else None


_GAP = r"[ \t]{0,3}"
_RULES: tuple[tuple[str, re.Pattern[str], Callable[[_Place], str | None]], ...] = (
    (
        "hexadecimal",
        re.compile(r"(?<![\w.])0[xX](?: ?([0-9a-fA-F]{4}[ _-][0-9a-fA-F]{4}|[0-9a-fA-F]{8})(?!\w))", re.ASCII),
        _hexadecimal,
    ),
    ("hexadecimal", re.compile(r"(?<![\w.])0[xX]([0-9a-fA-F]{1,16})(?!\w)"), _hexadecimal),
    ("kb", re.compile(r"(?<!\w)(?<![0-9] )(?:kb[ #:_-]{0,3}|q(?=[0-9]{6}))([0-9]{5,7})(?![\w-])", re.IGNORECASE), _kb),
    (
        "event",
        re.compile(
            rf"\bevents?{_GAP}(?P<id>(?:[_-]?id(?:s|entifier)?|code|number|no\.|nr\.?|\#){_GAP})?[:=#]?{_GAP}"
            r"(?P<number>[0-9]{2,5})(?![\w.]\d|\w)",
            re.IGNORECASE,
        ),
        _event,
    ),
    (
        "http",
        re.compile(
            rf"\bhttps?(?:/[0-9.]{{1,3}})?{_GAP}(?:status|error|response|result)?{_GAP}(?:code)?{_GAP}[:=#]?{_GAP}"
            r"([1-5][0-9]{2})(?!\w|\.\d\d)",
            re.IGNORECASE,
        ),
        _http,
    ),
    (
        "mail",
        re.compile(
            r"(?<![\w.-])(?P<reply>[245][0-9]{2}[ -])?(?P<sign>#)?(?P<code>[45]\.[0-7]\.(?P<detail>[0-9]{1,3}))(?![\w]|\.\d)"
        ),
        _mail,
    ),
    (
        "http",
        re.compile(rf"\b(?:error|status)(?:{_GAP}code)?{_GAP}[:=#]?{_GAP}([45][0-9]{{2}})(?!\w|[.,]\d)", re.IGNORECASE),
        _http,
    ),
    ("hexadecimal", re.compile(r"(?<![\w.,-])-[12][0-9]{8,9}(?![\w.,-])"), _signed),
    ("hexadecimal", re.compile(r"(?<![\w.,+-])[2-4][0-9]{9}(?![\w.,-])"), _unsigned),
    ("hexadecimal", re.compile(r"(?<![\w.,/:+-])[0-9a-fA-F]{8}(?![\w/:-])"), _bare),
    ("negative", re.compile(r"(?<![\w.,)-])-([0-9]{1,5})(?![\w%-]|[.,:]\d)"), _negative),
)


def _hexadecimal_tokens(text: str) -> tuple[str, ...]:
    digits = text[2:]
    if len(digits) == 8:
        return (text, digits)
    return (text, f"0x{digits.zfill(8)}") if len(digits) < 8 else (text,)


_TOKENS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "hexadecimal": _hexadecimal_tokens,
    "kb": lambda text: (text.replace(" ", ""), text[3:]),
    "event": lambda text: (text.replace(" ", ""), text[6:]),
    "http": lambda text: (text.replace(" ", ""), text[5:]),
    "mail": lambda text: (text.replace(".", "d"),),
    "negative": lambda text: (text.replace("-", "minus"),),
}
