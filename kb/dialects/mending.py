"""What the text of a page means and Markdown does not say: alerts, and what was typed wrongly, stars and brackets. (pure)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

Piece = str | Element

_SUSPECT = re.compile(r"\*\*|\]\s?\(|\[!|:::|&(?:amp;)?nbsp;|\N{NO-BREAK SPACE}")
_SPACE = re.compile(r"&(?:amp;)*nbsp;?|\N{NO-BREAK SPACE}")
_MEANT = re.compile(
    r"\*\*(?P<strong>[^*\n]*[^*\s][^*\n]*)\*\*"
    r"|(?P<picture>!?)\[(?P<words>[^\[\]\n]{1,300})\](?:(?=\()|\s(?=\(\S*[./#]))"
    r"\(\s*(?P<address>[^()\s]{1,1000}|\S+\.(?:md|html?|aspx?)[^()]*)\s*\)"
    r"|\[!(?P<alert>[A-Za-z]+)\]:?"
    r"|\[!(?P<rest>[^\[\]]*)\]"
)
_STRAY = re.compile(r"(?:(?<=\s)|^)\*\*(?=[^\s*]|\s|$)|(?<=[^\s*])\*\*(?=[\s.,;:!?)]|$)|\*\*\*\*")
_WORD_WITH_STARS = re.compile(r"\S*\*\*\S*")
_COLONS = re.compile(r"^:::+\s*[\w-]*|:::+")


_ALERT = re.compile(r"\s*\[!([A-Za-z]+)\]:?\s*")


def mend(root: Element) -> None:
    """Changes the tree in place; code is left alone. An alert becomes a quotation with its kind under `alert`."""
    for element in list(root.iter()):
        _mark_alert(element)
        if element.tag in ("em", "strong") and not len(element) and set(element.text or "") == {"*"}:
            element.text = ""  # stars that were to be shown as stars, and were counted wrongly
    _mend_in(root)


def _mark_alert(element: Element) -> None:
    """Takes the sign out of a quotation that is an alert; a paragraph with the sign becomes such a quotation."""
    first = next(iter(element), None) if not (element.text or "").strip() else None
    holder = first if element.tag == "blockquote" and first is not None and first.tag == "p" else element
    if element.tag not in ("blockquote", "p") or not (found := _ALERT.match(holder.text or "")):
        return
    holder.text = (holder.text or "")[found.end() :]
    element.set("alert", found[1].upper())
    element.tag = "blockquote"


def _mend_in(parent: Element) -> None:
    if parent.tag in ("code", "pre"):
        return
    if parent.text and _SUSPECT.search(parent.text):
        _put(parent, 0, None, list(_pieces(parent.text)))
    for child in list(parent):
        _mend_in(child)
        if child.tail and _SUSPECT.search(child.tail):
            _put(parent, list(parent).index(child) + 1, child, list(_pieces(child.tail)))


def _put(parent: Element, at: int, before: Element | None, pieces: list[Piece]) -> None:
    """The pieces in place of the text that stood after `before`, or first of all."""
    last = before
    if last is None:
        parent.text = ""
    else:
        last.tail = ""
    for piece in pieces:
        if isinstance(piece, str):
            if last is None:
                parent.text = (parent.text or "") + piece
            else:
                last.tail = (last.tail or "") + piece
        else:
            parent.insert(at, piece)
            at += 1
            last = piece


def _pieces(text: str) -> Iterator[Piece]:
    text = _SPACE.sub(" ", text)
    end = 0
    for found in _MEANT.finditer(text):
        yield from _without_stars(text[end : found.start()])
        end = found.end()
        if found["strong"] is not None:
            yield from _around("strong", found["strong"])
        elif found["words"] is not None and found["picture"]:
            image = Element("img", {"src": found["address"], "alt": found["words"]})
            yield image
        elif found["words"] is not None:
            link = Element("a", {"href": found["address"].split(' "')[0].strip().replace(" ", "%20")})
            link.text = found["words"]
            yield link
        elif found["alert"] is not None:
            label = Element("strong")
            label.text = found["alert"].capitalize() + ":"
            yield label
        else:
            yield found["rest"]
    yield from _without_stars(text[end:])


def _around(tag: str, inner: str) -> Iterator[Piece]:
    """The words in a tag, the spaces at both ends outside of it."""
    words = inner.strip()
    yield inner[: len(inner) - len(inner.lstrip())]
    element = Element(tag)
    for piece in _pieces(words):
        if isinstance(piece, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + piece
            else:
                element.text = (element.text or "") + piece
        else:
            element.append(piece)
    yield element
    yield inner[len(inner.rstrip()) :]


def _without_stars(text: str) -> Iterator[Piece]:
    """Text without the stars that open or close nothing; where they are part of a word, the word is code."""
    text = _COLONS.sub("", text)
    text = _STRAY.sub("", text) if "**" in text and not re.search(r"\*\*/|/\*\*", text) else text
    text = re.sub(r"\](\s?)\(", r"] (", text)
    end = 0
    for found in _WORD_WITH_STARS.finditer(text):
        yield text[end : found.start()]
        end = found.end()
        code = Element("code")
        code.text = found[0]
        yield code
    yield text[end:]
