"""What is to become little: how far what is typed lies from the right passages, beside the wrong ones."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence

import torch
from torch.nn import functional

from tests.bench.search.tuning.encoder import Encoder


class Whole:
    """Cross-entropy over the nearness of vectors, in both directions."""

    def __init__(self, encoder: Encoder, asked: Namespace) -> None:
        self._encoder, self._asked = encoder, asked

    def __call__(self, typed: Sequence[str], right: Sequence[str], wrong: Sequence[str]) -> torch.Tensor:
        most = self._asked.tokens
        near = self._asked.sharpness * self._encoder(typed, most) @ self._encoder([*right, *wrong], most).T
        own = torch.arange(len(typed))
        return functional.cross_entropy(near, own) + 0.3 * functional.cross_entropy(near[:, : len(typed)].T, own)


class PieceByPiece:
    """Cross-entropy over the nearness of pieces: of each that was typed to the nearest of a passage, on average."""

    def __init__(self, encoder: Encoder, asked: Namespace) -> None:
        self._encoder, self._asked = encoder, asked

    def __call__(self, typed: Sequence[str], right: Sequence[str], wrong: Sequence[str]) -> torch.Tensor:
        most = self._asked.tokens
        asked, is_asked = self._encoder.pieces(typed, most)
        there, is_there = self._encoder.pieces([*right, *wrong], most)
        each = torch.einsum("aid,bjd->abij", asked, there).masked_fill(~is_there[None, :, None, :], -1.0)
        counted = is_asked[:, None, :].float()
        near = (each.amax(-1) * counted).sum(-1) / counted.sum(-1).clamp(min=1.0)
        return functional.cross_entropy(self._asked.sharpness * near, torch.arange(len(typed)))
