"""What suggestions cost: `python -m tests.bench.search.suggesting [FOLDER] [--sizes 1000,10000,100000] [--rounds 7]`.

Fills a database of its own with documents whose titles are put together by chance, from those of the documentation in FOLDER
or, without one, from made-up words that are as unevenly common as those of a language. Then it measures the table and its
first answers in one fresh process, and what is served, beside a bare server, in others (`serving.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

ALONE = 3000  # first answers that are timed in a process
HEAD = "documents   lines  made in  look, ms  leave out, ms   MB  first answer, ms (95 %)"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search.suggesting")
    parser.add_argument("folder", nargs="?", default="", help="the folder that holds the documentation")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--table", default="", help=argparse.SUPPRESS)  # the beginnings to measure a table with
    asked = parser.parse_args()
    if asked.table:
        return _measure(json.loads(Path(asked.table).read_text("utf-8")))
    print(
        f"{date.today()}, titles of {asked.folder or 'made-up words'}, load {os.getloadavg()[0]:.1f} at the beginning"
    )
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as work:
            status = _compare(size, Path(work), asked.folder, asked.rounds)
        if status:
            return status
    return 0


def _compare(size: int, work: Path, folder: str, rounds: int) -> int:
    """Fills a database in a process of its own, so that the next size has one of its own too, and measures with it."""
    from tests.bench.search import serving

    environment = os.environ | {
        "DATA_DIR": str(work),
        "DATABASE_URL": "",
        "SEARCH_MEANING": "off",
        "READERS": "",
        "SITE_URL": "",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    beginnings = work / "beginnings.json"
    filling = [sys.executable, "-m", "tests.bench.search.filling", str(size), str(beginnings), folder]
    status = subprocess.call(filling, env=environment)
    if status:
        return status
    typed = json.loads(beginnings.read_text("utf-8"))
    if len(typed) < ALONE + (rounds + 1) * serving.ASKED:
        print(
            f"{size} documents have too few different beginnings for {rounds} rounds: more documents, or fewer rounds."
        )
        return 2
    print(f"\n{HEAD}", flush=True)
    subprocess.check_call(
        [sys.executable, "-m", "tests.bench.search.suggesting", "--table", str(beginnings)], env=environment
    )
    serving.compare(typed[ALONE:], environment, rounds)
    return 0


def _measure(beginnings: list[str]) -> int:
    """The table and its answers, in processor time, without a server."""
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser

    from kb.models import Document
    from kb.search import suggestions

    nobody = AnonymousUser()
    suggestions.MADE_AT_ONCE = 10**9
    Document.objects.count()  # opens the connection
    before, began = _memory(), process_time()
    suggestions.suggest(beginnings[0], nobody)
    made, memory = process_time() - began, _memory() - before
    ((key, kept),) = suggestions._kept.items()
    readable = Document.objects.visible_to(nobody).order_by()
    looks, leaving_out = [], []
    for _ in range(5):
        looks.append(_time(lambda: suggestions._state(readable)))
        leaving_out.append(_time(lambda: kept.shown.without_what_is_gone(readable)))
    times = [_time(lambda typed=typed: suggestions._answered(typed, kept.shown)) for typed in beginnings[:ALONE]]
    print(
        f"{len(kept.shown.table.revisions):>9} {len(kept.shown.table):>7} {made:>7.2f}s {median(looks) * 1e3:>9.1f}"
        f"{median(leaving_out) * 1e3:>15.1f} {memory:>4.0f}  {median(times) * 1e3:.3f} ({quantiles(times, n=20)[-1] * 1e3:.3f})",
        flush=True,
    )
    return 0


def _time(do) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def _memory() -> float:
    """What this process holds, in MB; at most so far, where the system does not say how much now."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


if __name__ == "__main__":
    raise SystemExit(main())
