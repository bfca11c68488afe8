"""Prints how well search finds: `python -m tests.bench.search FOLDER [--part tune|report|all] [--misses]`.

Runs on SQLite, and on PostgreSQL where TEST_POSTGRES_URL (or the server of this machine) answers.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import mean, median, quantiles
from time import perf_counter

from tests import on_postgresql
from tests.kb.hostile import HOSTILE


def main() -> int:
    asked = _arguments()
    if asked.engine:
        return _measure(asked)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.bench.search import corpus

    pages = corpus.read(Path(asked.folder)) if asked.folder else {}
    if not pages:
        print(corpus.HOW)
        return 2
    with tempfile.TemporaryDirectory() as work:
        (Path(work) / "corpus.pickle").write_bytes(pickle.dumps(pages))
        print(f"{date.today()}, {len(pages)} pages, part: {asked.part}\n")
        print(
            f"{'engine':<11}{'way':<23}{'kind':<13}{'queries':>7}{'first':>7}{'1-3':>7}{'mrr':>7}{'none':>7}{'p95 ms':>8}"
        )
        engines = {"SQLite": ""} | ({} if on_postgresql.why_not() else {"PostgreSQL": on_postgresql.URL})
        for engine, url in engines.items():
            again = [
                sys.executable,
                "-m",
                "tests.bench.search",
                "--engine",
                engine,
                "--work",
                work,
                "--part",
                asked.part,
            ]
            status = subprocess.call(again + ["--misses"] * asked.misses, env=os.environ | {"TEST_DATABASE_URL": url})
            if status:
                return status
        if "PostgreSQL" not in engines:
            print("PostgreSQL does not answer at TEST_POSTGRES_URL and was left out.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search")
    parser.add_argument("folder", nargs="?", help="the folder that holds the documentation")
    parser.add_argument("--part", choices=("tune", "report", "all"), default="report")
    parser.add_argument(
        "--misses", action="store_true", help="also print the queries whose page is not in the first three"
    )
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measure(asked: argparse.Namespace) -> int:
    """One engine, in a process of its own."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.bench.search import queries, ways

    work, notes = Path(asked.work), []
    pages = pickle.loads((work / "corpus.pickle").read_bytes())
    listed = [query for query in queries.read() if asked.part in ("all", query.part)]
    with ways.filled(pages, work / "vectors.pickle", notes) as numbers:
        compared = ways.ways()
        for name, way in compared.items():
            way("warm up")
            places, times = defaultdict(list), defaultdict(list)
            for query in listed:
                began = perf_counter()
                found = way(query.text)
                times[query.kind].append((perf_counter() - began) * 1000)
                right = {numbers[page] for page in query.pages}
                place = next((place for place, pk in enumerate(found, 1) if pk in right), 0)
                places[query.kind].append((place, bool(found)))
                if asked.misses and not 0 < place < 4:
                    print("  not in the first three:", json.dumps([name, query.kind, place, query.text]))
            for kind in places:
                print(_line(asked.engine, name, kind, places[kind], times[kind]))
        for name in (name for name in compared if not name.startswith("plain")):
            print(f"{asked.engine:<11}{name:<23}{_hostile(compared[name])}", flush=True)
    print(f"{asked.engine}: {'; '.join(notes)}\n", flush=True)
    return 0


def _hostile(way: Callable[[str], object]) -> str:
    """How long a search takes that is typed to break it: the middle one and the slowest of the list, the shorter of two times each."""
    times = {text: min(_time(way, text) for _ in range(2)) for text in HOSTILE}
    slowest = max(times, key=times.__getitem__)
    return f"hostile      {len(times):>7}  median {median(times.values()):.0f} ms, slowest {times[slowest]:.0f} ms: {slowest[:40]!r}"


def _time(way: Callable[[str], object], text: str) -> float:
    began = perf_counter()
    way(text)
    return (perf_counter() - began) * 1000


def _line(engine: str, way: str, kind: str, places: list[tuple[int, bool]], times: list[float]) -> str:
    figures = (
        mean(place == 1 for place, _ in places),
        mean(0 < place < 4 for place, _ in places),
        mean(1 / place if place else 0 for place, _ in places),
        mean(not found for _, found in places),
    )
    shown = "".join(f"{figure:>7.3f}" for figure in figures)
    slow = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return f"{engine:<11}{way:<23}{kind:<13}{len(places):>7}{shown}{slow:>8.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
