"""Learns from the verdicts of all published guides; a change of order becomes a numbered advice set. For the night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kb.models import Document
from wizard import advice_sets


class Command(BaseCommand):
    help = "Learn orders from the verdicts that readers gave, until yesterday."

    def handle(self, *args: Any, **options: Any) -> None:
        for document in Document.objects.published().of_kind("guide").select_related("published").order_by("slug"):
            made = advice_sets.learn(document)
            if made:
                self.stdout.write(f"{document.slug}: advice set {made.number}, from verdicts until {made.until}.")
        self.stdout.write("Learned from all guides.")
