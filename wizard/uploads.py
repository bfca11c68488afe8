"""What somebody pasted or chose as a file -> text; what cannot be looked at is refused in words for them.

Nothing goes to the disk: a body above what memory takes is refused by the length that it names, before it is read.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from wizard.pasted import MAX_BYTES, Pasted, TooLarge, clean, decode

TEXT, FILE = "pasted_text", "pasted_file"  # with a line below, so that no node of a guide has such a key
MAX_BODY = 2 * MAX_BYTES + 65_536  # a file in UTF-16 takes two bytes for a letter; below what settings keep in memory
RETRY_AFTER = {429: 600, 503: 60}  # seconds
MAX_DRAINED = 16 * MAX_BYTES
ODD_SHARE = 20  # one character in so many that no text has, and it is none

_BINARY = (
    *(
        b"%PDF",
        b"PK\x03\x04",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x7fELF",
        b"MZ\x90",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ",
    ),
    *(b"ElfFile\x00", b"regf", b"bplist0", b"SQLite format 3", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"\xca\xfe\xba\xbe"),
)


class Refused(Exception):
    """It cannot be looked at; `status` is the answer's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status

    @property
    def headers(self) -> dict[str, str]:
        """What the answer says to programs: when to come back."""
        wait = RETRY_AFTER.get(self.status)
        return {"Retry-After": str(wait)} if wait else {}


@sensitive_variables()
def from_form(request: HttpRequest) -> Pasted:
    """The text of the form with TEXT and FILE; raises Refused."""
    check_length(request)
    text, file = request.POST.get(TEXT, ""), request.FILES.get(FILE)
    has_file = file is not None and bool(file.size)
    if has_file and text.strip():
        raise Refused(_("Paste a text or choose a file, one of them at a time."), 422)
    return from_bytes(file.read()) if has_file else ready(text)


@sensitive_variables()
def from_bytes(data: bytes) -> Pasted:
    """The text in the bytes of a file; raises Refused."""
    if is_binary(data):
        message = _(
            "This is not a text file. Save the log as text (.txt, .log or .csv), or copy the lines and paste them."
        )
        raise Refused(message, 422)
    return ready(decode(data))


@sensitive_variables()
def ready(text: str) -> Pasted:
    """A text, ready to be looked at; raises Refused if there is none or too much of it."""
    try:
        pasted = clean(text)
    except TooLarge:
        raise Refused(too_large(), 413) from None
    if not pasted.text.strip():
        raise Refused(_("There is no text in it. Paste the lines that you see, or choose a text file."), 422)
    return pasted


def check_length(request: HttpRequest) -> None:
    """Refuses a body that is too long by what it says of itself."""
    named = request.META.get("CONTENT_LENGTH") or "0"
    length = int(named) if named.isascii() and named.isdigit() else 0
    if length > MAX_BODY:
        _drain(request, length)
        raise Refused(too_large(), 413)


def too_large() -> str:
    return _("This is more than 1 MB, the most that is looked at. Take the part around the minute in which it failed.")


def is_binary(data: bytes) -> bool:
    """Whether the bytes are of something else than text, such as a picture or a packed file."""
    if data.startswith(_BINARY):
        return True
    start = decode(data[:65_536])
    odd = sum(not char.isprintable() and char not in "\t\n\r\f\v\x1b" or char == "\ufffd" for char in start)
    return odd * ODD_SHARE > len(start)


def _drain(request: HttpRequest, length: int) -> None:
    """Reads a body and forgets it: a browser that is still sending would not look at the answer."""
    left = min(length, MAX_DRAINED)
    try:
        while left > 0 and (part := request.read(min(left, 65_536))):
            left -= len(part)
    except OSError:  # gone away
        return
