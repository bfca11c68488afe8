"""What kind of error a code is, told from its form alone: for a code that nobody has written about yet.

Nothing here says what one code means, only what its parts say by the rules such codes are made by: MS-ERREF (HRESULT, NTSTATUS,
Win32), RFC 9110 (HTTP), RFC 3463 (mail), MS-ASCMD 2.2.2 (status of Exchange ActiveSync), Apple's lists of results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb.codes import Code

Text = str | Promise

WIN32, SYNC_STATUS = 7, 0x86000C00
SYNC_STATUSES = range(101, 178)  # MS-ASCMD's common status codes; the phone adds them, from 101 on, to SYNC_STATUS

# Who made a code, by the facility in it (MS-ERREF 2.1.1), and by the beginnings that ActiveSync has for itself.
FACILITIES: dict[int, Text] = {
    1: gettext_lazy("remote procedure calls: one computer asked another to do something, over RPC"),
    2: gettext_lazy("automation: one program drove another"),
    3: gettext_lazy("storage: files and what is kept in them"),
    4: gettext_lazy("the program that showed it; each program has its own list, so its name belongs to the search"),
    9: gettext_lazy("security: signing in, encryption or certificates"),
    11: gettext_lazy("trust in certificates and signatures"),
    12: gettext_lazy("addresses and downloads from the web"),
    15: gettext_lazy("setting up devices and drivers"),
    16: gettext_lazy("smart cards"),
    36: gettext_lazy("Windows Update"),
    37: gettext_lazy("the directory service (Active Directory)"),
    0x501: gettext_lazy("Exchange ActiveSync on the phone: how the web server in front of the mail server answered"),
    0x503: gettext_lazy("Exchange ActiveSync on the phone: its certificate or the sign-in with it"),
    0x600: gettext_lazy("Exchange ActiveSync on the phone: synchronising itself"),
}
# Errors of Windows that stand together (MS-ERREF 2.2).
WIN32_RANGES: tuple[tuple[range, Text], ...] = (
    (range(12000, 12176), gettext_lazy("connections to web servers: names, addresses, certificates, time-outs")),
    (range(1300, 1400), gettext_lazy("accounts and what they may do")),
    (range(1700, 1900), gettext_lazy("remote procedure calls (RPC)")),
    (range(8192, 9000), gettext_lazy("the directory service (Active Directory)")),
    (range(9000, 10000), gettext_lazy("DNS, the names of computers")),
    (range(10000, 11032), gettext_lazy("network connections")),
)
HTTP_CLASSES: dict[str, Text] = {
    "1": gettext_lazy("The server has begun and is not done; by itself this is no error."),
    "2": gettext_lazy("The web server did what it was asked. What is wrong, if anything, stands in the answer itself."),
    "3": gettext_lazy(
        "The server sends the program to another address. It is an error only where that is not followed."
    ),
    "4": gettext_lazy(
        "The server refuses what it was asked: a wrong address, a sign-in, a right or a setting is missing. "
        "Asking again will not help until that changes."
    ),
    "5": gettext_lazy(
        "The server itself failed or is too busy, also for others. Try again later, and look in the server’s log."
    ),
}
MAIL_CLASSES: dict[str, Text] = {
    "4": gettext_lazy("The mail was put off; the sending server tries again by itself."),
    "5": gettext_lazy("The mail was refused for good; it has to be sent anew once the cause is gone."),
}
MAIL_SUBJECTS: dict[str, Text] = {
    "0": gettext_lazy("It does not say what it is about."),
    "1": gettext_lazy("It is about the address of the sender or the recipient."),
    "2": gettext_lazy("It is about the mailbox: full, switched off, or too large a mail."),
    "3": gettext_lazy("It is about the mail server that takes the mail."),
    "4": gettext_lazy("It is about the way there: names, routes, time-outs."),
    "5": gettext_lazy("It is about how the two servers talk to each other."),
    "6": gettext_lazy("It is about what is in the mail."),
    "7": gettext_lazy("It is about security or a rule: who may send what to whom."),
}
MAC_RANGES: tuple[tuple[range, Text], ...] = (
    (range(5000, 5130), gettext_lazy("It is one of the numbers of file servers (AFP).")),
    (range(33, 62), gettext_lazy("It is one of the numbers of files, folders and disks.")),
    (range(14000, 15000), gettext_lazy("It is one of the numbers of directories and of signing in (Open Directory).")),
    (range(25240, 25330), gettext_lazy("It is one of the numbers of the keychain.")),
)


@dataclass(frozen=True)
class Family:
    """What the form of a code says. `begins` are beginnings of words in the index that codes of the same family have."""

    code: Code
    sentences: tuple[Text, ...]
    begins: tuple[str, ...] = ()


def family(code: Code) -> Family:
    """What can be said of a code that nobody has written about."""
    sentences, begins = _FAMILIES[code.kind](code.text)
    return Family(code, tuple(sentences), tuple(begins))


Said = tuple[list[Text], list[str]]


def _hexadecimal(text: str) -> Said:
    value = int(text, 16)
    if value <= 0xFFFF:
        short = _win32(value)
        return [
            _("In decimal this is %d. A short number like it is most often an error of Windows.") % value,
            *short,
        ], [f"0x8007{value:04x}"]
    if not 0 < value <= 0xFFFFFFFF:
        return [
            _("It is longer than error codes are; perhaps two were copied together, or it is an address in memory.")
        ], []
    if value >> 28 == 0xC:
        said = _(
            "It begins with C: an error of the core of Windows (NTSTATUS), often about signing in, rights or drivers."
        )
        return [said], ["0xc000"]
    if not value >> 31:
        return [_("By its first digit it is no failure: such codes report success, or belong to one program.")], []
    facility, number = value >> 16 & 0x7FF, value & 0xFFFF
    if facility == WIN32:
        said = (
            _("It begins with 0x8007: an error of Windows, passed on by a program. Its number in decimal is %d.")
            % number
        )
        return [said, *_win32(number)], [f"0x{number:x}", "0x8007"]
    return _result(value, facility)


def _result(value: int, facility: int) -> Said:
    """A failure (HRESULT) of anything but Windows itself."""
    begins = f"0x{value >> 16:x}"
    about = FACILITIES.get(facility)
    if about is None:
        said = _(
            "It reports a failure (its first digit is 8 or more). Its maker has number %d, which is in no public list that we know."
        )
        return [said % facility], [begins]
    said = _("It reports a failure (its first digit is 8 or more), in this part: %s.") % about
    status = 101 + value - SYNC_STATUS
    if status in SYNC_STATUSES:
        more = (
            _("Codes that begin with 0x86000C carry a status of Exchange ActiveSync: this one is status %d.") % status
        )
        return [said, more], ["0x86000c"]
    return [said], [begins]


def _win32(number: int) -> list[Text]:
    about = next((about for numbers, about in WIN32_RANGES if number in numbers), None)
    return [_("Numbers near it are about %s.") % about] if about else []


def _http(text: str) -> Said:
    digit = text.removeprefix("HTTP ")[0]
    return [_("It is the answer of a web server."), HTTP_CLASSES[digit]], [f"http{digit}"]


def _mail(text: str) -> Said:
    kind, subject, _detail = text.split(".")
    about = MAIL_SUBJECTS.get(subject)
    return [MAIL_CLASSES[kind], *([about] if about else [])], [f"{kind}d{subject}d", f"{kind}d"]


def _negative(text: str) -> Said:
    number = int(text.removeprefix("-"))
    said = [_("Negative numbers like this are how a Mac counts its errors.")]
    said += [about for numbers, about in MAC_RANGES if number in numbers]
    return said, [f"minus{number // 100}"] if number > 999 else []


def _event(text: str) -> Said:
    said = _(
        "It is a number in the event log of Windows. Each program numbers its own events: search with the words in the "
        "column Source beside it too."
    )
    return [said], []


def _kb(text: str) -> Said:
    return [
        _("It is the number of an article or an update in Microsoft’s knowledge base, and says nothing by itself.")
    ], []


_FAMILIES: dict[str, Callable[[str], Said]] = {
    "hexadecimal": _hexadecimal,
    "http": _http,
    "mail": _mail,
    "negative": _negative,
    "event": _event,
    "kb": _kb,
}
