"""Writes the published documents to a folder."""

from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from kb.exchange import export_folder


class Command(BaseCommand):
    help = "Exports topics.yaml, articles/<slug>.md and guides/<slug>.yaml, byte for byte as they were saved, the pictures they show, and collections/<slug>.yaml of what was imported; import reads them back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--public", action="store_true", help="only what an anonymous reader may see")

    def handle(self, *args, folder: Path, public: bool, **options) -> None:
        try:
            exported = export_folder(folder, user=AnonymousUser() if public else None)
        except OSError as error:
            raise CommandError(f"{error.filename or folder} cannot be written: {error.strerror}.") from error
        except DatabaseError as error:
            raise CommandError(f"The database cannot be used ({error}). Run `manage.py prepare` first.") from error
        self.stdout.write(f"{exported.count} documents written to {folder}.")
        for name in exported.missing:
            self.stderr.write(f"warning: the picture {name} is not in the data folder any more.")
        for path in exported.others:
            self.stderr.write(f"warning: {path} was there before and is none of them; remove it if it is not wanted.")
