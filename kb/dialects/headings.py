"""The headings of a page by the anchors that its own site gives them, for links that lead to the middle of a page. (pure)"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

from kb.markdown_page import slugify

_HEADING = re.compile(r"^(?: {0,3}|[\s>]*)(#{1,6})\s+(.*?)(?:\s#+)?\s*$")
_ID = re.compile(r"\s*\{:?\s*#([\w.:-]+)[^{}]*\}\s*$")
_NAMED = re.compile(r"<a\s+(?:name|id)\s*=\s*[\"']?([^\"'<>\s]+)", re.IGNORECASE)
_ALONE = re.compile(r"<a\s+(?:name|id)\s*=[^<>]*>\s*(?:</a>)?", re.IGNORECASE)
_FENCE = re.compile(r"^[\s>]*(?:`{3}|~{3})")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?(?:a|b|i|em|strong|code|br|span|sup|sub)\b[^<>]*>", re.IGNORECASE)
_NOT_IN_ID = re.compile(r"[^\w\- ]")


def anchors(text: str) -> dict[str, str]:
    """By the anchor as others write it, in small letters: the anchor in our article. The first-level heading leads to the top."""
    found: dict[str, str] = {}
    theirs: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    waiting: list[str] = []
    last = ""
    is_code = False
    for line in text.split("\n"):
        if ("`" in line or "~" in line) and _FENCE.match(line):
            is_code = not is_code
            continue
        if is_code:
            continue
        waiting += [name.lower() for name in _NAMED.findall(line)] if "<" in line else []
        heading = _HEADING.match(line) if "#" in line else None
        if not heading:
            if _ALONE.sub("", line).strip():  # a name alone on its line belongs to the heading below
                found |= {name: last for name in waiting}
                waiting = []
            continue
        words = heading[2]
        given = _ID.search(words)
        words = _plain(_ID.sub("", words))
        name = _NOT_IN_ID.sub("", words.lower()).strip().replace(" ", "-")
        number = theirs[name]
        theirs[name] += 1
        own = slugify(words)
        ours[own] += 1
        last = "" if len(heading[1]) == 1 else own if ours[own] == 1 else f"{own}-{ours[own]}"
        for one in (f"{name}-{number}" if number else name, given[1].lower() if given else "", *waiting):
            if one:
                found.setdefault(one, last)
        waiting = []
    return found


def _plain(words: str) -> str:
    words = unescape(_TAG.sub("", _LINK.sub(r"\1", words)))
    return re.sub(r"[*`]|\\(?=\W)", "", words).strip()
