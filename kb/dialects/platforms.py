"""What others call a platform -> our word for it, where they plainly name one. (pure)"""

from __future__ import annotations

import re
from collections.abc import Iterable

FIELDS = ("platforms", "platform", "os", "appliesto", "applies_to", "ms.prod", "ms.service", "ms.subservice")
# Whole values only: "Outlook for Mac" is a program, and "Windows and Mac" may be anything.
_NAMES = {
    "mac": ("mac", "macos", "mac os", "mac os x", "os x", "mac-os"),
    "iphone": ("ios", "iphone", "iphone os"),
    "ipad": ("ipad", "ipados"),
    "android": ("android",),
    "blackberry": ("blackberry", "blackberry os"),
    "windows": ("windows", "windows-client", "windows client", "windows xp", "windows vista", "w10", "w11", "win10", "win11"),
    "windows-server": ("windows-server", "windows server", "windows-server-threshold"),
    "exchange": ("exchange-server-it-pro", "exchange-server", "exchange server"),
    "exchange-online": ("exchange-online", "exchange online"),
    "linux": ("linux",),
}  # fmt: skip
_OURS = {name: ours for ours, names in _NAMES.items() for name in names}
_VERSION = re.compile(r"[ -]?v?\d+(?:\.\d+)*(?: ?r2)?(?: (?:and|or) later)?$")


def named(values: Iterable[str]) -> tuple[str, ...]:
    """Our words for the platforms among these values, each once, in their order; a version behind a name does no harm."""
    plain = (" ".join(value.lower().split()) for value in values)
    found = (_OURS.get(one) or _OURS.get(_VERSION.sub("", one)) for one in plain)
    return tuple(dict.fromkeys(one for one in found if one))
