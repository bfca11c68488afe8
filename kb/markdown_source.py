"""An author's Markdown -> the Markdown that python-markdown reads as the author meant it. (pure)

python-markdown wants list items indented by exactly four, a blank line before a list, and knows no fences inside lists,
definitions and footnotes.
People write as they know it from elsewhere: two spaces, no blank line, code under a step. This rewrites the layout, puts
fenced code away, shows unknown tags as text, and marks headings and links with their line, so that a problem can name it.
The marks stand between two control characters that are taken out of the author's text first, so nobody can forge them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from kb.markdown_limits import MAX_NESTING, TooDeep, tags

# Tags that may be written as raw HTML. Everything else that looks like a tag is shown as it was typed.
RAW_TAGS = tags(
    "a abbr b blockquote br code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark "
    "ol p pre s samp span strong sub summary sup table tbody td tfoot th thead tr ul var"
)
LANGUAGES = tags(
    "applescript bash bat c cmd console css csharp diff html http ini java javascript js json log markdown perl php plist "
    "powershell ps1 python reg registry ruby sh shell sql swift text toml vb vbscript xml yaml zsh"
)

_OPEN, _CLOSE = "\x02", "\x03"
_LESS_THAN = f"{_OPEN}lt{_CLOSE}"
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile(f"{_OPEN}L(\\d+){_CLOSE}")
_MARKED_HEADING = re.compile(f"<(h[1-6])>{_OPEN}L(\\d+){_CLOSE}")
_MARKED_ADDRESS = re.compile(f'(href|src)="{_OPEN}L(\\d+){_CLOSE}')
_WAITING_ADDRESS = re.compile(r"(<(?:a|img)\b[^<>]*?\s)(href|src)(?=\s*=)", re.IGNORECASE)
_MARKED_TAG = re.compile(f"<(a|img){_OPEN}L(\\d+){_CLOSE}", re.IGNORECASE)

# `<` stays where it begins a known, whole tag, a comment, a web or mail address; also right after `](` and `]: `.
_ATTRIBUTE = r"""\s++[^\s"'=<>/]++(?:\s*+=\s*+(?:"[^"<>]*+"|'[^'<>]*+'|[^\s"'=<>`]++))?+"""
_NOT_A_TAG = re.compile(
    r"(?<!\]\()(?<!\]: )<(?=[/a-zA-Z!?])"
    rf"(?!/?(?:{'|'.join(sorted(RAW_TAGS))})(?:{_ATTRIBUTE})*+\s*+/?>)"
    r"(?!!--[^<]*-->)(?!https?://[^<>\s]*>)(?![^<>\s/!]+@[^@<>\s]+>)",
    re.IGNORECASE,
)
_HASH_HEADING = re.compile(r"^((?:[ >]|[-*+] |\d{1,9}[.)] )*#{1,6} )")
_UNDERLINE = re.compile(r"^(?:=+|-+) *$")
_UNDERLINED = re.compile(r"^(?=[^\s>#*+|`~<\[-])(?!\d+[.)] )")
_ADDRESS = re.compile(r"(\]\(\s*<?|^ {0,3}\[[^\]^][^\]]*\]:\s*<?)")
_RAW_LINK = re.compile(r"<(a|img)(?=\s)", re.IGNORECASE)
_DETAILS = re.compile(r"^( {0,3}<details)(?=[\s>])(?![^>]*\bmarkdown=)", re.IGNORECASE)

MAX_COMMENT = 50  # lines
_COMMENT_END = "-->"
_COMMENT = re.compile(rf"^ {{0,3}}(?:<|{_LESS_THAN})!--")
_HEADING_LINE = re.compile(r"^ {0,3}#{1,6} ")
_DEFINITION = re.compile(r"^ {0,3}:[ ]")
_HANGING = re.compile(
    r"^ {0,3}(?:: |\[\^[^\]\s]+\]:)"
)  # what a definition or a footnote begins with; more is indented by four
_FENCE = re.compile(r"^( {0,3})(`{3,}(?=[^`]*$)|~{3,}) *\{?\.?([\w+#-]*)")
_QUOTED = re.compile(r"^ {0,3}> ?(.*)$")
_RULE = re.compile(r"^ {0,3}([-*_])(?: *\1){2,} *$")
_ITEM = re.compile(r"^( {0,3})([-*+]|\d{1,9}[.)])( +|$)")
_BLOCK_START = re.compile(r"^ {0,3}(?:#{1,6} |>|```|~~~|[-*+] |\d{1,9}[.)] )")
_TABLE_RULE = re.compile(r"^ {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:?)? *$")


