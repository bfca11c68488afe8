"""Deletes what was kept long enough: runs, searches, tallies, and what was done about gaps. The site does the same now and then by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kb import gaps, limits
from kb.search import searchlog
from wizard import runs


class Command(BaseCommand):
    help = "Delete what is kept for a time only: runs (saved walks of guides), logged searches, counts of tries."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Runs deleted: {runs.tidy()}")
        self.stdout.write(f"Searches deleted: {searchlog.tidy()}")
        self.stdout.write(f"Gaps forgotten: {gaps.tidy()}")
        self.stdout.write(f"Counts of tries deleted: {limits.tidy()}")
