"""Where pages went that moved, as docfx sites note it in `.openpublishing.redirection.json`. (pure)"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

MAX_BYTES = 5_000_000
MOST = 50_000
MOST_STEPS = 5  # from a page that moved to one that moved again

_LOCALE = re.compile(r"^/[a-z]{2}-[a-z]{2}(?=/)", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:md|markdown|mdx|yml|html?)$", re.IGNORECASE)


def read(text: str) -> dict[str, str]:
    """By path in the folder (`key_of`) the address that a page moved to. Raises ValueError for what is no such list."""
    try:
        found = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    listed = found.get("redirections") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise ValueError("it has no list of redirections")
    moved: dict[str, str] = {}
    for one in listed[:MOST]:
        said = one if isinstance(one, dict) else {}
        source, address = said.get("source_path_from_root") or said.get("source_path"), said.get("redirect_url")
        if isinstance(source, str) and isinstance(address, str) and source and _is_address(address):
            moved.setdefault(key_of(source), address)
    return moved


def _is_address(text: str) -> bool:
    try:
        return bool(urlsplit(text).geturl())
    except ValueError:  # http://[x
        return False


def key_of(path: str) -> str:
    """A path in the folder without its ending, in small letters: links are written in all these ways."""
    return _ENDING.sub("", path.replace("\\", "/").strip("/")).lower()


def last(moved: Mapping[str, str], path: str) -> str:
    """Where the page at this path is in the end; empty where it did not move, or moves in a circle."""
    address = moved.get(key_of(path), "")
    for _step in range(MOST_STEPS):
        onward = moved.get(key_of(_way(address))) if address else None
        if not onward:
            return address
        part = urlsplit(address).fragment
        address = f"{onward}#{part}" if part and "#" not in onward else onward
    return ""


def ways(address: str) -> list[str]:
    """The paths in a folder that an address of its site may mean: a site may lie deeper than its folder, never without two names."""
    parts = _way(address).split("/")
    return ["/".join(parts[start:]) for start in range(max(len(parts) - 1, 1))]


def _way(address: str) -> str:
    return _LOCALE.sub("", urlsplit(address).path).strip("/")
