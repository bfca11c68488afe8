"""Other people's Markdown -> an article in our own format. (pure)

The way of a page: `front` takes its fields, `blocks` and `directives` make Markdown of what is none, `page_tree` reads that as
GitHub does, `mending` mends what was typed wrongly, `places` finds where links lead, and `writer` writes it down as we write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from kb.article import MAX_SUMMARY, MAX_TITLE
from kb.article_text import ArticleFields
from kb.article_text import write as write_article
from kb.dialects import front, page_tree, platforms
from kb.dialects.blocks import to_markdown
from kb.dialects.directives import Here, labels_of
from kb.dialects.headings import anchors
from kb.dialects.mending import mend
from kb.dialects.places import OUTSIDE, Folder, original, picture, target, why_not
from kb.dialects.spans import nodes_of, words_of
from kb.dialects.writer import fitting, is_footnote, parts, write

__all__ = ["VERSION", "Converted", "anchors", "convert", "convert_html", "reason_to_skip"]

# Raise this when the same page becomes another text, so that the next import brings all of them up to date.
VERSION = 2

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SITE = re.compile(r"\s+(?:[|·]|[-–—])\s+(?:Microsoft (?:Docs|Learn|Support)|MSDN|TechNet)\s*$")
_ABOUT_THE_PAGE = re.compile(
    r"(?:applies to|topic last modified|last (?:modified|updated)|original (?:product|kb)|note)\b", re.IGNORECASE
)
_DAYS = ("ms.date", "last_reviewed", "last_verified", "lastmod", "last_modified_at", "last_updated", "updated", "date")


@dataclass
class Converted:
    """A page as the text of an article, and what became of its links and pictures."""

    text: str
    title: str
    links: int = 0  # written as ways from the page or from the site's root
    lost_links: list[str] = field(default_factory=list)
    pictures: int = 0
    lost_pictures: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def convert(text: str, *, path: str, folder: Folder, topic: str, source: str = "") -> Converted:
    """The page at this path of the folder as an article; `source` says where it is from. Raises TooDeep."""
    fields, body = front.split(text)
    here = Here(folder, path, labels=labels_of(body))
    root = page_tree.from_markdown(to_markdown(body, here))
    mend(root)
    _move_footnotes(root)
    found = Converted("", "", problems=here.problems)
    _point(root, path, folder, found)
    heading = _take_heading(root)
    name = path.rpartition("/")[2].rpartition(".")[0]
    given = (
        _SITE.sub("", front.first(fields, "title", "linktitle", "sidebar_label"))
        or heading
        or re.sub(r"[-_]+", " ", name).strip()
    )
    given = given or name or "?"
    found.title = shortened(given, MAX_TITLE)
    summary = front.first(fields, "description", "summary", "excerpt", "lead", "subtitle") or _opening(root) or given
    _shift_headings(root)
    written = _fitted(parts(root), original(folder, path), found)
    if _has_more(heading, found.title):
        written = f"## {heading_line(heading)}\n\n{written}"
    article = ArticleFields(
        title=found.title,
        summary=shortened(summary.removeprefix("Summary: "), MAX_SUMMARY),
        topic=topic,
        type="reference",
        applies_to=tuple(one[:100] for one in front.every(fields, "appliesto", "applies_to")[:20]),
        platforms=platforms.named([*front.every(fields, *platforms.FIELDS), *here.pivots]),
        keywords=tuple(one[:100] for one in _keywords(fields)),
        sources=(source,) if source else (),
        checked=front.day(fields, *_DAYS),
        body=written,
    )
    found.text = write_article(article)
    return found


def convert_html(html: str, *, name: str) -> ArticleFields:
    """HTML that another program made of a document -> the fields of an article; pictures have their addresses already."""
    root = page_tree.from_html(html)
    for link in root.iter("a"):
        if link.get("href", "").startswith("#"):  # a place in the other program's document
            link.attrib["href"] = ""
    heading = _take_heading(root)
    title = heading or re.sub(r"[-_]+", " ", name).strip() or "?"
    summary = _opening(root) or title
    _shift_headings(root)
    body = write(root)
    if len(title) > MAX_TITLE:
        body = f"{heading_line(title)}\n\n{body}"
    return ArticleFields(
        title=shortened(title, MAX_TITLE), summary=shortened(summary, MAX_SUMMARY), type="how-to", body=body
    )


def reason_to_skip(text: str) -> str:
    """Why a page becomes no article, from its text alone; empty where it does."""
    fields, body = front.split(text)
    if front.first(fields, "redirect_url", "redirect_to", "redirect"):
        return "it only leads to another page"
    if front.first(fields, "draft").lower() == "true" or front.first(fields, "published").lower() == "false":
        return "it is a draft"
    if not re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL).strip():
        return "there is no text in it"
    return ""


def shortened(text: str, most: int) -> str:
    """One line of at most so many characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    return line[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-") + "…"


def heading_line(words: str) -> str:
    """Plain words as the line of a heading."""
    holder = Element("div")
    holder.text = words
    return write(holder).strip().lstrip("\\")


def _keywords(fields: front.Front) -> list[str]:
    return front.every(fields, "keywords", "tags")[:30]


def _point(root: Element, path: str, folder: Folder, found: Converted) -> None:
    """Leads every link and picture where it leads from an article."""
    for image in root.iter("img"):
        source = image.get("src", "")
        address = picture(folder, path, source)
        found.pictures += 1
        image.attrib["src"] = address or ""
        if not address:
            found.lost_pictures.append(source)
            if (reason := why_not(path, source)) == OUTSIDE:
                found.problems.append(f"'{source}' is to be shown, and {reason}.")
    for link in root.iter("a"):
        href = link.get("href", "")
        leads = target(folder, path, href) if href else None
        link.attrib["href"] = leads.address if leads else ""
        if leads and leads.is_relative:
            found.links += 1
            if not leads.address and not leads.is_page:
                found.lost_links.append(href)


def _fitted(written: list[str], address: str, found: Converted) -> str:
    """The blocks as one text. What is too long for an article ends earlier, and says where the rest is."""
    count = fitting(written)
    text = "\n\n".join(written[:count])
    if count < len(written):
        found.problems.append(
            f"It is too long for one article: of {sum(map(len, written)):,} characters the first {len(text):,} are kept."
        )
        rest = f"[the original]({address})" if address else "the original"
        text += f"\n\n> [!NOTE]\n> This page is longer than an article can be. The rest is in {rest}."
    return f"{text}\n"


def _take_heading(root: Element) -> str:
    """The words of the first-level heading that the page begins with, which is taken out; its title says them."""
    for child in root:
        if child.tag == "h1":
            words = words_of(nodes_of(child))
            before = list(root)[: list(root).index(child)]
            if child.tail and child.tail.strip():
                return ""
            if not any("".join(one.itertext()).strip() or one.tag in ("img", "table") for one in before):
                root.remove(child)
                return words
        elif child.tag in _HEADINGS:
            return ""
    return ""


def _move_footnotes(root: Element) -> None:
    """Footnotes to the end: within a list or quotation they would not be read as such."""
    for parent in list(root.iter()):
        for note in [child for child in parent if is_footnote(child)]:
            place = list(parent).index(note)
            if place:
                parent[place - 1].tail = (parent[place - 1].tail or "") + (note.tail or "")
            else:
                parent.text = (parent.text or "") + (note.tail or "")
            parent.remove(note)
            note.tail = ""
            root.append(note)


def _has_more(heading: str, title: str) -> bool:
    """Whether the heading says a word that the title does not."""
    known = set(re.findall(r"\w+", title.casefold()))
    return bool(set(re.findall(r"\w+", heading.casefold())) - known)


def _shift_headings(root: Element) -> None:
    """The title is the only heading of the first level: where there are others, all go one down."""
    headings = [element for element in root.iter() if element.tag in _HEADINGS]
    if any(element.tag == "h1" for element in headings):
        for element in headings:
            element.tag = f"h{min(int(element.tag[1]) + 1, 6)}"


def _opening(root: Element) -> str:
    """The words of the first paragraph that says something; not those about the page itself."""
    for element in root.iter("p"):
        words = words_of(nodes_of(element))
        if len(words) > 40 and not _ABOUT_THE_PAGE.match(words):
            return words
    return ""
