"""Makes drafts of Word files."""

from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kb import word
from kb.models import Topic


class Command(BaseCommand):
    help = "Makes a draft article of each Word file (.docx), with its pictures. Exit status: 0 all are in; 1 some could not be read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE.docx")
        parser.add_argument("--topic", metavar="SLUG", default="", help="the topic of the drafts")

    def handle(self, *args, files: list[Path], topic: str, **options) -> None:
        if topic and not Topic.objects.filter(slug=topic).exists():
            raise CommandError(f"'{topic}' (given with --topic) is not a topic.")
        failed = 0
        for file in files:
            try:
                if file.stat().st_size > word.MAX_BYTES:
                    raise word.BadWord(f"The file is larger than {word.MAX_BYTES // 1_000_000} MB.")
                brought = word.import_word(file.read_bytes(), name=file.name, topic=topic, by=None)
            except OSError as error:
                self.stderr.write(f"{file}: it cannot be read: {error.strerror}.")
                failed += 1
            except word.BadWord as bad:
                self.stderr.write(f"{file}: {bad}")
                failed += 1
            else:
                self.stdout.write(f"draft: {brought.document.slug} ({brought.document.title})")
                for note in brought.notes:
                    self.stdout.write(f"  {note}")
        if failed:
            raise SystemExit(1)
