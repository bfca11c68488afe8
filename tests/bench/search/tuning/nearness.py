"""How many of the queries that nothing was learnt from have their page among the three nearest, by the model alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

from kb.formats import SearchText
from kb.search import meaning, piecewise
from kb.search.ranking import MEANING, PIECEWISE, SPREAD
from tests.bench.search import corpus, queries
from tests.bench.search.tuning import examples
from tests.bench.search.tuning.encoder import Encoder

KINDS = ("paraphrases", "hard")


def of(folder: Path, encoder: Encoder, kept: Path | None = None) -> str:
    """By nearness of vectors; with what was `kept` of learning, also by that and the pieces of the first ten."""
    asked = [one for one in queries.read() if one.part == "tune" and one.kind in KINDS]
    asked += [queries.Asked("kept out", typed, (page,)) for typed, page in examples.pairs(examples.KEPT_OUT)]
    far = [queries.Asked("elsewhere", typed, (page,)) for typed, page in examples.pairs(examples.ELSEWHERE)]
    places = ((corpus.read(folder), asked), (examples.pages_elsewhere(folder), far))
    return ", ".join(_told(pages, some, encoder, kept) for pages, some in places)


def _told(pages: Mapping[str, SearchText], asked: Sequence[queries.Asked], encoder: Encoder, kept: Path | None) -> str:
    first = _nearest(pages, asked, encoder)
    right: dict[str, list[bool]] = defaultdict(list)
    compared = _Compared(kept, pages) if kept else None
    for one, found in zip(asked, first, strict=True):
        right[one.kind].append(_is_found(one, found))
        if compared:
            right[f"{one.kind} with pieces"].append(_is_found(one, compared(one.text, found)))
    return ", ".join(f"{kind} {mean(places):.3f} of {len(places)}" for kind, places in right.items())


def _is_found(one: queries.Asked, found: Mapping[str, float]) -> bool:
    return bool({*sorted(found, key=found.__getitem__, reverse=True)[:3]} & {*one.pages})


def _nearest(
    pages: Mapping[str, SearchText], asked: Sequence[queries.Asked], encoder: Encoder
) -> list[dict[str, float]]:
    """For each query the nearest pages, each with its nearness."""
    listed = [(page, passage) for page, text in pages.items() for passage in examples.passages(text)]
    vectors = encoder.vectors([passage for _, passage in listed], meaning.MOST_TOKENS)
    near = encoder.vectors([meaning.as_typed(one.text) for one in asked], meaning.MOST_TOKENS) @ vectors.T
    found = []
    for row in near:
        best: dict[str, float] = {}
        for place in (-row).argsort()[: 10 * SPREAD]:
            if len(best) < SPREAD:
                best.setdefault(listed[place][0], float(row[place]))
        found.append(best)
    return found


class _Compared:
    """Compares the first few piece by piece, as search does with what was kept."""

    def __init__(self, kept: Path, pages: Mapping[str, SearchText]) -> None:
        self._model, self._pages = meaning.load(kept), pages
        self._packed: dict[str, bytes] = {}

    def __call__(self, typed: str, found: Mapping[str, float]) -> dict[str, float]:
        pieces = meaning.meant([meaning.as_typed(typed)], self._model).pieces
        packs = {page: self._of(page) for page in found}
        near = piecewise.near(pieces, dict(enumerate(packs.values())))
        return {
            page: MEANING * whole + PIECEWISE * near.get(place, 0.0)
            for place, (page, whole) in enumerate(found.items())
        }

    def _of(self, page: str) -> bytes:
        if page not in self._packed:
            read = meaning.meant(examples.passages(self._pages[page]), self._model)
            self._packed[page] = piecewise.packed(read.pieces)
        return self._packed[page]
