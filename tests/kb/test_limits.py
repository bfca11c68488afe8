"""What is counted in passing: it keeps nobody waiting, and never fails."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

import pytest
from django.db import connection

from kb.limits import DAY, Limit, in_passing
from kb.models import Tally

ONCE = Limit("test", 1, DAY)
HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.django_db(transaction=True)
def test_a_database_that_somebody_writes_to_keeps_no_reader_waiting(client, caplog):
    if connection.vendor != "sqlite":  # on PostgreSQL nobody waits but for the same row
        return
    path = str(connection.settings_dict["NAME"])
    # Another process: in this one another copy of SQLite would not see the lock.
    writer = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout.readline() == "held\n"
        began = perf_counter()
        assert client.get("/search/?q=calendar").status_code == 200
        assert perf_counter() - began < 15  # the time-out of those who write is 20 s
        assert "A search was not counted" in caplog.text
    finally:
        writer.communicate("")
    assert in_passing("This", lambda: ONCE.add("somebody").times) == 1
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000


@pytest.mark.django_db
def test_what_is_counted_is_given_back():
    assert [in_passing("This", lambda: ONCE.add("somebody").times) for _ in range(3)] == [1, 2, 3]
    assert Tally.objects.count() == 1
