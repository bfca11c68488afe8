"""Makes a fresh or updated checkout ready to serve: what `make serve` runs before the server."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config import first_admin
from config.static_files import collect_static_files
from kb import publishing, search
from kb.models import Document
from kb.search import starter

CONTENT = settings.BASE_DIR / "content"


class Command(BaseCommand):
    help = "Checks the settings, brings the database up to date, collects static files, and on the first run loads the starter content."

    def handle(self, *args, **options) -> None:
        call_command("check", databases=["default"])
        call_command("migrate", verbosity=0)
        if collect_static_files():
            self.stdout.write("The static files were compressed and put in place.")
        if count := publishing.compile_again():
            self.stdout.write(f"{count} texts were compiled anew for this version.")
        if not Document.objects.exists():
            self._load_starter_content()
        if count := starter.bring_in(starter.LIST.read_text("utf-8")):
            self.stdout.write(f"{count} synonyms were added: everyday words, and what articles say instead.")
        search.learn(told=self._tell_learning)  # what was published before search by meaning could be had
        self.stdout.write(f"\n{settings.SITE_NAME} will answer at {settings.SITE_URL}/ (Ctrl-C stops it)")
        if first_admin.is_needed():
            self.stdout.write(f"To make the first admin, open this link within a day:\n  {first_admin.link()}\n")

    def _tell_learning(self, done: int, of: int) -> None:
        self.stdout.write(f"{done} of {of} documents were read for search by meaning.")

    def _load_starter_content(self) -> None:
        self.stdout.write("Loading the starter content ...")
        try:
            call_command("import_documents", CONTENT, verbosity=0, stdout=self.stdout, stderr=self.stderr)
        except SystemExit as stop:
            raise CommandError("The starter content could not be loaded; the lines above say why.") from stop
