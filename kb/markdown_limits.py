"""How much of a text is formatted: bounds that no honest text meets and every hostile one does. (pure)

python-markdown looks for the end of every bracket from every bracket, and readers of HTML take time in the square of its
depth. The work is estimated beforehand, cheaply and always alike, and what would cost too much is shown as it was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from kb.problems import Problem

MAX_LENGTH = 200_000
MAX_NESTING = 100
MAX_PARAGRAPH = 5_000
MAX_FOOTNOTES = 300
MAX_EFFORT = 400_000
MAX_CELLS = 20_000

_BRACKET = re.compile(r"\]\(|[\[\]()]")
_UNDER_HEAD = re.compile(r"[\s>|:-]*-[\s|:-]*")  # the line under the head of a table, also in a list or quotation
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)


def tags(names: str) -> frozenset[str]:
    """Names with spaces between them -> a set of them."""
    return frozenset(names.split())


# These close themselves, or one another.
_FLAT = tags("area base br col dd dt embed hr img input li link meta p param source td th tr track wbr")


class TooDeep(Exception):
    """Quotations, lists or tags stand in one another deeper than anybody can read."""


def check_depth(html: str) -> None:
    """Raises TooDeep for HTML whose tags are nested too deeply, by counting them."""
    depth = 0
    opened: Counter[str] = Counter()
    for closing, tag in _TAG.findall(html):
        name = tag.lower()
        if name in _FLAT or (closing and not opened[name]):
            continue
        step = -1 if closing else 1
        opened[name] += step
        depth += step
        if depth > MAX_NESTING:
            raise TooDeep


def cells(text: str) -> int:
    """How many cells python-markdown will make of a text's tables: it fills each row up to the width of the head."""
    total = columns = 0
    for line in text.split("\n"):
        if "|" in line and _UNDER_HEAD.fullmatch(line):
            columns = line.count("|") + 1
        elif not line.strip():
            columns = 0
        total += columns
    return total


def effort(text: str) -> int:
    """How many characters python-markdown will look at to find the ends of this text's brackets."""
    total = 0
    square: list[int] = []
    round_: list[tuple[int, bool]] = []
    for found in _BRACKET.finditer(text):
        position = found.start()
        if found[0] == "[":
            square.append(position)
        elif found[0] == "(":
            round_.append((position, False))
        elif found[0] == ")":
            if round_:
                start, is_link = round_.pop()
                total += position - start if is_link else 0
        else:
            total += position - square.pop() if square else 0
            if found[0] == "](":
                round_.append((position, True))
    total += sum(len(text) - start for start in square)
    return total + sum(len(text) - start for start, is_link in round_ if is_link)


class Measure(Treeprocessor):
    """Runs before python-markdown formats words: a paragraph that would cost too much stays as it was typed."""

    def __init__(self, markdown: Markdown) -> None:
        super().__init__(markdown)
        self.effort_left = MAX_EFFORT
        self.problems: list[Problem] = []

    def run(self, root: Element) -> None:
        for element in root.iter():
            element.text = self._measured(element.text)
            element.tail = self._measured(element.tail)

    def _measured(self, text: str | None) -> str | None:
        if not text or isinstance(text, AtomicString):
            return text
        self.effort_left -= (cost := effort(text))
        if len(text) <= MAX_PARAGRAPH and self.effort_left >= 0:
            return text
        self.effort_left += cost
        begins = re.sub(r"\x02[^\x03]*\x03", "", text[:80]).strip()[:40]
        if len(text) > MAX_PARAGRAPH:
            message = f"The paragraph '{begins}…' is longer than {MAX_PARAGRAPH:,} characters and is not formatted; divide it."
        else:
            message = f"The paragraph '{begins}…' has too many brackets that nothing closes and is not formatted."
        mark = re.search(r"\x02L(\d+)\x03", text)
        self.problems.append(Problem(int(mark[1]) if mark else 0, message, "not-formatted"))
        return AtomicString(text)
