"""An article as text <-> its fields. (pure)

`write` has one way of writing, so that a field that was not changed does not show up in the history.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from kb import strict_yaml

NEEDED = ("title", "summary", "topic", "type")
LISTS = ("applies_to", "platforms", "codes", "keywords", "related", "sources")

_FENCE = "---"
_PLAIN = re.compile(r"[^\W_](?:.*[^\s:])?")
_NOT_PLAIN = re.compile(r":\s|\s#")
_NOT_PLAIN_IN_A_LIST = re.compile(r"[,\[\]{}?]|:")
_NEVER_PLAIN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # as strict_yaml refuses them
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]')
_NO_TOPIC = re.compile(r"""topic:\s*(?:""|'')?\s*(?:#.*)?""")


@dataclass(frozen=True)
class ArticleFields:
    """All that an article holds, as an editor fills it in."""

    title: str = ""
    summary: str = ""
    topic: str = ""
    type: str = ""
    era: str = ""
    applies_to: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    checked: str = ""
    checked_against: str = ""
    body: str = ""


NAMES = tuple(field.name for field in fields(ArticleFields) if field.name != "body")


def split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the line on which the body begins; without front matter: nothing, the text, 1."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if lines[0].rstrip() == _FENCE:
        for index in range(1, len(lines)):
            if lines[index].rstrip() == _FENCE:
                return "\n".join(lines[1:index]), "\n".join(lines[index + 1 :]), index + 2
    return "", text, 1


def load(front: str) -> strict_yaml.Loaded:
    """The front matter, read; it begins on the second line of the article."""
    return strict_yaml.load(front, first_line=2)


def read_fields(text: str) -> ArticleFields:
    """The fields of a text of any quality, for a form: what cannot be read is empty. Never raises."""
    front, body, line = split(text)
    found = load(front).value if line > 1 else None
    values = found if isinstance(found, dict) else {}
    texts = {name: _text(values.get(name, "")) for name in NAMES if name not in LISTS}
    lists = {name: _texts(values.get(name, [])) for name in LISTS}
    return ArticleFields(**texts, **lists, body=body)


def write(article: ArticleFields) -> str:
    """The text of an article; reading it gives the same fields, except that the body ends with a line end."""
    lines = [_FENCE]
    for name in NAMES:
        value = getattr(article, name)
        if name == "sources":
            lines += ["sources:", *(f"  - {_quoted(item)}" for item in value)] if value else []
        elif name in LISTS:
            always = name in ("codes", "related")
            written = (_quoted(item) if always else scalar(item, in_list=True) for item in value)
            lines += [f"{name}: [{', '.join(written)}]"] if value else []
        elif value or name in NEEDED:
            lines.append(f"{name}: {scalar(value)}")
    body = article.body.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join([*lines, _FENCE, body + ("" if body.endswith("\n") or not body else "\n")])


def with_topic(text: str, topic: str) -> str:
    """The same text with a topic; asked only of a text that names none."""
    front, body, line = split(text)
    if line == 1:
        return f"{_FENCE}\ntopic: {scalar(topic)}\n{_FENCE}\n{body}"
    lines = [one for one in front.split("\n") if not _NO_TOPIC.fullmatch(one)]
    return "\n".join([_FENCE, *lines, f"topic: {scalar(topic)}", _FENCE, body])


def _text(value: strict_yaml.Value) -> str:
    return value if isinstance(value, str) else ", ".join(_texts(value))


def _texts(value: strict_yaml.Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, dict):  # an entry with a colon in it that should have been quoted
        return tuple(f"{key}: {_text(one)}" for key, one in value.items())
    return tuple(_text(item) for item in value)


def scalar(value: str, *, in_list: bool = False) -> str:
    """The text as YAML: plain where that is read back as it is, else in double quotes."""
    is_plain = _PLAIN.fullmatch(value) and not _NOT_PLAIN.search(value) and not _NEVER_PLAIN.search(value)
    if is_plain and not (in_list and _NOT_PLAIN_IN_A_LIST.search(value)):
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    value = _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return f'"{_ESCAPED.sub(_escape, value)}"'


def _escape(found: re.Match[str]) -> str:
    char = found[0]
    if char in '"\\':
        return f"\\{char}"
    return {"\n": "\\n", "\t": "\\t"}.get(char) or f"\\u{ord(char):04x}"
