"""Imports real documentation and prints what became of it: `python -m tests.bench.importing FOLDER [--meaning]`.

FOLDER holds OfficeDocs-Exchange. With --meaning the queries for the starter content go by meaning too, which takes minutes more.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from time import perf_counter

QUERIES = Path(__file__).with_name("queries.tsv")
UNRELATED = Path(__file__).with_name("unrelated.txt")  # what a church asks for that is no business of its IT
ROOT = Path(__file__).resolve().parents[3]
ADDRESS = "https://learn.microsoft.com/en-us/exchange"
HOW = """\
The documentation is not part of this repository. Get it so (about 80 MB), and name the folder that holds it:
  git clone --depth 1 https://github.com/MicrosoftDocs/OfficeDocs-Exchange corpora/OfficeDocs-Exchange
  make bench-import CORPORA=corpora"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.importing")
    parser.add_argument("folder", nargs="?", help="the folder that holds OfficeDocs-Exchange")
    parser.add_argument("--meaning", action="store_true", help="search by meaning too")
    parser.add_argument("--weights", default="0.5,0.6,0.7,0.8,0.9,1.0", help="weights of the collection to try")
    asked = parser.parse_args()
    folder = Path(asked.folder or ".") / "OfficeDocs-Exchange"
    if not asked.folder or not folder.is_dir():
        print(HOW)
        return 2
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.test.runner import DiscoverRunner

    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    settings.SEARCH_MEANING = asked.meaning
    try:
        _measure(folder, [float(one) for one in asked.weights.split(",")])
    finally:
        runner.teardown_databases(databases)
    return 0


def _measure(folder: Path, weights: list[float]) -> None:
    from kb import bulk, exchange, search
    from kb.models import Collection
    from kb.progress import Progress

    exchange.import_folder(ROOT / "content")
    search.learn()
    before, unrelated = _found(), _unrelated()
    bulk.topic_for("exchange", "Exchange")
    collection = Collection(slug="exchange", title="Exchange", licence="CC BY 4.0", address=ADDRESS)
    order = bulk.Order(folder=folder, collection=collection, topic="exchange")
    progress = Progress(sys.stderr)
    began = perf_counter()
    first = bulk.import_markdown(order, told=progress.told)
    took = perf_counter() - began
    began = perf_counter()
    second = bulk.import_markdown(order)
    took_again = perf_counter() - began
    _tell_run(first, took, second, took_again)
    _tell_pages(folder)
    search.learn(first.changed, told=lambda done, of: progress.told("learning", done, of))
    way = "words and meaning" if not search.why_not_by_meaning() else "words"
    print(f"\nsearches for other things than IT among the starter content, {way}: {unrelated}")
    print(f"\n50 queries for the starter content, {way}: in the first three (first)")
    print(f"  before the import                {_count(before, 3)} ({_count(before, 1)})")
    for weight in weights:
        Collection.objects.update(weight=weight)
        after = _found()
        print(f"  after it, weight {weight:<4}            {_count(after, 3)} ({_count(after, 1)})")
        for (wanted, text, place), (_w, _t, was) in zip(after, before, strict=True):
            if was in (1, 2, 3) and place not in (1, 2, 3):
                print(f"    lost at {weight}: {text} ({wanted}), now {place or 'not among ten'}")


def _tell_run(first, took: float, second, took_again: float) -> None:
    kept = first.links - len(first.lost_links)
    print(
        f"first run    {len(first.imported)} imported, {len(first.failed)} failed, {len(first.skipped)} skipped, {took:.0f} s"
    )
    print(f"second run   {len(second.unchanged)} unchanged, {len(second.changed)} changed, {took_again:.1f} s")
    print(f"links        {kept} of {first.links} relative ones lead on ({kept / max(first.links, 1):.2%})")
    print(f"pictures     {first.pictures - len(first.lost_pictures)} of {first.pictures} are shown")


def _tell_pages(folder: Path) -> None:
    from tests.bench.importing.pages import SIGNS, look

    seen = look(folder, "exchange")
    print(f"words        {1 - seen.lost / max(seen.words, 1):.3%} of {seen.words} kept on {seen.pages} pages")
    print("signs        " + ", ".join(f"{sign} on {len(seen.signs.get(sign, []))} pages" for sign in SIGNS))
    print(f"anchors      {seen.anchors - len(seen.dead_anchors)} of {seen.anchors} links to a heading find it")
    for share, path in seen.worst[:5]:
        print(f"             {share:.1%} of the words missing: {path}")
    for sign, paths in seen.signs.items():
        print(f"             {sign} on {', '.join(paths[:5])}")
    for one in seen.dead_anchors[:5]:
        print(f"             no such heading: {one}")


def _found() -> list[tuple[str, str, int]]:
    """Each query with its targets and the place of the first of them among ten, 0 where none is."""
    from django.contrib.auth.models import AnonymousUser

    from kb import search

    rows = []
    for line in QUERIES.read_text("utf-8").splitlines():
        wanted, text = line.split("\t")
        hits = search.search(text, user=AnonymousUser(), limit=10).hits
        names = [f"{hit.kind}:{hit.document.slug}" for hit in hits]
        place = next((place for place, name in enumerate(names, 1) if name in wanted.split()), 0)
        rows.append((wanted, text, place))
    return rows


def _unrelated() -> str:
    """How many searches for things that nothing is about find nothing."""
    from django.contrib.auth.models import AnonymousUser

    from kb import search

    asked = UNRELATED.read_text("utf-8").splitlines()
    nothing = sum(not search.search(text, user=AnonymousUser(), limit=1).hits for text in asked)
    return f"{nothing} of {len(asked)} find nothing"


def _count(rows: list[tuple[str, str, int]], most: int) -> int:
    return sum(0 < place <= most for _wanted, _text, place in rows)


if __name__ == "__main__":
    raise SystemExit(main())
