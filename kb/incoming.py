"""A folder of somebody else's pages, as it lies on the disk: which files are pages, and which are left out and why."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kb.dialects import reason_to_skip, redirections
from kb.dialects.places import ENDINGS

MAX_PAGE = 2_000_000  # bytes
MAX_FILES = 200_000

_REDIRECTIONS = ".openpublishing.redirection*.json"
_LEFT_OUT = re.compile(r"toc|readme|_?sidebar|_?navbar", re.IGNORECASE)
_ABOUT_THE_FOLDER = re.compile(  # only at its root, and some only as GitHub wants them spelled
    r"(?i:licen[cs]e|contributing|code[_-]of[_-]conduct|thirdpartynotices|pull_request_template|issue_template)|"
    r"SUMMARY|SECURITY|SUPPORT|CHANGELOG|MAINTAINERS|GOVERNANCE"
)
_PIECES = frozenset(
    [
        "include",
        "includes",
        "_include",
        "_includes",
        "snippet",
        "snippets",
        "_snippets",
        "partials",
        "_partials",
        "shortcodes",
        "reusables",
    ]
)
_NO_PAGES = frozenset(["node_modules", "__pycache__", "vendor"])


@dataclass(frozen=True)
class PageFile:
    """A page: its path in the folder, with forward slashes and only characters that can be stored, and its bytes."""

    path: str
    data: bytes

    @cached_property
    def text(self) -> str:
        return decoded(self.data)


@dataclass
class Found:
    """What lies in a folder."""

    root: Path
    pages: list[PageFile] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # path -> reason
    failed: dict[str, str] = field(default_factory=dict)
    others: dict[str, Path] = field(default_factory=dict)  # everything that is no page, by path
    moved: dict[str, str] = field(default_factory=dict)  # see `redirections`
    notes: list[tuple[str, str]] = field(default_factory=list)  # path and what to say of it

    def read(self, path: str) -> str | None:
        """The text of any file that is not a page, or of a page."""
        if path in self._pages:
            return self._pages[path].text
        file = self.others.get(path)
        try:
            if file is None or file.stat().st_size > MAX_PAGE:
                return None
            return decoded(file.read_bytes())
        except OSError:
            return None

    @cached_property
    def _pages(self) -> dict[str, PageFile]:
        return {page.path: page for page in self.pages}

    @cached_property
    def surroundings(self) -> str:
        """A digest of everything beside the pages, by name, size and time: what is included or shown may have changed."""
        made = hashlib.sha256(repr(sorted(self.moved.items())).encode("utf-8", "replace"))
        for path in sorted(self.others):
            try:
                state = self.others[path].stat()
            except OSError:
                continue
            made.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode("utf-8", "replace"))
        return made.hexdigest()


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, or in what Windows wrote before; without what cannot be stored."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").replace("\r\n", "\n").replace("\r", "\n")


def look(root: Path) -> Found:
    """Reads a folder. Raises OSError where it cannot be listed."""
    found = Found(root)
    files = sorted(_files(root), key=lambda item: item[0])
    for path, file in files:
        reason = _reason(path, file)
        if not path.lower().endswith(ENDINGS):
            found.others[path] = file
        elif reason:
            found.skipped[path] = reason
            found.others[path] = file
        else:
            _take(path, file, found)
    _read_redirections(found)
    return found


def _read_redirections(found: Found) -> None:
    """What the folder says of pages that moved; a list that cannot be read is a note."""
    for file in sorted(found.root.glob(_REDIRECTIONS)):
        try:
            if file.is_symlink() or not file.is_file() or file.stat().st_size > redirections.MAX_BYTES:
                raise ValueError(f"it is no file, or larger than {redirections.MAX_BYTES // 1_000_000} MB")
            found.moved = redirections.read(decoded(file.read_bytes())) | found.moved
        except (ValueError, OSError) as error:
            note = f"the redirections in it are not followed: {str(error)[:200]}"
            found.notes.append((_storable(file.name), note))
    for page in found.pages:  # what is there did not move
        found.moved.pop(redirections.key_of(page.path), None)


def _files(root: Path) -> Iterable[tuple[str, Path]]:
    """Every file with its path in the folder; links are not followed, hidden folders not entered."""
    seen: set[str] = set()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _NO_PAGES)
        for name in sorted(names):
            file = Path(folder) / name
            if name.startswith(".") or file.is_symlink() or not file.is_file() or len(seen) >= MAX_FILES:
                continue
            path = _storable(file.relative_to(root).as_posix())
            if path in seen:  # two names that differ only in what cannot be stored
                path = f"{path}-{hashlib.sha256(os.fsencode(file)).hexdigest()[:8]}"
            seen.add(path)
            yield path, file


def _storable(path: str) -> str:
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in path)


def _reason(path: str, file: Path) -> str:
    """Why a file is no page, from its name alone."""
    parts = path.lower().split("/")
    stem = parts[-1].rpartition(".")[0]
    name = path.rpartition(".")[0]
    if _LEFT_OUT.fullmatch(stem) or _ABOUT_THE_FOLDER.fullmatch(name):
        return "it is a list of pages, or about the folder itself"
    if any(part in _PIECES for part in parts[:-1]) or (stem.startswith("_") and stem != "_index"):
        return "it is a piece that other pages include"
    if len(path) > 400:
        return "its path is longer than 400 characters"
    try:
        return f"it is larger than {MAX_PAGE // 1_000_000} MB" if file.stat().st_size > MAX_PAGE else ""
    except OSError as error:
        return f"it cannot be read: {error.strerror}"


def _take(path: str, file: Path, found: Found) -> None:
    try:
        page = PageFile(path, file.read_bytes())
    except OSError as error:
        found.failed[path] = f"it cannot be read: {error.strerror}"
        return
    if reason := reason_to_skip(page.text):
        found.skipped[path] = reason
        found.others[path] = file
    else:
        found.pages.append(page)
