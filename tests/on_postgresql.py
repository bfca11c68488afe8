"""Runs on PostgreSQL what depends on the database: `python -m tests.on_postgresql [pytest's arguments]` (tests/conftest.py chooses).

TEST_POSTGRES_URL names a server and a role that may create databases. Where none answers it says so; with CI=true that is a failure.
"""

from __future__ import annotations

import os
import subprocess
import sys

URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
NOTHING_TO_RUN = 5  # of pytest's exit codes


def why_not() -> str:
    """An empty text if the server answers, otherwise what it said."""
    import psycopg

    try:
        psycopg.connect(URL.replace("postgres://", "postgresql://", 1), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        return str(error).strip()
    return ""


def main() -> int:
    reason = why_not()
    if reason:
        print(f"PostgreSQL does not answer at TEST_POSTGRES_URL, so the second run is skipped.\n{reason}")
        return 1 if os.environ.get("CI") == "true" else 0
    print("The tests that depend on the database, on PostgreSQL:")
    environment = os.environ | {"TEST_DATABASE_URL": URL}
    status = subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]], env=environment)
    if status == NOTHING_TO_RUN and os.environ.get("CI") != "true":
        return 0  # the arguments choose only tests that have nothing to do with a database
    return status


if __name__ == "__main__":
    raise SystemExit(main())
