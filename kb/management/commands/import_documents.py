"""Brings a folder of articles and guides in."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from kb import search
from kb.exchange import Report, import_folder


class Command(BaseCommand):
    help = (
        "Imports a folder: topics.yaml, articles/<slug>.md, guides/<slug>.yaml, collections/<slug>.yaml. All or nothing; running it again changes nothing; "
        "documents edited here since their import are left as they are and reported. "
        "Exit status: 0 everything is in; 1 there are problems and nothing was written; 3 written, but some were edited here and left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--topic", metavar="SLUG", help="the topic for documents that name none")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args, folder: Path, topic: str | None, dry_run: bool, **options) -> None:
        try:
            with search.postponed():
                report = import_folder(folder, topic=topic, dry_run=dry_run)
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used ({error}). Run `manage.py prepare` first.") from error
        for found in report.problems:
            level = "error" if found.problem.is_error else "warning"
            self.stderr.write(f"{level}: {found}")
        if report.errors:
            self.stderr.write(f"{len(report.errors)} errors: nothing was imported.")
            raise SystemExit(1)
        self._tell(report, dry_run, options["verbosity"])
        search.learn()
        if report.edited_here:
            raise SystemExit(3)

    def _tell(self, report: Report, dry_run: bool, verbosity: int) -> None:
        told = (
            ("new topic", report.topics),
            ("new collection", report.collections),
            ("new picture", report.pictures),
            ("added", report.added),
            ("updated", report.updated),
        )
        for word, names in (*(told if verbosity else ()), ("left as edited here", report.edited_here)):
            for name in names:
                self.stdout.write(f"{word}: {name}")
        counts = f"{len(report.added)} added, {len(report.updated)} updated, {len(report.unchanged)} unchanged"
        kept = f", {len(report.edited_here)} edited here and left" if report.edited_here else ""
        self.stdout.write(f"{counts}{kept}.{' Nothing was written (dry run).' if dry_run else ''}")
