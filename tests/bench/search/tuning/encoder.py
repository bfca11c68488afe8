"""The model of `kb/search/encoder.py` in a form that can learn: texts -> vectors of length one, as the served one makes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy
import torch
from torch.nn import functional

from kb.search import encoder, meaning, piecewise
from kb.search.query import one_line

BATCH = 32
RANK = 16  # of the change of each matrix
LEFT_OUT = 0.1  # of what goes into that change, so much by chance while learning


class Encoder:
    """The model as it comes, with its weights of 8 bits. What is one number for each feature learns, and a narrow change of each matrix."""

    def __init__(self) -> None:
        served = encoder.Encoder(meaning.pack(), {})
        self.pieces_of, self._shape = served.pieces, served.shape
        whole = served.whole()
        self._numbers = {name: torch.tensor(numbers) for name, numbers in whole.items()}
        for name in encoder.matrices(whole):
            out, into = self._numbers[name].shape
            self._numbers[name + encoder.DOWN] = torch.randn(RANK, into) / into**0.5
            self._numbers[name + encoder.UP] = torch.zeros(out, RANK)
        for numbers in self.learning().values():
            numbers.requires_grad_()
        self._keep()
        self._narrowing: dict[str, torch.Tensor] = {}

    def __call__(self, texts: Sequence[str], most: int) -> torch.Tensor:
        """A row for each text, of which at most so many pieces are read."""
        return functional.normalize(self._after(texts, most)[0][-1][:, 0], dim=-1)

    def pieces(self, texts: Sequence[str], most: int) -> tuple[torch.Tensor, torch.Tensor]:
        """For each text a narrow row of length one for each of its pieces, and which of these are there and say something."""
        with torch.no_grad():
            after, ids, is_there = self._after(texts, most)
        says_something = is_there & ~torch.isin(ids, torch.tensor(sorted(self.pieces_of.signs)))
        states = after[encoder.middle(self._shape["layers"])]
        own = self._narrowing
        return functional.normalize(functional.linear(states, *own.values()), dim=-1), says_something

    @torch.no_grad()
    def begin_narrowing(self, texts: Sequence[str], most: int) -> list[torch.Tensor]:
        """The narrowing as it begins: what tells the pieces of these texts apart most (their principal components). Gives what is to learn."""
        states = torch.cat([self._middle(texts[start : start + BATCH], most) for start in range(0, len(texts), BATCH)])
        mean = states.mean(0)
        matrix = torch.linalg.eigh(torch.cov(states.T)).eigenvectors.T[-piecewise.SIZE :].contiguous()
        self._narrowing = {piecewise.MATRIX: matrix, piecewise.BIAS: -matrix @ mean}
        return [one.requires_grad_() for one in self._narrowing.values()]

    def learning(self) -> dict[str, torch.Tensor]:
        narrow = encoder.DOWN, encoder.UP
        return {name: one for name, one in self._numbers.items() if one.ndim == 1 or name.endswith(narrow)}

    @torch.no_grad()
    def centre(self, texts: Sequence[str], most: int) -> None:
        """Takes off what all vectors have in common, so that two texts that have nothing to do with each other are about 0 near."""
        batches = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
        parts = [self._after(some, most)[0][-1][:, 0] for some in batches]
        self._numbers[f"l{self._shape['layers'] - 1}.fln.b"] -= torch.cat(parts).mean(0)
        self._keep()

    @torch.no_grad()
    def vectors(self, texts: Sequence[str], most: int) -> numpy.ndarray:
        """The same without learning anything, texts of like length together."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        made = numpy.zeros((len(texts), self._shape["hidden"]), numpy.float32)
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            made[some] = self([texts[place] for place in some], most).numpy()
        return made

    @torch.no_grad()
    def go_back(self, share: float) -> None:
        """Keeps so much of the way that was gone in learning: between what it was and what it became, a model often serves best."""
        for name, numbers in self.learning().items():
            if not name.endswith(encoder.DOWN):  # the change of a matrix is what its two narrow ones are together
                numbers.lerp_(self._began[name], 1 - share)

    def save(self, file: Path) -> None:
        """Writes what was learnt under the names that the served model has for it."""
        learnt = self.learning() | self._narrowing
        numpy.savez_compressed(
            file, **{name: numbers.detach().numpy().astype("float16") for name, numbers in learnt.items()}
        )

    def load(self, file: Path) -> None:
        """Takes what was learnt before, but for the narrowing."""
        with torch.no_grad(), numpy.load(file) as learnt:
            for name, numbers in self.learning().items():
                numbers.copy_(torch.tensor(learnt[name].astype("float32")))

    def _keep(self) -> None:
        self._began = {name: numbers.detach().clone() for name, numbers in self.learning().items()}

    def _middle(self, texts: Sequence[str], most: int) -> torch.Tensor:
        """The states in the middle of all pieces of these texts, a row each."""
        after, _, is_there = self._after(texts, most)
        return after[encoder.middle(self._shape["layers"])][is_there]

    def _after(self, texts: Sequence[str], most: int) -> tuple[list[torch.Tensor], torch.Tensor, torch.Tensor]:
        """The states before the first layer and after each, as in the served model but several texts at once; the numbers of the pieces, and which are there."""
        numbers = [self.pieces_of.numbers(one_line(text), most=most) for text in texts]
        longest = max(map(len, numbers))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in numbers])
        lengths = torch.tensor([[len(row)] for row in numbers])
        is_there = torch.arange(longest)[None, :] < lengths
        own, first = self._numbers, self._shape["position_offset"]
        states = own[encoder.EMBEDDINGS][ids] + own["pos_emb"][first : first + longest] + own["type_emb"][0]
        after = [self._layer_norm("emb_ln", states)]
        for layer in range(self._shape["layers"]):
            after.append(self._layer(f"l{layer}", after[-1], is_there))
        return after, ids, is_there

    def _layer(self, name: str, states: torch.Tensor, is_there: torch.Tensor) -> torch.Tensor:
        texts, longest, size = states.shape
        each = self._linear(f"{name}.qkv", states).view(texts, longest, 3, self._shape["heads"], -1)
        queries, keys, values = each.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(queries, keys, values, attn_mask=is_there[:, None, None, :])
        seen = self._linear(f"{name}.ao", seen.transpose(1, 2).reshape(texts, longest, size))
        made = self._layer_norm(f"{name}.aln", states + seen)
        inner = functional.gelu(self._linear(f"{name}.f1", made), approximate="tanh")
        return self._layer_norm(f"{name}.fln", made + self._linear(f"{name}.f2", inner))

    def _linear(self, name: str, states: torch.Tensor) -> torch.Tensor:
        own = self._numbers
        known = functional.linear(states, own[f"{name}.w"], own[f"{name}.b"])
        heard = functional.dropout(states, LEFT_OUT, training=torch.is_grad_enabled())
        return known + heard @ own[f"{name}.w{encoder.DOWN}"].T @ own[f"{name}.w{encoder.UP}"].T

    def _layer_norm(self, name: str, states: torch.Tensor) -> torch.Tensor:
        scale, shift = self._numbers[f"{name}.w"], self._numbers[f"{name}.b"]
        return functional.layer_norm(states, scale.shape, scale, shift, self._shape["layer_norm_eps"])
