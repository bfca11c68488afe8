"""The database's own way of searching, and what there is to fall back on when its index is damaged."""

from __future__ import annotations

from contextlib import nullcontext

from django.db import connection, transaction

from kb.search import postgresql, sqlite

ENGINES = {"sqlite": sqlite, "postgresql": postgresql}
MAX_RANKED = 2000  # of more matches than that, these are ranked and counted
DAMAGED = "The search index is missing or damaged; the texts themselves are searched. Run `manage.py rebuild_search`."


def engine():
    """The module that searches this database."""
    return ENGINES[connection.vendor]


def guarded():
    """In PostgreSQL a failed statement spoils its transaction; elsewhere there is nothing to guard, and reading takes no lock."""
    is_inside = connection.vendor == "postgresql" and connection.in_atomic_block
    return transaction.atomic() if is_inside else nullcontext()
