"""Markdown or HTML of anybody -> a clean, well-formed tree of the tags that an article may have. (pure)

markdown-it reads Markdown as GitHub does; nh3 brings any HTML into one shape. What is no tag of ours but a placeholder,
`<server>`, waits behind a sign until the tags are settled, so that it is kept as text.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kb.markdown_limits import MAX_NESTING, TooDeep, check_depth, tags
from kb.markdown_page import tree

# Known to HTML and without a meaning here: the tag goes, what it holds stays.
_LOOKS = tags(
    "article aside bdi bdo big blink button center cite col colgroup data dfn fieldset font footer form header hgroup "
    "iframe label legend link main map menu meta nav nobr noscript object optgroup option output picture q ruby section select "
    "small source strike svg tag template textarea time title tt u video wbr input audio body head html script style"
)
_KEPT = tags(
    "a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark "
    "ol p pre s samp span strong sub summary sup table tbody td tfoot th thead tr ul var"
)
_GONE = tags("script style template noscript title textarea svg select head")
_ATTRIBUTES = {
    "*": set(),
    "a": {"href", "id", "name"},
    "code": {"class"},
    "div": {"id"},  # of a footnote, see `hanging`
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SIGN = "\ue000"
_NOTE = "\ue001"
_NOTE_END = "\ue002"
_TAG_ATTRIBUTE = r"""\s++[^\s"'=<>/]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'=<>`]++))?+"""
_TAG = re.compile(rf"</?([a-zA-Z][a-zA-Z0-9]*)((?:{_TAG_ATTRIBUTE})*+)\s*+/?>")
_LESS_THAN = re.compile(r"<(?=[/a-zA-Z!?])")
_AUTOLINK = re.compile(r"<(?:https?://[^<>\s]*|[^@<>\s]+@[^@<>\s]+|mailto:[^<>\s]*)>", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]")
_LINK = re.compile(r"\]\(([^()<>\"\n]*+)\)")
_SIZE = re.compile(r"(?<!\s)\s+=\d*x?\d*$")  # of a picture, as some sites write it
_OVER_INDENTED = re.compile(r"\s*(?:> |>\s*\[!|!\[)")

_cleaner = nh3.Cleaner(
    tags=set(_KEPT),
    attributes=_ATTRIBUTES,
    clean_content_tags=set(_GONE),
    link_rel=None,
    strip_comments=True,
    url_schemes={"http", "https", "mailto", "tel"},
)


def _reader() -> MarkdownIt:
    # It leaves out what is nested deeper than it may be, without a word; so it may go deeper than `check_depth` lets through.
    reader = MarkdownIt("commonmark", {"html": True, "maxNesting": 3 * MAX_NESTING}).enable(["table", "strikethrough"])
    reader.validateLink = lambda address: True  # nh3 judges addresses; markdown-it would show the brackets
    reader.add_render_rule("code_block", _code_block)
    return reader


def _code_block(renderer, tokens: list[Token], index: int, options, env) -> str:
    """Code by indentation. A quotation or picture that was only indented too far is read as what it is."""
    content = tokens[index].content
    if _OVER_INDENTED.match(content) and not env.get("again"):
        return _markdown.render(content, {"again": True})
    return f"<pre><code>{_escaped(content)}</code></pre>\n"


_markdown = _reader()


def from_markdown(text: str) -> Element:
    """CommonMark with GitHub's tables -> its tree. Raises TooDeep for what nobody can read."""
    text = _FOOTNOTE.sub(rf"{_NOTE}\1{_NOTE_END}", _with_signs(text))
    text = _LINK.sub(_in_brackets, text)
    try:
        html = _markdown.render(text, {})
    except RecursionError:
        raise TooDeep from None
    return from_html(html)


def from_html(html: str) -> Element:
    """Any HTML -> its tree of allowed tags."""
    check_depth(html)
    try:
        clean = _cleaner.clean(html)
        check_depth(clean)
        root = tree(clean)
    except RecursionError:
        raise TooDeep from None
    for element in root.iter():
        if element.text:
            element.text = _settled(element.text)
        if element.tail:
            element.tail = _settled(element.tail)
        for name, value in element.attrib.items():
            element.attrib[name] = value.replace(_SIGN, "<").replace(_NOTE, "[^").replace(_NOTE_END, "]")
    return root


def _settled(text: str) -> str:
    """Text with its placeholders; footnotes keep their signs, for the writer."""
    return text.replace(_SIGN, "<")


def footnote_signs() -> tuple[str, str]:
    """What stands in a tree's text before and after the name of a footnote."""
    return _NOTE, _NOTE_END


def _with_signs(text: str) -> str:
    """The text with a sign in place of each `<` that begins no tag, comment or address that we know."""
    closed = {name.lower() for name in re.findall(r"</([a-zA-Z][a-zA-Z0-9]*)\s*>", text)}

    def change(found: re.Match[str]) -> str:
        at = found.start()
        is_escaped = (len(text[:at]) - len(text[max(0, at - 9) : at].rstrip("\\")) - max(0, at - 9)) % 2
        if is_escaped or text.startswith("<!--", at) or text[max(0, at - 2) : at] == "](" or _AUTOLINK.match(text, at):
            return "<"
        tag = _TAG.match(text, at)
        if not tag:
            return _SIGN
        name = tag[1].lower()
        if name in _KEPT:
            return "<"
        # `<link>` alone is a placeholder; with attributes, or closed somewhere, it is the tag.
        is_tag = name in _LOOKS and (tag[2].strip() or name in closed or name in ("col", "wbr"))
        return "<" if is_tag else _SIGN

    return _LESS_THAN.sub(change, text)


def _in_brackets(found: re.Match[str]) -> str:
    """An address with spaces in it, in the brackets that Markdown asks for; a size behind it goes, a title stays."""
    inside = found[1].strip()
    if " " not in inside:
        return found[0]
    address = _SIZE.sub("", inside)
    if " " not in address:
        return f"]({address})"
    is_address = re.search(r"[/#]|\.\w{2,5}$", address) and not address.endswith("'")
    return f"](<{address}>)" if is_address else found[0]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
