"""System checks: a wrong setting or an unsafe SQLite is named with a remedy. `manage.py check` runs them, and each start."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection

from config.newer_sqlite import may_damage_wal
from kb.search import learning, meaning

# Where SQLite's WAL does not work, because its shared memory does not cross machines: https://www.sqlite.org/wal.html
NETWORK_FILE_SYSTEMS = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf"),
    *("fuse.sshfs", "afs", "glusterfs", "ceph"),
}


@register()
def settings_can_be_used(**kwargs: Any) -> list[Error]:
    """One error for each setting whose value could not be used."""
    return [Error(wrong.message, hint=wrong.remedy, id="verger.E001") for wrong in settings.WRONG_SETTINGS]


@register(Tags.database)
def sqlite_does_not_damage(databases: list[str] | None = None, **kwargs: Any) -> list[Warning]:
    """Warns about a SQLite with the WAL fault."""
    if connection.vendor != "sqlite":
        return []
    from django.db.backends.sqlite3.base import Database

    if not may_damage_wal(Database.sqlite_version_info):
        return []
    message = f"SQLite {Database.sqlite_version} can damage the database when two processes write at the same moment."
    remedy = "Install the wheel of a newer one: .venv/bin/python -m pip install -r requirements-sqlite.txt"
    return [Warning(message, hint=remedy, id="verger.W001")]


@register()
def data_is_on_a_local_disk(**kwargs: Any) -> list[Error]:
    """SQLite's WAL needs a disk of this machine."""
    if connection.vendor != "sqlite" or not isinstance(connection.settings_dict["NAME"], (str, Path)):
        return []
    kind = file_system_of(Path(connection.settings_dict["NAME"]))
    if kind not in NETWORK_FILE_SYSTEMS:
        return []
    message = f"The database lies on a network file system ({kind}), where SQLite cannot keep it safe."
    remedy = "Set DATA_DIR to a folder on a disk of this machine, or use PostgreSQL."
    return [Error(message, hint=remedy, id="verger.E002")]


@register()
def search_by_meaning_can_be_had(**kwargs: Any) -> list[Warning]:
    """Warns where search by meaning is switched on and something is missing for it."""
    if not settings.SEARCH_MEANING or not (missing := meaning.what_is_missing()):
        return []
    remedy = f"{meaning.INSTALL}, then run manage.py learn_search. Or set SEARCH_MEANING=off."
    return [Warning(f"{missing} Search goes by words alone.", hint=remedy, id="verger.W002")]


@register(Tags.database)
def search_has_learnt_what_is_published(databases: Sequence[str] | None = None, **kwargs: Any) -> list[Warning]:
    """Warns where published texts wait to be read for search by meaning. Asked with `check --database default`."""
    try:
        count = learning.waiting() if databases and not meaning.what_is_missing() else 0
    except DatabaseError:  # before the tables are made
        return []
    if not count:
        return []
    message = f"Search does not know yet what {count} published documents mean; their words are found."
    remedy = "The server reads them in the background. To have it done now: manage.py learn_search"
    return [Warning(message, hint=remedy, id="verger.W003")]


def file_system_of(path: Path, mounts: Path = Path("/proc/mounts")) -> str:
    """The kind of file system a path lies on; an empty text where the system does not say (macOS)."""
    try:
        rows = [line.split() for line in mounts.read_text(errors="replace").splitlines()]
    except OSError:
        return ""
    path = path.resolve()
    parents = {str(parent) for parent in (path, *path.parents)}
    fitting = [(len(row[1]), row[2]) for row in rows if len(row) > 2 and _unescaped(row[1]) in parents]
    longest = max((length for length, _ in fitting), default=0)
    return next((kind for length, kind in reversed(fitting) if length == longest), "")  # the last one mounted is on top


def _unescaped(mount: str) -> str:
    """The kernel writes a space in a path as \\040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), mount)
