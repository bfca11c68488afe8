"""Shares and minutes as people say them. (pure)"""

from __future__ import annotations

from kb.saying import _, ngettext


def in_share(share: float) -> str:
    """A share of cases in words that claim no more than an estimate can: "about 6 in 10"."""
    if share >= 0.95:
        return _("nearly all")
    if share >= 0.15:
        return _("about %(n)s in 10", n=round(share * 10))
    for least, of in ((0.07, 10), (0.03, 20), (0.015, 50), (0.0075, 100)):
        if share >= least:
            return _("about 1 in %(n)s", n=of)
    return _("fewer than 1 in 100")


def in_minutes(minutes: float) -> str:
    """Minutes in words, whole ones: "8 minutes"."""
    whole = round(minutes)
    if whole < 1:
        return _("less than a minute")
    return ngettext("%(n)s minute", "%(n)s minutes", whole)


def about_minutes(minutes: float) -> str:
    """An average in words: "about 8 minutes", "less than a minute"."""
    return in_minutes(minutes) if round(minutes) < 1 else _("about %(minutes)s", minutes=in_minutes(minutes))
