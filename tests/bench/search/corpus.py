"""Folders of public Markdown documentation -> what search knows of each page."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from kb.article import ArticleFormat
from kb.formats import SearchText

FOLDERS = ("OfficeDocs-ConnectivityAnalyzer/connectivity-analyzer", "OfficeDocs-Exchange/Exchange")
HOW = """\
The documentation is not part of this repository. Get it so (about 80 MB), and name the folder:
  git clone --depth 1 https://github.com/MicrosoftDocs/OfficeDocs-Exchange corpora/OfficeDocs-Exchange
  git clone --depth 1 https://github.com/MicrosoftDocs/OfficeDocs-ConnectivityAnalyzer corpora/OfficeDocs-ConnectivityAnalyzer
  make bench-search CORPORA=corpora"""

_FRONT = re.compile(r"---[ \t]*\n(.*?)\n---[^\n]*\n", re.DOTALL)
_HEADING = re.compile(r"^# +(.*)$", re.MULTILINE)


def read(folder: Path, folders: Sequence[str] = FOLDERS) -> dict[str, SearchText]:
    """By path within the folder, what search knows of each page: title and description from its front matter, and its text."""
    format = ArticleFormat()
    found = {}
    for path in sorted(path for name in folders for path in (folder / name).rglob("*.md")):
        if "includes" not in path.parts and path.stem.lower() not in ("toc", "readme"):
            found[path.relative_to(folder).as_posix()] = format.read(_as_article(path)).search
    return found


def _as_article(path: Path) -> str:
    text = path.read_text("utf-8-sig", "replace")
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    heading = _HEADING.search(body)
    title = _field(front[1] if front else "", "title") or (heading[1] if heading else path.stem)
    summary = _field(front[1] if front else "", "description") or title
    fields = {"title": title[:200], "summary": summary[:400], "topic": "bench", "type": "reference"}
    lines = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return f"---\n{lines}---\n{body}"


def _field(front: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*)$", front, re.MULTILINE)
    return found[1].strip().strip("\"'").strip() if found else ""
