"""Tunes the model of search by meaning, and writes what it learnt beside it: `python -m tests.bench.search.tuning FOLDER`.

FOLDER holds the documentation that README.md beside this file names. Prints how near the right pages of the tuned half of the
queries lie, before and after, and those of what was asked elsewhere.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable
from math import cos, pi
from pathlib import Path
from statistics import mean
from time import perf_counter


def main() -> int:
    asked = _arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    import torch

    from kb.search import meaning
    from tests.bench.search.tuning import examples, losses, nearness
    from tests.bench.search.tuning.encoder import Encoder

    torch.manual_seed(1)
    encoder, out = Encoder(), asked.out or meaning.TUNED
    pages = examples.pages_of(asked.folder)
    some = examples.sample(pages)
    if asked.narrowing:
        encoder.load(meaning.TUNED)
    else:
        encoder.centre(some, asked.tokens)
        print(f"before: {nearness.of(asked.folder, encoder)}", flush=True)
        learnt_from, learning = examples.read(pages, encoder), list(encoder.learning().values())
        _learn(learnt_from, asked, losses.Whole(encoder, asked), learning, rate=asked.rate, rounds=asked.rounds)
        encoder.go_back(asked.share)
    learnt_from = examples.read(pages, encoder)  # other passages look like the right ones to what was tuned
    narrowing = encoder.begin_narrowing(some, asked.tokens)
    _learn(learnt_from, asked, losses.PieceByPiece(encoder, asked), narrowing, rate=2 * asked.rate, rounds=1)
    encoder.save(out)
    print(f"after:  {nearness.of(asked.folder, encoder, out)}")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search.tuning")
    parser.add_argument("folder", type=Path, help="the folder that holds the documentation")
    parser.add_argument("--rounds", type=int, default=2, help="how often each example is learnt from")
    parser.add_argument("--batch", type=int, default=48, help="examples at once; each is wrong for all others")
    parser.add_argument("--rate", type=float, default=1e-3, help="the highest rate of learning")
    parser.add_argument("--sharpness", type=float, default=20.0, help="what a difference in nearness counts")
    parser.add_argument("--tokens", type=int, default=80, help="pieces that are read of a passage while learning")
    parser.add_argument("--share", type=float, default=0.8, help="how much of the way is kept in the end")
    parser.add_argument("--narrowing", action="store_true", help="learn the narrowing of pieces only, for what is kept")
    parser.add_argument("--out", type=Path, help="where to write, if not beside the model")
    return parser.parse_args()


def _learn(
    found: list, asked: argparse.Namespace, loss_of: Callable, learning: list, *, rate: float, rounds: int
) -> None:
    """Each example is to lie nearer to a passage of its page than to those of all others in the batch, and to one that looks like it."""
    import torch

    chance, order = random.Random(1), []
    for _round in range(rounds):
        order += chance.sample(found, len(found) // asked.batch * asked.batch)
    steps = len(order) // asked.batch
    optimizer = torch.optim.AdamW(learning, weight_decay=0.0)
    began, losses = perf_counter(), []
    for step in range(steps):
        for group in optimizer.param_groups:  # up within twenty steps, then down along half a wave
            group["lr"] = rate * min(1.0, (step + 1) / 20) * (1 + cos(pi * step / steps)) / 2
        batch = order[step * asked.batch : (step + 1) * asked.batch]
        right = [chance.choice(one.right) for one in batch]
        loss = loss_of([one.typed for one in batch], right, [chance.choice(one.wrong) for one in batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step % 20 == 19:
            print(f"  {step + 1} of {steps}, loss {mean(losses[-20:]):.2f}, {perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