def tidy(text: str) -> str:
    """The text with one kind of line end, no tabs, and characters that cannot be shown replaced by a visible sign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text).expandtabs(4)


def unseen_lines(text: str) -> list[int]:
    """The lines, from 1, that hold a character which cannot be shown (NUL, half a character, control characters)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [number for number, line in enumerate(lines, 1) if _UNSEEN.search(line)]


def prepare(text: str, *, first_line: int, stash: Callable[[str], str]) -> list[str]:
    """Lines for python-markdown from a tidy text; `stash` takes finished HTML and gives the sign that stands for it."""
    lines = text.split("\n")
    marked = [
        _marked(line, lines[index + 1] if index + 1 < len(lines) else "", first_line + index)
        for index, line in enumerate(lines)
    ]
    return [line if line.strip() else "" for line in _arrange(marked, stash, 0)] + ["", ""]


def settle(html: str) -> str:
    """Takes the signs out of python-markdown's HTML: a line becomes `data-line` where it is wanted.

    Addresses wait in `data-href` and `data-src` until they are judged: a cleaner would drop a bad one without a word.
    """
    html = _MARKED_HEADING.sub(r'<\1 data-line="\2">', html)
    html = _MARKED_ADDRESS.sub(r'data-line="\2" \1="', html)
    html = _MARKED_TAG.sub(r'<\1 data-line="\2"', html)
    html = _WAITING_ADDRESS.sub(r"\1data-\2", html)
    return _MARK.sub("", html).replace(_LESS_THAN, "&lt;").replace(_OPEN, "").replace(_CLOSE, "")


def show_unknown_tags(line: str) -> str:
    """The line with a sign in place of every `<` that begins a tag which is not on the list."""
    return _NOT_A_TAG.sub(_LESS_THAN, line)


def _marked(line: str, next_line: str, number: int) -> str:
    mark = f"{_OPEN}L{number}{_CLOSE}"
    line = _ADDRESS.sub(lambda found: found[0] + mark, line)
    line = show_unknown_tags(line)
    line = _RAW_LINK.sub(lambda found: found[0] + mark, line)
    if _HASH_HEADING.match(line):
        return _HASH_HEADING.sub(lambda found: found[1] + mark, line)
    if _UNDERLINE.match(next_line) and _UNDERLINED.match(line):
        return mark + line
    return line


def _unmarked(line: str) -> str:
    """The line as the author typed it, for code."""
    return _MARK.sub("", line).replace(_LESS_THAN, "<")


def _arrange(lines: list[str], stash: Callable[[str], str], depth: int) -> list[str]:
    if depth > MAX_NESTING:
        raise TooDeep
    out: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        fence, item = _FENCE.match(line), _ITEM.match(line)
        if fence:
            end = _fence_end(lines, index, fence)
            out += ["", stash(_code(lines[index + 1 : end], fence)), ""]
            index = end + 1
        elif _COMMENT.match(line) and (end := _comment_end(lines, index)):
            out.append("")
            index = end
        elif _QUOTED.match(line):
            end = _run(lines, index, _QUOTED)
            inner = [found[1] for found in map(_QUOTED.match, lines[index:end]) if found]
            out += [f"> {part}" if part else ">" for part in _arrange(inner, stash, depth + 1)]
            index = end
        elif _RULE.match(line) and not _is_underline(line, out):
            out += ["", line, ""]
            index += 1
        elif item and _may_begin_list(item, out):
            end, inner = _item_lines(lines, index, item)
            if out and out[-1].strip() and not _is_in_list(out[-1]):
                out.append("")
            listed = _listed(item, _arrange(inner, stash, depth + 1))
            index = end
            is_followed = index < len(lines) and bool(lines[index].strip())
            out += [*listed, ""] if is_followed and ("" in listed or not _is_sibling(item, lines[index])) else listed
        else:
            out += _spaced(lines, index, out)
            index += 1
            if depth == 0 and _HANGING.match(line):  # within a list python-markdown takes it for code
                end = _hanging_end(lines, index)
                out += _below([part[4:] for part in lines[index:end]], stash)
                index = end
    return out


def _below(lines: list[str], stash: Callable[[str], str]) -> list[str]:
    """What is indented below a definition or footnote, never with two blank lines, which end a footnote."""
    found: list[str] = []
    for line in _arrange(lines, stash, 1):
        if line.strip() or not found or found[-1]:
            found.append(f"    {line}" if line.strip() else "")
    return found


def _hanging_end(lines: list[str], start: int) -> int:
    """The line after what is indented below a definition or a footnote; blank lines at its end are not taken."""
    end = start
    for index in range(start, len(lines)):
        if lines[index].startswith("    ") and lines[index].strip():
            end = index + 1
        elif lines[index].strip():
            break
    return end


