"""What became of imported pages: the words that were kept, signs that were not read, links that lead nowhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from kb.dialects import front
from kb.incoming import decoded
from kb.models import Origin

# What readers must not see outside of code.
SIGNS = ("[!", ":::", "](", "**", "&nbsp;")

_WORD = re.compile(r"[^\W_]+")
_TAG = re.compile(
    r"</?(?:a|b|br|code|col|colgroup|del|details|div|em|h[1-6]|i|img|kbd|li|ol|p|pre|span|strong|sub|summary|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]*>",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</?(?:a|abbr|b|code|em|i|kbd|mark|span|strong|sub|sup)\b[^>]*>")


@dataclass
class Look:
    """What was seen on all pages."""

    pages: int = 0
    words: int = 0
    lost: int = 0
    signs: dict[str, list[str]] = field(default_factory=dict)
    anchors: int = 0
    dead_anchors: list[str] = field(default_factory=list)
    worst: list[tuple[float, str]] = field(default_factory=list)


def look(folder: Path, collection: str) -> Look:
    """Every page of a collection beside the file that it was made from."""
    found = Look()
    ids: dict[str, set[str]] = {}
    links: list[tuple[str, str, str]] = []
    for origin in Origin.objects.filter(collection__slug=collection).select_related("document__published"):
        document = origin.document
        html = document.published.compiled["html"]
        found.pages += 1
        visible = _text(re.sub(r"<pre.*?</pre>|<code.*?</code>", " ", html, flags=re.DOTALL))
        for sign in SIGNS:
            if sign in visible:
                found.signs.setdefault(sign, []).append(origin.path)
        there = _words(f"{document.title} {_text(html)}")
        wanted = _source_words(decoded((folder / origin.path).read_bytes()))
        lost = sum((wanted - there).values())
        found.words += sum(wanted.values())
        found.lost += lost
        found.worst.append((lost / max(sum(wanted.values()), 1), origin.path))
        ids[document.get_absolute_url()] = set(re.findall(r'\bid="([^"]+)"', html))
        for address, anchor in re.findall(r'<a href="(/articles/[^"#]*|)#([^"]+)"(?! aria-label="Link)', html):
            links.append((origin.path, address or document.get_absolute_url(), anchor))
    for path, address, anchor in links:
        found.anchors += 1
        if address in ids and anchor not in ids[address]:
            found.dead_anchors.append(f"{path} -> {address}#{anchor}")
    found.worst.sort(reverse=True)
    return found


def _text(html: str) -> str:
    """What is read on a page, the words of its pictures too."""
    html = re.sub(r'<img[^>]*?\balt="([^"]*)"[^>]*>', r" \1 ", html)
    return unescape(re.sub(r"<[^>]+>", " ", _INLINE.sub("", html))).replace("\N{NO-BREAK SPACE}", " ")


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.lower()))


def _source_words(text: str) -> Counter[str]:
    """The words of a page as its author wrote it, without addresses, tags, the names of languages and the numbers of lists."""
    body = front.split(text)[1]
    body = re.sub(r"<!--.*?-->", " ", body, flags=re.DOTALL)
    body = re.sub(r":::\s*image\b.*?:::|^\s*:::.*$", " ", body, flags=re.MULTILINE)
    body = re.sub(r"\[!(?:include|video|div)\b[^\]]*\](?:\([^)]*\)\])?", " ", body, flags=re.IGNORECASE)
    body = re.sub(r"!?\[\]\([^)]*\)|\]\([^)]*\)", " ", body)
    body = re.sub(r"^[\s>]*(?:`{3,}|~{3,}).*$", " ", body, flags=re.MULTILINE)
    body = re.sub(r"^[\s>]*\d+[.)]\s", " ", body, flags=re.MULTILINE)
    return _words(unescape(_TAG.sub(lambda found: "" if _INLINE.fullmatch(found[0].lower()) else " ", body)))
