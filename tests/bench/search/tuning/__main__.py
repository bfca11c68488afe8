"""Tunes the model of search by meaning, and writes what it learnt beside it: `python -m tests.bench.search.tuning FOLDER`.

FOLDER holds the documentation that README.md beside this file names. Prints how near the right pages of the tuned half of the
queries lie, before and after, and those of what was asked elsewhere.
"""

from __future__ import annotations

import argparse
import os
import random
from collections import defaultdict
from math import cos, pi
from pathlib import Path
from statistics import mean
from time import perf_counter

KINDS = ("paraphrases", "hard")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search.tuning")
    parser.add_argument("folder", type=Path, help="the folder that holds the documentation")
    parser.add_argument("--rounds", type=int, default=2, help="how often each example is learnt from")
    parser.add_argument("--batch", type=int, default=48, help="examples at once; each is wrong for all others")
    parser.add_argument("--rate", type=float, default=1e-3, help="the highest rate of learning")
    parser.add_argument("--sharpness", type=float, default=20.0, help="what a difference in nearness counts")
    parser.add_argument("--tokens", type=int, default=80, help="pieces that are read of a passage while learning")
    parser.add_argument("--share", type=float, default=0.8, help="how much of the way is kept in the end")
    parser.add_argument("--out", type=Path, help="where to write, if not beside the model")
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    import torch

    from kb.search import meaning
    from tests.bench.search.tuning import examples
    from tests.bench.search.tuning.encoder import Encoder

    torch.manual_seed(1)
    encoder = Encoder()
    pages = examples.pages_of(asked.folder)
    encoder.centre(examples.sample(pages), asked.tokens)
    print(f"before: {_nearness(asked.folder, encoder)}", flush=True)
    learnt_from = examples.read(pages, encoder)
    print(f"{len(learnt_from)} examples", flush=True)
    _learn(encoder, learnt_from, asked)
    encoder.go_back(asked.share)
    encoder.save(asked.out or meaning.TUNED)
    print(f"after:  {_nearness(asked.folder, encoder)}")
    return 0


def _learn(encoder, found: list, asked: argparse.Namespace) -> None:
    """Each example is to lie nearer to a passage of its page than to those of all others in the batch, and to one that looks like it."""
    import torch

    chance, order = random.Random(1), []
    for _round in range(asked.rounds):
        order += chance.sample(found, len(found) // asked.batch * asked.batch)
    steps = len(order) // asked.batch
    optimizer = torch.optim.AdamW(encoder.learning().values(), weight_decay=0.0)
    began, losses = perf_counter(), []
    for step in range(steps):
        for group in optimizer.param_groups:  # up within twenty steps, then down along half a wave
            group["lr"] = asked.rate * min(1.0, (step + 1) / 20) * (1 + cos(pi * step / steps)) / 2
        loss = _loss(encoder, order[step * asked.batch : (step + 1) * asked.batch], chance, asked)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        if step % 20 == 19:
            print(f"  {step + 1} of {steps}, loss {mean(losses[-20:]):.2f}, {perf_counter() - began:.0f} s", flush=True)


def _loss(encoder, batch: list, chance: random.Random, asked: argparse.Namespace):
    import torch
    from torch.nn import functional

    typed = encoder([one.typed for one in batch], asked.tokens)
    right = [chance.choice(one.right) for one in batch]
    wrong = [chance.choice(one.wrong) for one in batch]
    near = asked.sharpness * typed @ encoder(right + wrong, asked.tokens).T
    own = torch.arange(len(batch))
    return functional.cross_entropy(near, own) + 0.3 * functional.cross_entropy(near[:, : len(batch)].T, own)


def _nearness(folder: Path, encoder) -> str:
    """How many of the tuned queries, and of those that were kept out of learning, have their page among the three nearest, by meaning alone."""
    from tests.bench.search import corpus, queries
    from tests.bench.search.tuning import examples

    asked = [one for one in queries.read() if one.part == "tune" and one.kind in KINDS]
    asked += [queries.Asked("kept out", typed, (page,)) for typed, page in examples.pairs(examples.KEPT_OUT)]
    far = [queries.Asked("elsewhere", typed, (page,)) for typed, page in examples.pairs(examples.ELSEWHERE)]
    told = [_near_in(corpus.read(folder), asked, encoder), _near_in(examples.pages_elsewhere(folder), far, encoder)]
    return ", ".join(told)


def _near_in(pages: dict, asked: list, encoder) -> str:
    """The same among these pages."""
    from kb.search import meaning
    from tests.bench.search.tuning.examples import passages

    listed = [(page, passage) for page, text in pages.items() for passage in passages(text)]
    vectors = encoder.vectors([passage for _, passage in listed], meaning.MOST_TOKENS)
    near = encoder.vectors([meaning.as_typed(one.text) for one in asked], meaning.MOST_TOKENS) @ vectors.T
    found = defaultdict(list)
    for one, row in zip(asked, near, strict=True):
        first = list(dict.fromkeys(listed[place][0] for place in (-row).argsort()[:20]))[:3]
        found[one.kind].append(bool(set(first) & set(one.pages)))
    return ", ".join(f"{kind} {mean(places):.3f} of {len(places)}" for kind, places in found.items())


if __name__ == "__main__":
    raise SystemExit(main())
