"""The queries: a line each of what somebody types, a tab, and the pages that answer it (any of them will do).

`paraphrases` are symptoms and wishes as people put them who know the names of their programs; `hard` are the same without
those names and with next to no word of the page's title; `errors` are error texts as they stand in the pages, some with
names filled in; `codes` are codes in odd spellings; `typos` hold a misspelt word or two. Pages of the same title for
another version of the program count as the same answer, and so do those that a reader who did not know which way had
found them judged to answer it as well (docs/search.md). `later` are paraphrases like the first, of the reported part only,
written by others when every setting stood, about pages that nothing had been asked for before, each chosen by chance.

Which part a query belongs to follows from its first page, so that no page is both tuned on and reported.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path

KINDS = ("paraphrases", "later", "hard", "errors", "typos", "codes")


@dataclass(frozen=True)
class Asked:
    """A query and the pages that answer it."""

    kind: str
    text: str
    pages: tuple[str, ...]

    @property
    def part(self) -> str:
        return part_of(self.pages[0])


def part_of(page: str) -> str:
    return "tune" if zlib.crc32(page.encode()) % 2 else "report"


def read() -> list[Asked]:
    lines = ((kind, line) for kind in KINDS for line in _file(kind).read_text("utf-8").splitlines())
    return [Asked(kind, text, tuple(pages.split("|"))) for kind, line in lines for text, pages in [line.split("\t")]]


def _file(kind: str) -> Path:
    return Path(__file__).with_name(f"{kind}.tsv")
