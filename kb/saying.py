"""What the pure modules say to people, in the language of the one who reads it. (pure)

They know no Django. When the site starts it puts its translations behind these two; without it, as in their tests, they say what
is written. Values are put in by name, so that another language may order them otherwise: `_("line %(n)s", n=3)`.
"""

from __future__ import annotations

from collections.abc import Callable

One = Callable[[str], str]
Several = Callable[[str, str, int], str]

_speaking: list[tuple[One, Several]] = [(lambda text: text, lambda one, several, n: one if n == 1 else several)]


def speak(one: One, several: Several) -> None:
    """From now on everything is said through these: a text, and one of two texts by a number."""
    _speaking[0] = (one, several)


def _(text: str, /, **values: object) -> str:
    """A text of ours in the reader's language, with these values in it."""
    said = _speaking[0][0](text)
    return said % values if values else said


def ngettext(one: str, several: str, n: int, /, **values: object) -> str:
    """The same, of two texts the one for this number, which stands in both as `%(n)s`."""
    return _speaking[0][1](one, several, n) % {"n": n, **values}
