"""What the model learns from: what somebody types, the passages of the page that answers it, and passages that only look like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy

from kb.formats import SearchText
from kb.search import meaning
from tests.bench.search import corpus, queries
from tests.bench.search.tuning.encoder import Encoder

# Besides the tuned half of what `make bench-search` asks about.
FOLDERS = (
    "IntuneDocs/intune",
    "IntuneDocs/intune-user-help",
    "OfficeDocs-DeployOffice/microsoft-365-apps",
    "OfficeDocs-DeployOffice/office",
    "OfficeDocs-SharePoint/SharePoint",
    "OfficeDocs-SharePoint/migration",
    "WSL/WSL",
    "iis-docs/iis",
)
PAIRS, KEPT_OUT, ELSEWHERE = (Path(__file__).with_name(f"{name}.tsv") for name in ("pairs", "kept-out", "elsewhere"))
MOVED = 400  # characters: of the pages elsewhere, those that are no longer mostly say where they went
RIGHT = 2  # passages of the page, the nearest ones
SAMPLE = 400  # things typed, and as many passages, about, that tell what all vectors have in common
WRONG = slice(3, 33)  # of the nearest passages of other pages; the first few may well be right too


@dataclass(frozen=True)
class Example:
    typed: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def pages_of(folder: Path) -> dict[str, SearchText]:
    """The pages that may be learnt from. Stops where one of those that are asked for is not in the folder."""
    pages = {page: text for page, text in corpus.read(folder).items() if queries.part_of(page) == "tune"}
    return _complete(pages | corpus.read(folder, FOLDERS), PAIRS, folder)


def pages_elsewhere(folder: Path) -> dict[str, SearchText]:
    """The pages of a documentation that neither is learnt from nor reported. Stops where one of those that are asked for is not among them."""
    pages = corpus.read(folder, ("OfficeDocs-O365ITPro",))
    return _complete({page: text for page, text in pages.items() if len(text.body) > MOVED}, ELSEWHERE, folder)


def _complete(pages: dict[str, SearchText], asked: Path, folder: Path) -> dict[str, SearchText]:
    if missing := sorted({page for _, page in pairs(asked)} - pages.keys()):
        raise SystemExit(
            f"{len(missing)} pages of {asked.name} are not in {folder}, such as {missing[0]}. README.md says what it must hold."
        )
    return pages


def sample(pages: Mapping[str, SearchText]) -> list[str]:
    """Some of what is typed, and as many passages of the pages asked for."""
    asked = pairs(PAIRS)
    some = asked[:: len(asked) // SAMPLE]
    return [typed for typed, _ in some] + [passages(pages[page])[0] for _, page in some]


def read(pages: Mapping[str, SearchText], encoder: Encoder) -> list[Example]:
    """An example for each pair; what is near is told by the model as it is now."""
    asked = pairs(PAIRS)
    listed = [(page, passage) for page, text in pages.items() for passage in passages(text)]
    near = encoder.vectors([typed for typed, _ in asked], meaning.MOST_TOKENS) @ (
        encoder.vectors([passage for _, passage in listed], meaning.MOST_TOKENS).T
    )
    titles = {page: text.title for page, text in pages.items()}
    return [_example(typed, page, listed, near[place], titles) for place, (typed, page) in enumerate(asked)]


def passages(text: SearchText) -> list[str]:
    return meaning.passages(title=text.title, summary=text.summary, symptoms=text.symptoms, body=text.body)


def pairs(file: Path) -> list[tuple[str, str]]:
    """What is typed, as it is compared, and the page that answers it."""
    lines = file.read_text("utf-8").splitlines()
    return [(meaning.as_typed(typed), page) for typed, page in (line.split("\t") for line in lines)]


def _example(
    typed: str, page: str, listed: Sequence[tuple[str, str]], near: numpy.ndarray, titles: Mapping[str, str]
) -> Example:
    """Another page of the same title answers as well: its passages are neither right nor wrong."""
    order = numpy.argsort(-near)
    right = [listed[one][1] for one in order if listed[one][0] == page]
    others = (listed[one] for one in order[:100])
    wrong = [passage for other, passage in others if titles[other] != titles[page]]
    return Example(typed, tuple(right[:RIGHT]), tuple(wrong[WRONG]))
