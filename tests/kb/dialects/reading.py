"""Reads a page of a dialect as readers of its article would: small folders made in a line, and the words that are seen."""

from __future__ import annotations

import re
from html import unescape

from kb import article, markdown
from kb.dialects import Converted, anchors, convert
from kb.dialects.places import Folder, Page

PICTURE = f"/images/{'a' * 64}.png#8x6"
BASE = "https://docs.example.org/en"


def folder(files: dict[str, str] | None = None, *, base: str = BASE, pages: tuple[str, ...] = ()) -> Folder:
    """A folder of these files; those named under `pages` are articles, pictures can be shown."""
    files = files or {}
    made = {path: Page(re.sub(r"\W+", "-", path.rpartition(".")[0].lower()), anchors(files[path])) for path in pages}
    return Folder(
        pages=made,
        files=frozenset(files),
        read=files.get,
        picture=lambda path: PICTURE if path.endswith((".png", ".gif", ".jpg")) else None,
        base=base,
    )


def converted(text: str, *, path: str = "docs/page.md", within: Folder | None = None) -> Converted:
    return convert(text, path=path, folder=within or folder(), topic="networks")


def body(text: str, **options) -> str:
    """The Markdown below the front matter of the article."""
    return article.split(converted(text, **options).text)[1].strip("\n")


def fields(text: str, **options) -> article.ArticleFields:
    return article.read_fields(converted(text, **options).text)


def html(text: str, **options) -> str:
    """What readers get."""
    return markdown.render(body(text, **options), address=lambda kind, slug: f"/{kind}s/{slug}/").html


def seen(text: str, **options) -> str:
    """The words that readers see, on one line."""
    shown = re.sub(r"<(?!/?(?:strong|em|code|a|sup|sub|kbd|span)\b)[^>]*>", " ", html(text, **options))
    return " ".join(unescape(re.sub(r"<[^>]*>", "", shown)).split())
