"""The lines that are suggested for some documents: their titles, symptoms and codes, the best first. (pure)"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from kb import codes, formats
from kb.markdown_page import row_id
from kb.search.lines import Lines
from kb.search.ranking import code_tokens
from kb.search.words import words

MOST = 8
LONGEST = 120  # characters of a symptom that is suggested
CONSIDERED = 64  # lines among which those that begin with what was typed go first

TITLE, CODE, SYMPTOM = range(3)


@dataclass(frozen=True)
class Suggestion:
    """A line to choose: `text` is what fits (a title, a symptom or a code), `title` and `url` are the document's."""

    text: str
    title: str
    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """What a table is made of: a document, the number of its revision, its codes and symptoms each on a line of its own."""

    kind: str
    slug: str
    title: str
    revision: int
    codes: str = ""
    symptoms: str = ""
    is_imported: bool = False


class Table:
    """The lines of some documents, and where each word stands. Never changed once it is made.

    `revisions` has what was read of each document, in the order of the rows; a document is named by its place in it. There is
    no object for each line, since a hundred thousand of them would hold up the collector of garbage, and every answer with it.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.revisions = array("q")
        self._documents: list[tuple[str, str, str]] = []
        self._whats, self._texts, self._of, folded = bytearray(), [], array("I"), []
        for what, text, line, document in self._best_first(rows):
            self._whats.append(what)
            self._texts.append(text)
            self._of.append(document)
            folded.append(line)
        self._lines = Lines(folded)

    def _best_first(self, rows: Iterable[Row]) -> Iterator[tuple[int, str, str, int]]:
        """Kind, text and words of every line, and its document. Own before imported, titles before codes before symptoms, what
        leads before what does not, short before long; sorted in small heaps, so that other threads have their turn between.
        """
        heaps: dict[tuple, list[tuple[str, str, int]]] = defaultdict(list)
        leading = formats.leading_kinds()
        for document, row in enumerate(rows):
            self.revisions.append(row.revision)
            self._documents.append((row.kind, row.slug, row.title))
            for what, text, folded in _lines(row):
                heaps[row.is_imported, what, row.kind not in leading, len(text)].append((text, folded, document))
        for place in sorted(heaps):
            yield from ((place[1], *line) for line in sorted(heaps.pop(place)))

    def __len__(self) -> int:
        """How many lines there are."""
        return len(self._texts)

    def answer(self, typed: tuple[str, ...], without: Collection[int] = ()) -> tuple[Suggestion, ...]:
        """The lines in which every word begins as one of those typed; those that begin so themselves go first.

        Eight at most, each document once, and none of those named by `without`. Where nothing begins so, one slip is forgiven.
        """
        found = self._considered(self._lines.holding(typed), without)
        found = found or self._considered(self._lines.one_slip_away(typed), without)
        shown: dict[int, int] = {}
        for number in chain(self._lines.starting(found, typed), found):
            shown.setdefault(self._of[number], number)
            if len(shown) == MOST:
                break
        return tuple(map(self._where_it_stands, shown.values()))

    def codes(self, begin: str, without: Collection[int] = ()) -> Iterator[Suggestion]:
        """The codes that documents declare and that begin so, each with its documents."""
        for number in self._lines.holding((begin,)):
            if self._whats[number] == CODE and self._of[number] not in without:
                yield self._suggestion(number)

    def _considered(self, numbers: Iterator[int], without: Collection[int]) -> list[int]:
        if without:
            numbers = (number for number in numbers if self._of[number] not in without)
        return list(islice(numbers, CONSIDERED))

    def _suggestion(self, number: int) -> Suggestion:
        kind, slug, title = self._documents[self._of[number]]
        return Suggestion(self._texts[number], title, kind, formats.get(kind).address(slug))

    def _where_it_stands(self, number: int) -> Suggestion:
        """A suggestion that leads, for a code, to the row of a table that begins with it; a page without one opens at its top."""
        one = self._suggestion(number)
        code = codes.normalise(one.text) if self._whats[number] == CODE else ""
        return replace(one, url=f"{one.url}#{row_id(code)}") if code else one


def _lines(row: Row) -> Iterator[tuple[int, str, str]]:
    """What is suggested for a document: kind of line, text, and its words with a space before each."""
    yield TITLE, row.title, _folded(row.title)
    declared = {code.text: code for code in codes.find(row.codes)} if row.codes else {}
    for code in declared.values():
        yield CODE, code.text, f" {' '.join(dict.fromkeys((*code_tokens(code), *words(code.text))))}"
    for symptom in row.symptoms.splitlines():
        text = " ".join(symptom.split()).strip("“”\"'")
        if text and len(text) <= LONGEST:
            yield SYMPTOM, text, _folded(text)


def _folded(text: str) -> str:
    return "".join(f" {word}" for word in words(text))
