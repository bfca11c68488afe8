"""For whoever comes to an address where nothing is any more: the search box with what the address says, and the nearest titles."""

from __future__ import annotations

import logging
import re

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb import search

log = logging.getLogger(__name__)

MOST_NEAR = 3


def page(request: HttpRequest, status: int) -> HttpResponse:
    """The page of this status: 404 where nothing ever was, 410 where something was withdrawn."""
    # The folder says nothing of what was looked for.
    folder, _slash, rest = request.path[:200].strip("/").partition("/")
    words = " ".join(re.findall(r"\w+", rest or folder))[:100]
    return render(request, f"{status}.html", {"words": words, "hits": _nearest(request, words)}, status=status)


def _nearest(request: HttpRequest, words: str) -> list[search.Hit]:
    try:
        return search.search(words, user=request.user, limit=MOST_NEAR).hits if words else []
    except DatabaseError:
        log.exception("Search does not answer")
        return []
