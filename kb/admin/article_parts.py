"""An article's text <-> the parts that its form shows: the fields, and the signs as the YAML they are written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from textwrap import dedent, indent
from typing import Any

from kb import article, article_text
from kb.article import MAX_TITLE, SECTIONS, ArticleFields
from kb.article_text import NAMES

_QUOTED = re.compile(r"""(?<![^\s\[,])(?:"(?:\\.|[^"\\])*"|'[^']*')""")
_COMMENT = re.compile(r"(?:^|\s)#")
_SIGNS = re.compile(r"^signs:[ ]*\n((?:(?:[ ]+.*|- .*|-)?(?:\n|\Z))*)", re.MULTILINE)


@dataclass(frozen=True)
class Parts:
    """What the form of an article shows."""

    fields: ArticleFields
    signs: str = ""

    @property
    def front(self) -> Parts:
        """Everything but the body."""
        return replace(self, fields=replace(self.fields, body=""))


def take_apart(text: str) -> Parts:
    """The parts of a text of any quality; what cannot be read is empty."""
    return Parts(article.read_fields(text), _signs_in(article.split(text)[0]))


def put_together(parts: Parts) -> str:
    """The text of these parts; the signs stand last in the front matter."""
    text = article.write(parts.fields)
    signs = dedent(parts.signs).strip("\n")
    if not signs.strip():
        return text
    front, body, _line = article.split(text)
    return f"---\n{front}\nsigns:\n{indent(signs, '  ')}\n---\n{body}"


def problem_from(typed: str, words: str) -> dict[str, str]:
    """The fields of a new problem article that says what readers typed and wrote; none where they said nothing."""
    words = " ".join(words.replace("\x00", "").split())
    typed = " ".join(typed.replace("\x00", "").split())
    if not words:
        return {}
    title = words if len(words) <= MAX_TITLE else words[: MAX_TITLE - 1].rpartition(" ")[0] or words[:MAX_TITLE]
    sections = "\n\n".join(f"## {name}\n{f'- {words}' if name == 'Symptoms' else ''}" for name in SECTIONS)
    return {"title": title[:1].upper() + title[1:], "type": "problem", "keywords": typed, "body": f"{sections}\n"}


def fits_fields(text: str) -> bool:
    """Whether the parts hold all that a text says: what the form cannot show, it must not lose."""
    front, _body, body_line = article.split(text)
    loaded = article_text.load(front)
    if body_line == 1 or loaded.problems or not isinstance(loaded.value, dict):
        return False
    parts = take_apart(text)
    forms_hold = all(_is_one_line(value) for name in NAMES for value in _values(getattr(parts.fields, name)))
    has_comment = bool(_COMMENT.search(_QUOTED.sub("", _SIGNS.sub("", front))))
    again = article_text.load(article.split(put_together(parts))[0]).value
    return forms_hold and not has_comment and _filled(again) == _filled(loaded.value)


def _signs_in(front: str) -> str:
    found = _SIGNS.search(front)
    return dedent(found[1]).strip("\n") if found else ""


def _filled(front: Any) -> dict[str, Any]:
    return {name: held for name, held in front.items() if held} if isinstance(front, dict) else {}


def _values(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _is_one_line(text: str) -> bool:
    return text == text.strip() and len(text.splitlines()) < 2
