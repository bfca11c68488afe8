"""Markdown -> safe HTML, contents, plain text, links and problems. (pure)

The way of a text: `markdown_source` lays it out, python-markdown makes HTML of it, the first cleaner brings any HTML into
one well-formed shape, `markdown_page` gives it anchors, links and boxes, and the second cleaner is the last step there is.
Both cleaners are nh3. Nothing touches the HTML after the second one, so what it does not allow cannot be on a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import nh3
from markdown import Markdown
from pymdownx.quotes import QuotesExtension
from pymdownx.saneheaders import SaneHeadersExtension
from pymdownx.tilde import DeleteSubExtension

from kb import markdown_page, markdown_source
from kb.formats import Link
from kb.markdown_limits import (
    MAX_CELLS,
    MAX_EFFORT,
    MAX_FOOTNOTES,
    MAX_LENGTH,
    MAX_NESTING,
    MAX_PARAGRAPH,
    Measure,
    TooDeep,
    cells,
    check_depth,
    effort,
    tags,
)
from kb.markdown_page import Element, Heading
from kb.markdown_source import LANGUAGES, RAW_TAGS
from kb.problems import Problem
from kb.saying import _

__all__ = ["Heading", "Rendered", "link_addresses", "plain", "render", "to_inline"]

_INLINE_TAGS = tags("a abbr b code del em i ins kbd mark s samp span strong sub sup var")
_DROPPED_WITH_CONTENT = tags(
    "script style template noscript xmp iframe noembed noframes plaintext title textarea svg math"
)
_ATTRIBUTES = {
    "*": set(),
    "a": {"title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_SHARE_PATH = re.compile(r"(?<![\\\w:])\\\\[\w<][^\s`\"')]{0,200}")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,4}")
_SIDE = re.compile(r"left|center|right")
_FOOTNOTE = re.compile(r"fn(?:ref[0-9]*)?-.*", re.DOTALL)
_LINE = re.compile(r"[0-9]{1,7}")
_LANGUAGE = re.compile("|".join(re.escape(f"language-{name}") for name in sorted(LANGUAGES)))

# What stands in an attribute between the two cleaners, and what may stand in it for readers.
_BETWEEN = {
    "align": _SIDE,
    "class": re.compile(rf"footnote(?:-ref|-backref)?|admonition(?:-title| [\w -]*)?|{_LANGUAGE.pattern}"),
    "data-line": _LINE,
    "id": _FOOTNOTE,
}
_PUBLISHED = {
    "aria-label": re.compile(r".{1,300}", re.DOTALL),
    "class": re.compile(
        r"anchor|card|footnotes|footnote-(?:ref|backref)|alert-title|table-scroll|code-block|task|task-box|"
        rf"alert alert-(?:{'|'.join(markdown_page.ALERTS)})|align-(?:left|center|right)|{_LANGUAGE.pattern}"
    ),
    "data-copy": re.compile(""),
    "id": re.compile(r"s-[\w-]{1,200}"),
    "loading": re.compile("lazy"),
    "rel": re.compile(re.escape(markdown_page.REL)),
    "role": re.compile("note|region|img"),
    "src": markdown_page.OWN_IMAGE,
    "tabindex": re.compile("0"),
}
_NUMBERS = {name: _NUMBER for name in ("colspan", "rowspan", "start", "width", "height")}


def _cleaner(names: frozenset[str], attributes: dict[str, set[str]], values: dict[str, re.Pattern[str]]) -> nh3.Cleaner:
    """A cleaner that lets an attribute through only on the given tags and only with a value of the given form."""
    forms = values | _NUMBERS

    def keep(tag: str, attribute: str, value: str) -> str | None:
        form = forms.get(attribute)
        return value if form is None or form.fullmatch(value) else None

    return nh3.Cleaner(
        tags=set(names),
        attributes={
            tag: _ATTRIBUTES.get(tag, set()) | attributes.get(tag, set()) for tag in {*_ATTRIBUTES, *attributes}
        },
        attribute_filter=keep,
        clean_content_tags=set(_DROPPED_WITH_CONTENT),
        url_schemes=set(markdown_page.SCHEMES),
        link_rel=None,
        strip_comments=True,
    )


_HEADINGS = {f"h{level}": {"data-line"} for level in range(1, 7)}
_first_cleaner = _cleaner(
    RAW_TAGS,
    _HEADINGS
    | {
        "a": {"class", "data-href", "data-line"},
        "code": {"class"},
        "div": {"class"},
        "img": {"data-src", "data-line"},
        "li": {"id"},
        "p": {"class"},
        "sup": {"id"},
        "td": {"align"},
        "th": {"align"},
    },
    _BETWEEN,
)
_last_cleaner = _cleaner(
    RAW_TAGS - {"h1"},
    {f"h{level}": {"id"} for level in range(2, 7)}
    | {
        "a": {"href", "rel", "class", "aria-label"},
        "code": {"class"},
        "div": {"class", "role", "tabindex", "aria-label", "data-copy"},
        "img": {"src", "loading"},
        "li": {"id", "class"},
        "p": {"class"},
        "pre": {"tabindex"},
        "span": {"class", "role", "aria-label"},
        "sup": {"id"},
        "td": {"class"},
        "th": {"class"},
        "tr": {"id"},
    },
    _PUBLISHED,
)
_inline_cleaner = _cleaner(_INLINE_TAGS, {"a": {"href", "rel"}}, _PUBLISHED)


@dataclass(frozen=True)
class Rendered:
    """A text as its readers get it, and what is in it; `links` and `problems` have their lines in the whole file.

    `cards` are the documents that stand alone on a line, in the order of the paragraphs of class `card` in `html`.
    """

    html: str = ""
    contents: tuple[Heading, ...] = ()
    text: str = ""
    links: tuple[Link, ...] = ()
    cards: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()


def render(
    text: str, *, address: Callable[[str, str], str | None], first_line: int = 1, id_prefix: str = ""
) -> Rendered:
    """Markdown of any quality -> `Rendered`. Never raises.

    `address(kind, slug)` gives the path behind `[text](article:slug)`, None for a kind there is not; `first_line` is the
    line of the whole file on which `text` begins; `id_prefix` keeps apart the anchors of several texts on one page.
    """
    if len(text) > MAX_LENGTH:
        message = _(
            "The text is longer than %(max_length)s characters; divide it into several documents.",
            max_length=f"{MAX_LENGTH:,}",
        )
        return _as_typed(text, Problem(0, message, "too-long"))
    try:
        html, problems = _to_html(text, first_line)
        root = _to_tree(html)
    except (TooDeep, RecursionError):
        message = _(
            "Lists, quotations or tags are nested more than %(max_nesting)s deep; nobody can read that.",
            max_nesting=MAX_NESTING,
        )
        return _as_typed(text, Problem(0, message, "too-deep"))
    page = markdown_page.Page(root, address=address, id_prefix=id_prefix)
    page.finish()
    problems += [*_unseen(text, first_line), *_lost_backslashes(page.root, text, first_line), *page.problems]
    return Rendered(
        html=_last_cleaner.clean(markdown_page.markup(page.root)),
        contents=tuple(page.contents),
        text=markdown_page.text_of(page.root),
        links=tuple(page.links),
        cards=tuple(page.cards),
        problems=tuple(sorted(set(problems))),
    )


def to_inline(text: str, *, address: Callable[[str, str], str | None] = lambda kind, slug: None) -> str:
    """One line of Markdown -> safe HTML without blocks: code, emphasis, links. For labels and summaries."""
    line = " ".join(markdown_source.tidy(text).split())
    if effort(line) > MAX_EFFORT or len(line) > MAX_PARAGRAPH:
        return escape(line)
    markdown = Markdown(extensions=[DeleteSubExtension(subscript=False)], output_format="html")
    for name in ("normalize_whitespace", "html_block"):
        markdown.preprocessors.deregister(name)
    for name in [processor.name for processor in markdown.parser.blockprocessors._priority]:
        if name != "paragraph":
            markdown.parser.blockprocessors.deregister(name)
    try:
        root = _to_tree(markdown_source.settle(markdown.convert(markdown_source.show_unknown_tags(line))))
    except (TooDeep, RecursionError):
        return escape(line)
    page = markdown_page.Page(root, address=address, id_prefix="")
    page.finish()
    return _inline_cleaner.clean(markdown_page.markup(page.root)).strip()


def plain(text: str) -> str:
    """The plain text of Markdown, for search and for previews."""
    return render(text, address=lambda kind, slug: None).text


def link_addresses(text: str) -> str:
    """Plain text -> safe HTML in which web addresses are links, for sources."""
    parts, end = [], 0
    text = markdown_source.tidy(text)
    for found in _WEB_ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?'\"")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?")
        parts += [escape(text[end : found.start()]), f'<a href="{escape(address)}" rel="{markdown_page.REL}">']
        parts += [escape(address), "</a>"]
        end = found.start() + len(address)
    return _inline_cleaner.clean("".join([*parts, escape(text[end:])]))


def _to_html(text: str, first_line: int) -> tuple[str, list[Problem]]:
    """Markdown -> whatever HTML python-markdown makes of it (not safe yet), and what it was not asked to format."""
    problems = []
    extensions = ["def_list", "md_in_html", "sane_lists", "tables", "footnotes"]
    if text.count("[^") > 2 * MAX_FOOTNOTES:
        extensions.remove("footnotes")
        problems.append(
            Problem(
                0,
                _(
                    "There are more than %(max_footnotes)s footnotes; none is shown as one.",
                    max_footnotes=MAX_FOOTNOTES,
                ),
                "not-formatted",
            )
        )
    if cells(text) > MAX_CELLS:
        extensions.remove("tables")
        message = f"The tables have more than {MAX_CELLS:,} cells; none is shown as one. Divide the text."
        problems.append(Problem(0, message, "not-formatted"))
    markdown = Markdown(
        extensions=[
            *extensions,
            DeleteSubExtension(subscript=False),
            QuotesExtension(callouts=True),
            SaneHeadersExtension(),
        ],
        extension_configs={
            "footnotes": {"SEPARATOR": "-", "BACKLINK_TITLE": "Back to the text, note {}"},
            "tables": {"use_align_attribute": True},
        },
        output_format="html",
    )
    # It would take out the marks that carry the lines; `tidy` has done its work already.
    markdown.preprocessors.deregister("normalize_whitespace")
    measure = Measure(markdown)
    markdown.treeprocessors.register(measure, "measure", 21)  # right before words are formatted, which is 20
    lines = markdown_source.prepare(markdown_source.tidy(text), first_line=first_line, stash=markdown.htmlStash.store)
    html = markdown.convert("\n".join(lines))
    return markdown_source.settle(html), [*problems, *measure.problems]


def _to_tree(html: str) -> markdown_page.Element:
    """Any HTML -> its tree of allowed tags; TooDeep before it costs time or stack."""
    check_depth(html)
    clean = _first_cleaner.clean(html)
    # Once more: tags that close nothing can hide the depth from the first count, never from this one.
    check_depth(clean)
    return markdown_page.tree(clean)


def _unseen(text: str, first_line: int) -> list[Problem]:
    message = _("This line holds a character that cannot be shown; delete it and type the words again.")
    return [Problem(first_line + line - 1, message, "unseen-character") for line in markdown_source.unseen_lines(text)]


def _lost_backslashes(root: Element, text: str, first_line: int) -> list[Problem]:
    """Markdown makes one backslash of two, so `\\\\server\\share` loses one unless it stands as code."""
    code = {"".join(element.itertext()) for element in root.iter("code")}
    problems = []
    for number, line in enumerate(text.split("\n"), first_line):
        for path in _SHARE_PATH.findall(line):
            if not any(path in one for one in code):
                message = _("'%(path)s' will show one backslash less; put it in back-ticks: `%(path)s`.", path=path)
                problems.append(Problem(number, message, "lost-backslash", "warning"))
    return problems


def _as_typed(text: str, problem: Problem) -> Rendered:
    """The text unformatted: what its readers get when it cannot be rendered."""
    shown = markdown_source.tidy(text)
    return Rendered(html=_last_cleaner.clean(f"<pre>{escape(shown)}</pre>"), text=shown, problems=(problem,))
