"""The newer SQLite that is put in the place of Python's own: that it is used, and that threads survive it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.config.command import python

needs_newer = pytest.mark.skipif(
    find_spec("pysqlite3") is None, reason="there is no wheel of a newer SQLite for this system"
)

# Threads that close connections while any of them may free a cursor of another, left half read in a circle that only garbage
# collection finds. With the `close` of pysqlite3 0.6.1 the process crashed or stood still in each of three runs.
CROWD = """
import gc, os, sys, threading, time
from config.newer_sqlite import use_newer_sqlite
options = use_newer_sqlite()
import sqlite3
gc.set_threshold(40, 2, 2)
with sqlite3.connect(sys.argv[1], **options) as first:
    first.execute("CREATE TABLE some (n)")
    first.executemany("INSERT INTO some VALUES (?)", [(n,) for n in range(9)])
until, rounds = time.monotonic() + 3, [0, 0, 0]

class Cursor(sqlite3.Cursor):
    "As Django's: one that garbage collection knows."

def ask(place):
    while time.monotonic() < until or not rounds[place]:  # on a busy machine one may have had no turn yet
        connection = sqlite3.connect(sys.argv[1], check_same_thread=False, **options)
        for n in range(4):
            cursor = connection.cursor(Cursor)
            cursor.execute(f"SELECT n, {n} FROM some")
            cursor.fetchone()
            cursor.itself = cursor
        connection.close()
        rounds[place] += 1

threads = [threading.Thread(target=ask, args=(place,), daemon=True) for place in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(max(0.1, until + 30 - time.monotonic()))
print("stuck" if any(thread.is_alive() for thread in threads) else "went well" if all(rounds) else "did nothing", flush=True)
os._exit(0)
"""


def test_the_newer_sqlite_takes_the_place_of_pythons_own_where_it_is_installed(tmp_path: Path) -> None:
    dbapi2 = "sqlite_version = 'newer'\nclass Connection: pass"
    for name, content in (("__init__", "from pysqlite3.dbapi2 import *"), ("dbapi2", dbapi2)):
        (tmp_path / "pysqlite3").mkdir(exist_ok=True)
        (tmp_path / "pysqlite3" / f"{name}.py").write_text(content)
    code = (
        "from config.newer_sqlite import use_newer_sqlite; use_newer_sqlite()\n"
        "import sqlite3; from sqlite3 import dbapi2; print(sqlite3.sqlite_version, dbapi2.sqlite_version)"
    )
    done = python("-c", code, data_dir=tmp_path, PYTHONPATH=str(tmp_path))
    assert (done.stdout, done.stderr) == ("newer newer\n", "")


def test_without_the_newer_sqlite_pythons_own_is_used(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['pysqlite3'] = None  # as if it were not installed\n"
        "from config.newer_sqlite import use_newer_sqlite; use_newer_sqlite()\n"
        "import sqlite3; print(sqlite3.__file__)"
    )
    done = python("-c", code, data_dir=tmp_path)
    assert "pysqlite3" not in done.stdout and done.stdout.strip().endswith("sqlite3/__init__.py")


@needs_newer
def test_the_newer_sqlite_knows_its_limits_which_django_asks_for(tmp_path: Path) -> None:
    show = (
        "import django; django.setup()\n"
        "from django.db import connection; import sqlite3; connection.ensure_connection(); ask = connection.connection.getlimit\n"
        "print(ask(sqlite3.SQLITE_LIMIT_COLUMN), ask(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))"
    )
    done = python("-c", show, data_dir=tmp_path)
    assert done.stderr == ""
    columns, variables = map(int, done.stdout.split())
    assert columns >= 2000 and variables >= 32766


@needs_newer
def test_threads_that_close_connections_survive_what_garbage_collection_frees_meanwhile(tmp_path: Path) -> None:
    done = python("-c", CROWD, str(tmp_path / "some.sqlite3"), data_dir=tmp_path)
    assert (done.returncode, done.stdout) == (0, "went well\n"), done.stderr[-2000:]


@needs_newer
def test_a_closed_connection_has_undone_what_was_not_committed(tmp_path: Path) -> None:
    code = (
        "from config.newer_sqlite import use_newer_sqlite; options = use_newer_sqlite(); import sqlite3\n"
        f"path = {str(tmp_path / 'some.sqlite3')!r}\n"
        "first = sqlite3.connect(path, **options); first.execute('CREATE TABLE some (n)'); first.commit()\n"
        "first.execute('INSERT INTO some VALUES (1)'); first.close(); first.close()\n"
        "second = sqlite3.connect(path, timeout=0, **options); second.execute('INSERT INTO some VALUES (2)'); second.commit()\n"
        "print(second.execute('SELECT n FROM some').fetchall())"
    )
    assert python("-c", code, data_dir=tmp_path).stdout == "[(2,)]\n"
