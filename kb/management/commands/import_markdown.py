"""Brings a folder of somebody else's Markdown in."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from kb import bulk, search
from kb.models import Collection, Topic
from kb.progress import Progress

MOST_LISTED = 20


class Command(BaseCommand):
    help = (
        "Imports a folder of Markdown of any documentation site as published articles of a collection. A page that fails is "
        "reported and the others go on; running it again changes nothing. Exit status: 0 everything is in; 1 some pages failed; "
        "3 some were edited here and left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--collection", required=True, metavar="SLUG", help="which collection the pages belong to")
        parser.add_argument("--title", help="its title, shown beside each page")
        parser.add_argument("--licence", help="under which the pages may be shown, such as CC BY 4.0")
        parser.add_argument(
            "--address", metavar="BASE", help="where the folder stands on the web; links out of it lead there"
        )
        parser.add_argument("--weight", type=float, help="0.1 to 1: how much a match counts beside your own articles")
        parser.add_argument(
            "--topic", metavar="SLUG", help="the topic for all pages; without, one is made for the collection"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument("--learn-later", action="store_true", help="leave search by meaning to rebuild_search")

    def handle(self, *args, folder: Path, dry_run: bool, learn_later: bool, **options) -> None:
        began = perf_counter()
        progress = Progress(self.stderr._out)
        try:
            collection = _collection(options)
            topic = _topic(options["topic"], collection, dry_run)
            order = bulk.Order(folder=folder, collection=collection, topic=topic, dry_run=dry_run)
            if not folder.is_dir():
                raise CommandError(f"There is no folder {folder}.")
            report = bulk.import_markdown(order, told=progress.told)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used ({error}). Run `manage.py prepare` first.") from error
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be read: {error.strerror}.") from error
        self._tell(report, options["verbosity"])
        self.stdout.write(
            f"That took {perf_counter() - began:.1f} s.{' Nothing was written (dry run).' if dry_run else ''}"
        )
        if report.changed:
            self._learn(report.changed, learn_later, progress)
        if report.failed:
            raise SystemExit(1)
        if report.edited_here:
            raise SystemExit(3)

    def _learn(self, pks: list[int], later: bool, progress: Progress) -> None:
        why_not = search.why_not_by_meaning()
        if later:
            self.stdout.write(
                f"Search has yet to learn from {len(pks)} pages; until then it goes by their words: manage.py rebuild_search"
            )
            return
        bulk.learn(pks, told=lambda done, of: progress.told("learning", done, of))
        self.stdout.write(f"Search has learnt from {len(pks)} pages.{f' {why_not}' if why_not else ''}")

    def _tell(self, report: bulk.Report, verbosity: int) -> None:
        for word, listed in (("failed", report.failed), ("skipped", report.skipped)):
            self._list(
                word,
                [f"{path}: {reason}" for path, reason in sorted(listed.items())],
                verbosity,
                always=word == "failed",
            )
        self._list("left as edited here", report.edited_here, verbosity, always=True)
        self._list("gone from the folder, its article stays", report.gone, verbosity, always=True)
        self._list("note", [f"{path}: {note}" for path, note in report.notes], verbosity)
        self._list("link that leads nowhere", [f"{path}: {href}" for path, href in report.lost_links], verbosity)
        self._list(
            "picture shown as its words", [f"{path}: {source}" for path, source in report.lost_pictures], verbosity
        )
        counts = [
            f"{len(getattr(report, name))} {name}" for name in ("imported", "updated", "unchanged", "skipped", "failed")
        ]
        self.stdout.write(
            f"{', '.join(counts)}; {len(report.edited_here)} edited here and left, {len(report.gone)} gone."
        )
        if report.links or report.pictures:
            kept = report.links - len(report.lost_links)
            shown = report.pictures - len(report.lost_pictures)
            self.stdout.write(
                f"{kept} of {report.links} relative links lead on, {shown} of {report.pictures} pictures are shown."
            )

    def _list(self, word: str, lines: list[str], verbosity: int, *, always: bool = False) -> None:
        most = len(lines) if always or verbosity > 1 else MOST_LISTED
        for line in lines[:most]:
            self.stdout.write(f"{word}: {line}")
        if len(lines) > most:
            self.stdout.write(f"{word}: {len(lines) - most} more; --verbosity 2 names them all.")


def _collection(options: dict) -> Collection:
    """The collection with what was said about it now; not saved yet."""
    slug = options["collection"]
    collection = Collection.objects.filter(slug=slug[:40]).first() or Collection(slug=slug, title=slug)
    for name in ("title", "licence", "address", "weight"):
        if options[name] is not None:
            setattr(collection, name, options[name])
    if collection.address and not urlsplit(collection.address).netloc:
        raise CommandError("--address is a whole address, such as https://learn.example.org/docs.")
    try:
        collection.full_clean(validate_unique=False)
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise CommandError(f"The collection cannot be made so. {said}") from error
    return collection


def _topic(slug: str | None, collection: Collection, dry_run: bool) -> str:
    if slug and not Topic.objects.filter(slug=slug).exists():
        raise CommandError(f"'{slug}' (given with --topic) is not a topic.")
    if not slug and not dry_run:
        bulk.topic_for(collection.slug, collection.title)
    return slug or collection.slug
