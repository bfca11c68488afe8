"""The first few hits, compared once more piece by piece with what was typed: late interaction. (pure)

A vector says of a whole passage what it means, and little of any one word in it. Here each piece of what was typed is held
against all pieces of a document, and counts by the one that is nearest to it (MaxSim; Khattab and Zaharia 2020, "ColBERT",
arXiv:2004.12832). What a piece means among the others is its state in the middle of the model, made narrow by a matrix that
was tuned to tell the right page from others. Pieces that stand in a document more than once are kept as their mean.

A piece is kept as `SIZE` whole numbers from -7 to 7, two to a byte.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Any

MATRIX, BIAS = "narrowing.w", "narrowing.b"  # among the tuned numbers
SIZE = 64
MOST = 7  # the largest of the whole numbers


class Narrowing:
    """Makes the states of pieces narrow: `matrix` has a row for each number of what becomes of them and a column for each of a state."""

    def __init__(self, matrix: Any, bias: Any) -> None:
        import numpy

        self._across = numpy.ascontiguousarray(matrix.T, numpy.float32)
        self._bias = bias.astype(numpy.float32)

    def of(self, read: Sequence[tuple[Sequence[int], Any]], *, without: Set[int]) -> Any:
        """A row of length one for each different piece of some texts, of each of which the numbers of its pieces and their states are given."""
        import numpy

        flat = [number for numbers, _ in read for number in numbers]
        kept = [place for place, number in enumerate(flat) if number not in without]
        if not kept:
            return numpy.zeros((0, SIZE), numpy.float32)
        _, which, counts = numpy.unique([flat[place] for place in kept], return_inverse=True, return_counts=True)
        starts = numpy.concatenate(([0], counts.cumsum()[:-1]))
        states = numpy.concatenate([states for _, states in read])
        ordered = states[numpy.array(kept)[which.argsort(kind="stable")]].astype(numpy.float32)
        means = numpy.add.reduceat(ordered, starts, axis=0) / counts[:, None].astype(numpy.float32)
        return _of_length_one(means @ self._across + self._bias)


def packed(pieces: Any) -> bytes:
    """Pieces as they are kept."""
    import numpy

    largest = numpy.maximum(numpy.abs(pieces).max(axis=1, keepdims=True, initial=0.0), 1e-9)
    whole = (numpy.round(pieces / largest * MOST) + MOST).astype(numpy.uint8)
    return (whole[:, ::2] | whole[:, 1::2] << 4).tobytes()


def near(typed: Any, documents: Mapping[int, bytes]) -> dict[int, float]:
    """How near each of these documents, given by its packed pieces, is to the pieces of what was typed: 0 to 1. Those without whole pieces are not named."""
    import numpy

    documents = {pk: packed for pk, packed in documents.items() if packed and len(packed) % (SIZE // 2) == 0}
    if not documents or not len(typed):
        return {}
    rows = numpy.frombuffer(b"".join(documents.values()), numpy.uint8).reshape(-1, SIZE // 2)
    whole = _bytes_unpacked().take(rows, axis=0).reshape(-1, SIZE)
    lengths = numpy.sqrt(numpy.einsum("ij,ij->i", whole, whole)).clip(1e-9)
    cosines = whole @ typed.T / lengths[:, None]
    ends = numpy.cumsum([len(packed) // (SIZE // 2) for packed in documents.values()])
    nearest = numpy.maximum.reduceat(cosines, [0, *ends[:-1]], axis=0)
    return dict(zip(documents, nearest.clip(0).mean(axis=1).tolist(), strict=True))


@lru_cache(maxsize=1)
def _bytes_unpacked() -> Any:
    """For each byte the two numbers that it holds: a look at this takes half the time of working them out."""
    import numpy

    each = numpy.arange(256)
    return numpy.stack((each & 15, each >> 4), axis=1).astype(numpy.float32) - MOST


def _of_length_one(rows: Any) -> Any:
    import numpy

    return rows / numpy.maximum(numpy.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
