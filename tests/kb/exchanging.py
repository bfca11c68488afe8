"""What tests of import and export share: running a command, and counting what there is."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from kb.models import Document, Revision, Topic

TOPICS = "networks:\n  title: Networks\n  summary: Cables and names.\n"
Write = Callable[..., Path]


def run(command: str, *arguments: object) -> tuple[int, str, str]:
    """Exit status, output and errors of a command."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    return status, out.getvalue(), err.getvalue()


def rows() -> tuple[int, int, int]:
    return Document.objects.count(), Revision.objects.count(), Topic.objects.count()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
