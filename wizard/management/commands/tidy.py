"""Deletes what was kept long enough: runs after RUN_DAYS. The site does the same now and then by itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from wizard import runs


class Command(BaseCommand):
    help = "Delete the runs (saved walks of guides) whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Runs deleted: {runs.tidy()}")
