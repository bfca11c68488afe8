"""Documents that stand alone on a line of an article: shown as what they are today, to those who may see them.

The article's HTML is stored, so the mark in it is filled at each reading. Only a visible document is shown; of any other nothing
is left, not even a link. What a card looks like, a kind of document says itself (`Format.card`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe

from kb.addresses import find

_MARK = re.compile(r'<p class="card"><a [^>]*>(.*?)</a></p>', re.DOTALL)


def filled(page: Mapping[str, Any], user) -> SafeString:
    """The HTML of an article as this user gets it; `page` is what was compiled of it."""
    html, named = page.get("html", ""), iter(page.get("cards", ()))
    if page.get("cards"):
        html = _MARK.sub(lambda mark: _card(user, next(named, None), unescape(strip_tags(mark[1]))), html)
    return mark_safe(html)  # cleaned when it was stored, and the cards are templates


def _card(user, name: tuple[str, str] | None, words: str) -> str:
    document = find(user, *name) if name else None
    if document is None:
        return ""
    if not document.format.card:  # what takes the place of the archived one that was named
        return format_html('<p><a href="{}">{}</a></p>', document.get_absolute_url(), words)
    shown = document.format.on_card(document.published.compiled)
    return render_to_string(document.format.card, {"document": document, "words": words, **shown})
