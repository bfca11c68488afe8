"""What the system checks say of SQLite and the disk, and that the database really runs as the settings say."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from config import checks
from config.newer_sqlite import may_damage_wal
from tests.config.command import ROOT, python


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
        ((4, 0, 0), False),
    ],
)
def test_the_versions_with_the_wal_fault_are_known(version: tuple[int, int, int], expected: bool) -> None:
    assert may_damage_wal(version) is expected


def test_a_sqlite_with_the_fault_is_warned_of_with_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.backends.sqlite3.base import Database

    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="sqlite"))
    monkeypatch.setattr(Database, "sqlite_version_info", (3, 51, 2))
    monkeypatch.setattr(Database, "sqlite_version", "3.51.2")
    [warning] = checks.sqlite_does_not_damage(databases=["default"])
    assert (warning.id, warning.level) == ("verger.W001", 30)
    assert warning.msg.startswith("SQLite 3.51.2 can damage the database")
    assert warning.hint.endswith("pip install -r requirements-sqlite.txt")
    monkeypatch.setattr(Database, "sqlite_version_info", (3, 51, 3))
    assert checks.sqlite_does_not_damage(databases=["default"]) == []


def test_on_postgresql_nobody_is_warned_of_sqlite_or_its_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "connection", SimpleNamespace(vendor="postgresql"))
    assert checks.sqlite_does_not_damage(databases=["default"]) == checks.data_is_on_a_local_disk() == []


SHOW = """
import json, django
django.setup()
from django.db import connection, transaction
found = {"back end": connection.Database.__name__, "version": connection.Database.sqlite_version_info}
with connection.cursor() as cursor:
    for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys", "cache_size", "temp_store", "journal_size_limit", "mmap_size"):
        found[name] = (cursor.execute(f"PRAGMA {name}").fetchone() or [None])[0]
statements = []
with connection.execute_wrapper(lambda execute, sql, *rest: statements.append(sql) or execute(sql, *rest)):
    connection.connection.set_trace_callback(statements.append)
    with transaction.atomic():
        connection.cursor().execute("SELECT 1")
    connection.connection.set_trace_callback(None)
found["begins with"] = next(sql for sql in statements if sql.startswith("BEGIN"))
print(json.dumps(found))
"""


def test_what_the_settings_say_of_sqlite_is_really_in_force_on_a_file(tmp_path: Path) -> None:
    found = json.loads(python("-c", SHOW, data_dir=tmp_path).stdout)
    assert found["journal_mode"] == "wal"
    assert found["synchronous"] == 2  # FULL
    assert found["busy_timeout"] == 20_000
    assert found["foreign_keys"] == 1
    assert (found["cache_size"], found["temp_store"], found["journal_size_limit"]) == (-16000, 2, 67108864)
    assert found["mmap_size"] in (0, None)
    assert found["begins with"] == "BEGIN IMMEDIATE"


def test_django_runs_on_the_newer_sqlite_where_it_is_installed(tmp_path: Path) -> None:
    pytest.importorskip("pysqlite3", reason="there is no wheel of a newer SQLite for this system")
    found = json.loads(python("-c", SHOW, data_dir=tmp_path).stdout)
    assert found["back end"] == "pysqlite3.dbapi2"
    assert not may_damage_wal(tuple(found["version"]))


MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/home /home nfs4 rw 0 0
/dev/sdb1 /home/ann xfs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
//nas/share /srv/two\\040words cifs rw 0 0
tmpfs /stack tmpfs rw 0 0
nas:/stack /stack nfs rw 0 0
half a
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/verger/verger.sqlite3", "ext4"),
        ("/home/bob/data", "nfs4"),
        ("/home/ann/data", "xfs"),
        ("/home/annabel", "nfs4"),
        ("/mnt/c/Users/verger/data", "9p"),
        ("/srv/two words/data", "cifs"),
        ("/stack/data", "nfs"),
        ("/", "ext4"),
    ],
)
def test_the_file_system_of_a_path_is_that_of_its_nearest_mount(path: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "mounts").write_text(MOUNTS)
    assert checks.file_system_of(Path(path), tmp_path / "mounts") == kind


def test_a_symbolic_link_to_a_share_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "share").mkdir()
    (tmp_path / "data").symlink_to(tmp_path / "share")
    (tmp_path / "mounts").write_text(f"/dev/sda1 / ext4 rw 0 0\nnas:/x {tmp_path.resolve()}/share nfs rw 0 0\n")
    assert checks.file_system_of(tmp_path / "data" / "verger.sqlite3", tmp_path / "mounts") == "nfs"


def test_where_the_system_does_not_list_mounts_nothing_is_said(tmp_path: Path) -> None:
    assert checks.file_system_of(tmp_path, tmp_path / "nowhere") == ""


def test_sqlite_on_a_share_is_an_error_with_a_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    database = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": tmp_path / "verger.sqlite3"})
    monkeypatch.setattr(checks, "connection", database)
    monkeypatch.setattr(checks, "file_system_of", lambda path: "nfs4")
    [error] = checks.data_is_on_a_local_disk()
    assert (error.id, error.level) == ("verger.E002", 40)
    assert "(nfs4)" in error.msg and "Set DATA_DIR to a folder on a disk of this machine" in error.hint


def test_the_documentation_names_every_setting() -> None:
    table = (ROOT / "docs" / "running.md").read_text()
    source = (ROOT / "config" / "settings.py").read_text()
    names = [
        line.partition("env.")[2].partition('"')[2].partition('"')[0] for line in source.splitlines() if "env." in line
    ]
    names += [
        line.strip().partition('"')[2].partition('"')[0] for line in source.splitlines() if line.startswith('    "')
    ]
    settings = {name for name in names if name.isupper() and f"`{name}`" not in table}
    assert settings == set(), "docs/running.md does not name these settings"
