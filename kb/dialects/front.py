"""The front matter of other people's pages: YAML or TOML of any quality -> texts and lists of texts. (pure)"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from html import unescape
from typing import Any

import yaml

MAX_FRONT = 50_000  # characters; more is no front matter

_YAML = re.compile(r"\A\s*---[ \t]*\n(.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z_][\w.-]*):[ \t]*(.*)$")
_DATES = (
    (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?"), (1, 2, 3)),
    (re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})"), (3, 1, 2)),  # as Americans write it
    (re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"), (1, 2, 3)),
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_SIGNS = re.compile(r"\*\*|`|\\([^A-Za-z0-9\s])")
_TAG = re.compile(r"<[^<>]*>")

Front = dict[str, str | list[str]]

# YAML's events without its types: `no` is a word here and a date a text. The C parser where there is one.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def split(text: str) -> tuple[Front, str]:
    """The fields in front of a page, their names in small letters, and the page without them. Never raises."""
    for pattern, read in ((_YAML, _from_yaml), (_TOML, _from_toml)):
        found = pattern.match(text[:MAX_FRONT])
        if found and (fields := read(found[1])) is not None:
            return fields, text[found.end() :]
    return {}, text


def first(front: Front, *names: str) -> str:
    """The first of these fields that says anything, as one line of plain text; of a list its first entry."""
    for name in names:
        value = front.get(name, "")
        value = next(iter(value), "") if isinstance(value, list) else value
        if plain := _plain(value):
            return plain
    return ""


def every(front: Front, *names: str) -> list[str]:
    """All entries of these fields, whether they are lists or texts with commas."""
    found: list[str] = []
    for name in names:
        value = front.get(name, [])
        parts = value if isinstance(value, list) else value.split(",")
        found += [plain for part in parts if (plain := _plain(part))]
    return list(dict.fromkeys(found))


def day(front: Front, *names: str) -> str:
    """The first of these fields that is a date, as year-month-day."""
    for name in names:
        text = first(front, name)
        for pattern, places in _DATES:
            if found := pattern.fullmatch(text):
                try:
                    return date(*(int(found[place]) for place in places)).isoformat()
                except ValueError:
                    continue
    return ""


def _plain(value: str) -> str:
    """One line without tags, entities, the signs of Markdown, and the ticks that some put before an entry."""
    text = unescape(_TAG.sub("", _LINK.sub(r"\1", value))).replace("\N{NO-BREAK SPACE}", " ")
    text = _SIGNS.sub(lambda found: found[1] or "", text)
    return " ".join(text.split()).strip("✅✔☑ ")


def _from_yaml(text: str) -> Front | None:
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_Loader)):
            return _line_by_line(text)
        value = yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, RecursionError):
        return _line_by_line(text)
    if value in (None, ""):
        return {}
    return _fields(value) if isinstance(value, dict) else None


def _from_toml(text: str) -> Front | None:
    try:
        return _fields(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _fields(value: dict[Any, Any]) -> Front:
    return {str(name).lower(): _texts(held) for name, held in value.items()}


def _texts(held: Any) -> str | list[str]:
    if isinstance(held, list):
        return [str(one) for one in held if not isinstance(one, (dict, list))]
    return "" if isinstance(held, dict) or held is None else str(held)


def _line_by_line(text: str) -> Front | None:
    """What can be made out where it is no YAML: `name: value`, and `- entry` below a name."""
    fields: Front = {}
    name = ""
    for line in text.split("\n"):
        if found := _FIELD.match(line):
            name = found[1].lower()
            fields[name] = found[2].strip().strip("\"'")
        elif name and line.lstrip().startswith("- "):
            held = fields[name]
            fields[name] = [*(held if isinstance(held, list) else []), line.lstrip()[2:].strip().strip("\"'")]
    return fields or None
