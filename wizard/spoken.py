"""The words of the pure modules in the reader's language: answers that every guide has, kinds of nodes on the map."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SPOKEN = {
    "Fixed": _("Fixed"),
    "Not fixed": _("Not fixed"),
    "Could not do it": _("Could not do it"),
    "I don't know": _("I don’t know"),
    "Keep looking": _("Keep looking"),
    "Back from the other guide": _("Back from the other guide"),
    "None of these": _("None of these"),
    "any answer": _("any answer"),
    "Question": _("Question"),
    "Fix": _("Fix"),
    "Shortlist": _("Shortlist"),
    "End": _("End"),
    "Other guide": _("Other guide"),
}


def said(words: str) -> str:
    """A word of ours translated; an author's words as they are."""
    return str(SPOKEN.get(words, words))
