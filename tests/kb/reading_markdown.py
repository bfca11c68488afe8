"""What tests of Markdown share: the rendered text as a browser reads it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib

from kb.markdown import Rendered, render

REL = "nofollow noopener noreferrer"  # what a link to another site says


def address(kind: str, slug: str) -> str | None:
    return {"article": f"/articles/{slug}/", "guide": f"/fix/{slug}/"}.get(kind)


def rendered(text: str, **options) -> Rendered:
    return render(text, address=address, **options)


def page(text: str, **options) -> Element:
    """What a browser makes of the rendered text."""
    return html5lib.parseFragment(rendered(text, **options).html, namespaceHTMLElements=False)


def one(text: str, tag: str) -> Element:
    (found,) = page(text).iter(tag)
    return found


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def outline(element: Element) -> str:
    """Lists as nested brackets: `ul(li(a ul(li(b))))`."""
    inner = [element.text or ""]
    for child in element:
        inner += [outline(child), child.tail or ""]
    inner = [" ".join(part.split()) for part in inner if part.strip()]
    is_wrapper = element.tag in ("p", "div", "DOCUMENT_FRAGMENT")
    return " ".join(inner) if is_wrapper else f"{element.tag}({' '.join(inner)})"


def codes_of(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.code, problem.level) for problem in rendered(text).problems]
