"""The starter content, imported once for all the tests in this folder; each test's own changes are undone as usual."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from kb.exchange import Report, import_folder

CONTENT = Path(__file__).resolve().parent.parent.parent / "content"


@pytest.fixture(scope="package")
def imported(django_db_setup, django_db_blocker) -> Iterator[Report]:
    """What the import into an empty database said."""
    close = connection.close
    with django_db_blocker.unblock(), transaction.atomic():
        report = import_folder(CONTENT)
        connection.close = lambda: None  # after each test Django closes it, which would end this transaction
        yield report
        connection.close = close
        transaction.set_rollback(True)


@pytest.fixture
def starter(imported, db) -> Report:
    """The database holds the starter content."""
    return imported