def _spaced(lines: list[str], index: int, out: list[str]) -> list[str]:
    """The line with the blank lines that python-markdown wants around headings, definitions and tables."""
    line = _DETAILS.sub(r'\1 markdown="block"', lines[index])
    if _HEADING_LINE.match(line):
        return ["", line, ""]
    if _is_underline(line, out):
        return [line, ""]
    before = out[-1] if out else ""
    begins_definition = index + 1 < len(lines) and bool(_DEFINITION.match(lines[index + 1]))
    if begins_definition and _DEFINITION.match(before) and not _DEFINITION.match(line):
        return ["", line]
    if _begins_table(lines, index) and before.strip() and "|" not in before and not _is_in_list(before):
        return ["", line]
    return [line]


def _is_underline(line: str, out: list[str]) -> bool:
    """Whether the line makes the one before it a heading."""
    return bool(_UNDERLINE.match(line)) and bool(out) and bool(_UNDERLINED.match(out[-1].lstrip(_OPEN)))


def _comment_end(lines: list[str], start: int) -> int:
    """The line after the comment that begins here; 0 where nothing ends it."""
    if _COMMENT_END not in "\n".join(lines[start : start + MAX_COMMENT]):
        return 0
    return next(index for index in range(start, len(lines)) if _COMMENT_END in lines[index]) + 1


def _fence_end(lines: list[str], start: int, fence: re.Match[str]) -> int:
    """The line that closes the fence; a fence that nobody closes runs to the end."""
    closing = re.compile(rf"^ {{0,3}}{re.escape(fence[2][0])}{{{len(fence[2])},}} *$")
    return next((index for index in range(start + 1, len(lines)) if closing.match(lines[index])), len(lines))


def _code(lines: list[str], fence: re.Match[str]) -> str:
    indent = re.compile(rf"^ {{0,{len(fence[1])}}}")
    code = "\n".join(indent.sub("", _unmarked(line)) for line in lines)
    language = fence[3].lower()
    kind = f' class="language-{language}"' if language in LANGUAGES else ""
    return f"<pre><code{kind}>{escape(code)}\n</code></pre>"


def _run(lines: list[str], start: int, pattern: re.Pattern[str]) -> int:
    end = start
    while end < len(lines) and pattern.match(lines[end]):
        end += 1
    return end


def _may_begin_list(item: re.Match[str], out: list[str]) -> bool:
    """A number in a wrapped paragraph ("in\\n2007. Then") begins no list; an empty marker does not either."""
    after_text = bool(out) and bool(out[-1].strip()) and not _is_in_list(out[-1])
    return not after_text or (bool(item[3]) and (item[2] in "-*+" or item[2][:-1] == "1"))


def _is_sibling(item: re.Match[str], line: str) -> bool:
    other = _ITEM.match(line)
    return bool(other) and (item[2] in "-*+") == (other[2] in "-*+")


def _is_in_list(line: str) -> bool:
    return line.startswith("    ") or bool(_ITEM.match(line))


def _item_lines(lines: list[str], start: int, item: re.Match[str]) -> tuple[int, list[str]]:
    """Where the item ends, and its lines without its indentation."""
    gap = len(item[3])
    offset = len(item[1]) + len(item[2]) + (gap if 1 <= gap <= 4 else 1)
    inner = [lines[start][offset:]]
    index = start + 1
    while index < len(lines):
        line = lines[index]
        if line.strip() and len(line) - len(line.lstrip(" ")) < offset:
            is_continued = bool(inner[-1].strip()) and not _BLOCK_START.match(line) and not _RULE.match(line)
            if not is_continued:
                break
            inner.append(line.lstrip(" "))
        else:
            inner.append(line[offset:])
        index += 1
    while len(inner) > 1 and not inner[-1].strip():
        inner.pop()
        index -= 1
    return index, inner


def _listed(item: re.Match[str], inner: list[str]) -> list[str]:
    """The item in python-markdown's form: marker, then everything else four deep."""
    marker = "-" if item[2] in "-*+" else f"{item[2][:-1]}."
    if inner and not inner[0].strip():
        inner = inner[1:]
    first, rest = (inner[0], inner[1:]) if inner else ("", [])
    return [f"{marker} {first}", *(f"    {line}" if line.strip() else "" for line in rest)]


def _begins_table(lines: list[str], index: int) -> bool:
    return "|" in lines[index] and index + 1 < len(lines) and bool(_TABLE_RULE.match(lines[index + 1]))
