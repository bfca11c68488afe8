"""Puts a newer SQLite in the place of Python's own, where its wheel (`pysqlite3`) is installed.

SQLite 3.7.0 to 3.51.2 can damage a WAL database that two connections write and check-point at the same moment; many
systems still ship one of these. One process must hold one copy of SQLite only, so this runs before Django loads its back end.
"""

from __future__ import annotations

import sys
from typing import Any

# "The WAL Reset Bug": https://www.sqlite.org/wal.html#walresetbug
DAMAGING = ((3, 7, 0), (3, 51, 2))


# What Django 6.1 asks a connection for, by SQLite's number: https://www.sqlite.org/c3ref/c_limit_attached.html
LIMITS = {"COLUMN": 2, "VARIABLE_NUMBER": 9}


def use_newer_sqlite() -> dict[str, Any]:
    """Makes `import sqlite3` give pysqlite3 from here on, and gives Django's options for it; without it, does nothing."""
    try:
        import pysqlite3
        from pysqlite3 import dbapi2
    except ImportError:
        return {}
    sys.modules["sqlite3"], sys.modules["sqlite3.dbapi2"] = pysqlite3, dbapi2

    class Connection(dbapi2.Connection):
        """pysqlite3's, with a `close` that threads survive."""

        def close(self) -> None:
            """Undoes what was not committed. SQLite closes with the last reference to the connection, which Django drops at once,
            or with the last cursor that is still half read.

            `close` of pysqlite3 0.6.1 frees statements that cursors still hold. Where Python's garbage collection frees such a
            cursor in another thread just then, it resets a statement that is gone: the process crashes, or waits for ever.
            A cursor in a circle is enough, such as the traceback of an error that was caught keeps.
            """
            self.rollback()

    if not hasattr(dbapi2.Connection, "getlimit"):
        for name, number in LIMITS.items():
            setattr(pysqlite3, f"SQLITE_LIMIT_{name}", number)
        Connection.getlimit = _limit
    return {"factory": Connection}


def _limit(connection: Any, category: int) -> int:
    """The one method of Python 3.11's connections that pysqlite3 lacks and Django 6.1 calls."""
    name = next(name for name, number in LIMITS.items() if number == category)
    rows = connection.execute("PRAGMA compile_options").fetchall()
    return next(int(row[0].partition("=")[2]) for row in rows if row[0].startswith(f"MAX_{name}="))


def may_damage_wal(version: tuple[int, ...]) -> bool:
    """Whether a SQLite of this version has the WAL fault."""
    return DAMAGING[0] <= version <= DAMAGING[1]
