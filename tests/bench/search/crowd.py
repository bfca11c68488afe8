"""Searches from many connections at once, beside somebody who publishes: `python -m tests.bench.search.crowd FOLDER`.

The articles are those of `scale.py`, on SQLite in a file; the server is gunicorn as `make serve` starts it. Each connection asks
for one search after the other, by turns the page and the API, for as long as it is told; meanwhile a process of its own
publishes articles through the verbs that editors use. Prints what was answered and how fast, and ends with 1 where an
answer was not 200, where publishing failed, or where the server's log speaks of a lock. Searches that were answered but not
counted, because the database was being written to, are told apart (docs/decisions/0018-searches-and-clicks.md).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from threading import Thread
from time import monotonic, perf_counter
from urllib.parse import quote_plus

PATHS = ("/search/?q=", "/api/v1/search/?q=")
HEAD = f"{'documents':>9}{'answers':>9}{'not 200':>9}{'a second':>10}{'median ms':>11}{'95 % ms':>9}{'published':>11}{'failed':>8}{'locks':>7}{'uncounted':>11}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search.crowd")
    parser.add_argument("folder", help="the folder that holds the documentation")
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--fill", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--publish", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        return _fill(Path(asked.folder), asked.fill)
    if asked.publish:
        return _publish(asked.publish)
    print(f"{asked.connections} connections for {asked.seconds} s\n{HEAD}", flush=True)
    worst = 0
    for size in map(int, asked.sizes.split(",")):
        with tempfile.TemporaryDirectory() as work:
            worst = max(worst, _measure(size, Path(work), asked))
    return worst


def _measure(size: int, work: Path, asked: argparse.Namespace) -> int:
    from tests.bench.search import serving

    environment = os.environ | {"DATA_DIR": str(work), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= dict.fromkeys(("DATABASE_URL", "READERS", "SITE_URL"), "")
    again = [sys.executable, "-m", "tests.bench.search.crowd", asked.folder]
    status = subprocess.call([*again, "--fill", str(size)], env=environment)
    if status:
        return status
    log = work / "server.log"
    with log.open("wb") as file, serving.served("config.wsgi", environment, file) as port:
        _ask(port, 2)  # the model is loaded, and the table of suggestions made
        publishing = [*again, "--publish", str(asked.seconds)]
        with subprocess.Popen(publishing, env=environment, stdout=subprocess.PIPE, text=True) as publisher:
            answers = _crowd(port, asked.connections, asked.seconds)
            published, failed = map(int, (publisher.communicate(timeout=120)[0] or "0 1").split())
    times = [time for _, time in answers]
    statuses = Counter(status for status, _ in answers)
    said = log.read_text("utf-8", "replace")
    uncounted = said.count("was not counted")
    locks = said.count("locked") - uncounted
    wrong = len(answers) - statuses[200]
    print(
        f"{size:>9}{len(answers):>9}{wrong:>9}{len(answers) / asked.seconds:>10.1f}{median(times) * 1e3:>11.0f}"
        f"{quantiles(times, n=20)[-1] * 1e3:>9.0f}{published:>11}{failed:>8}{locks:>7}{uncounted:>11}",
        flush=True,
    )
    if wrong or failed or locks:
        print(f"answers: {dict(statuses)}; the end of the server's log:\n{said[-2000:]}")
    return int(bool(wrong or failed or locks))


def _crowd(port: int, connections: int, seconds: int) -> list[tuple[int | str, float]]:
    """What all connections got: of each answer its status, what went wrong where there was none, and the seconds it took."""
    answers: list[tuple[int | str, float]] = []
    threads = [
        Thread(target=lambda place=place: answers.extend(_ask(port, seconds, place))) for place in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _ask(port: int, seconds: int, place: int = 0) -> list[tuple[int | str, float]]:
    from tests.bench.search import queries

    typed = [one.text for one in queries.read()]
    until, answers = monotonic() + seconds, []
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    for number in count(place * 17):
        if monotonic() > until:
            connection.close()
            return answers
        began = perf_counter()
        try:
            connection.request("GET", PATHS[number % 2] + quote_plus(typed[number % len(typed)]))
            with connection.getresponse() as answer:
                answer.read()
                status = answer.status
        except (OSError, HTTPException) as error:  # the next request opens a new connection
            connection.close()
            status = f"{error!r} in the {len(answers) + 1}th request"
        answers.append((status, perf_counter() - began))
    return answers


def _fill(folder: Path, size: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from tests.bench.search import corpus, scale

    pages = corpus.read(folder)
    if not pages:
        print(corpus.HOW)
        return 2
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    scale.fill(scale.articles(pages), 0, size)
    return 0


def _publish(seconds: int) -> int:
    """Publishes one article after the other, and prints how many went well and how many did not."""
    import django

    django.setup()
    from tests.factories import make_article, make_topic

    make_topic()
    until, done, failed = monotonic() + seconds, 0, 0
    while monotonic() < until:
        try:
            make_article(slug=f"new-{done + failed}", title=f"New page {done + failed}")
            done += 1
        except Exception as error:  # any failure is what is looked for
            print(repr(error), file=sys.stderr)
            failed += 1
    print(done, failed)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
