"""Reads settings from the environment and `.env`; a wrong value becomes a problem with a remedy, never a traceback."""

from __future__ import annotations

import io
import os
import re
import secrets
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

import environ

LEAST_KEY = 50  # characters

_ENV_LINE = re.compile(r"(?:export )?[A-Za-z_0-9]+=.*")
_HOST = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]*:[0-9a-f:.]+")  # a name as browsers send it, or an IPv6 address


@dataclass(frozen=True)
class BackEnd:
    """One that we run on and test with (the parser knows more): what its address must name, and the package it needs."""

    ending: str
    needs: str = ""
    package: str = ""


BACK_ENDS = (
    BackEnd(".sqlite3", needs="NAME"),
    BackEnd(".postgresql", needs="NAME", package="psycopg"),
    BackEnd(".LocMemCache"),
    BackEnd(".RedisCache", needs="LOCATION", package="redis"),
    BackEnd(".console.EmailBackend"),
    BackEnd(".smtp.EmailBackend", needs="EMAIL_HOST"),
)


@dataclass(frozen=True)
class WrongValue:
    """A setting that could not be used: its name, what is wrong, and what to do."""

    name: str
    message: str
    remedy: str


class Environment:
    """Reads one setting after the other. What is wrong is collected in `wrong`, and the default is used meanwhile."""

    def __init__(self, env_file: Path) -> None:
        self.wrong: list[WrongValue] = []
        self._base = env_file.parent
        if env_file.is_file():
            self._read(env_file)

    def text(self, name: str, default: str) -> str:
        return os.environ.get(name, "").strip() or default

    def choice(self, name: str, choices: Sequence[str], default: str, remedy: str = "") -> str:
        value = self.text(name, default)
        if value in choices:
            return value
        remedy = remedy or f"Set it to one of: {', '.join(choices)}."
        return self._refuse(name, f"{name} is '{value}'.", remedy, default)

    def flag(self, name: str, default: bool = False) -> bool:
        return self.choice(name, ("on", "off"), "on" if default else "off") == "on"

    def number(self, name: str, default: int, *, least: int = 1, most: int = 65535) -> int:
        value = self.text(name, str(default))
        if re.fullmatch("[0-9]{1,9}", value) and least <= int(value) <= most:
            return int(value)
        return self._refuse(name, f"{name} is '{value}'.", f"Set it to a whole number from {least} to {most}.", default)

    def site_url(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if _is_site(value.removesuffix("/")):
            return value.removesuffix("/").lower()
        remedy = "Set it to the address that readers type, such as https://help.example.org, without a path."
        return self._refuse(name, f"{name} is '{value}'.", remedy, default)

    def sender(self, name: str, default: str) -> str:
        """A mail address, alone or as `Name <address>`."""
        value = self.text(name, default)
        local, at, domain = parseaddr(value)[1].rpartition("@")
        if local and at and domain and value.isprintable():
            return value
        remedy = "Set it to a mail address, such as verger@example.org or Verger <verger@example.org>."
        return self._refuse(name, f"{name} is '{value}'.", remedy, default)

    def time_zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):  # unknown; not a name at all; a folder of names
            remedy = "Set it to a name such as Europe/London or America/Chicago."
            return self._refuse(name, f"{name} is '{value}'.", remedy, default)
        return value

    def folder(self, name: str, default: Path) -> Path:
        """A folder that exists or is made (for this user alone), and can be written; a relative one begins where `.env` lies."""
        text = self.text(name, str(default))
        try:
            value = self._base / Path(text).expanduser()
            value.mkdir(mode=0o700, parents=True, exist_ok=True)
            reason = "" if os.access(value, os.W_OK | os.X_OK) else "this user may not write there"
        except (OSError, RuntimeError) as error:  # RuntimeError: ~name of nobody
            reason = f"it cannot be made: {getattr(error, 'strerror', None) or str(error).rstrip('.')}"
        if not reason:
            return value
        return self._refuse(
            name, f"{name} is '{text}'; {reason}.", "Set it to a folder that this user may write.", default
        )

    def url(self, name: str, default: str, read: Callable[..., dict[str, Any]], remedy: str) -> dict[str, Any]:
        """A database, cache or mail address, read by django-environ."""
        value = self.text(name, default)
        try:
            with warnings.catch_warnings(action="ignore"):  # the parser warns of what is refused below anyway
                found = read(value)
        except Exception:  # whatever the parser stumbles on, the value is wrong
            found = {}
        back_end = _back_end(found)
        if back_end is None or (back_end.needs and found.get(back_end.needs) in (None, "", ":memory:")):
            return self._refuse(name, f"{name} cannot be read.", remedy, read(default))
        if back_end.package and find_spec(back_end.package) is None:
            message = f"{name} needs the package {back_end.package}, which is not installed."
            remedy = "Install it: .venv/bin/python -m pip install -r requirements-cluster.txt"
            return self._refuse(name, message, remedy, read(default))
        return found

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """The database an address names; without one, SQLite in the default file. A relative file begins where `.env` lies."""
        address = f"sqlite:///{quote(str(default))}"
        remedy = "Set it to sqlite:////path/to/file or postgres://user:password@host:5432/name."
        found = self.url(name, address, environ.Env.db_url_config, remedy)
        if not found["ENGINE"].endswith("sqlite3"):
            return found
        file = self._base / found["NAME"]
        if file != default and not file.parent.is_dir():
            message = f"{name} names a file in {file.parent}, and there is no such folder."
            return self._refuse(name, message, "Make that folder, or name another file.", found | {"NAME": default})
        return found | {"NAME": file}

    def secret_key(self, name: str, file: Path) -> str:
        """SECRET_KEY from the environment, or the one kept in the data folder, made there on the first run."""
        remedy = (
            f"Leave it out, and one is made and kept in the data folder, or set at least {LEAST_KEY} random characters."
        )
        value = self.text(name, "")
        if value and len(value) < LEAST_KEY:
            return self._refuse(name, f"{name} has only {len(value)} characters.", remedy, _random_key())
        if value or not file.parent.is_dir():  # without a data folder, that one is reported already
            return value or _random_key()
        try:
            kept = _kept_key(file)
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            message = f"There is no {name}, and {file} cannot be read or made: {reason}."
            return self._refuse(name, message, f"Let this user write {file.parent}, or set {name}.", _random_key())
        if len(kept) < LEAST_KEY:
            message = f"There is no {name}, and {file} holds only {len(kept)} characters."
            return self._refuse(
                name, message, "Delete that file, and a new key is made; everybody signs in again.", _random_key()
            )
        return kept

    def _read(self, env_file: Path) -> None:
        """Puts what the file sets into the environment, where the environment does not set it already."""
        remedy = f"Save {env_file} as plain UTF-8 text that this user may read."
        try:
            lines = env_file.read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            self._refuse(env_file.name, f"{env_file.name} cannot be read: {reason}.", remedy, None)
            return
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.lstrip().startswith("#") and not _ENV_LINE.fullmatch(line):
                remedy = "Write NAME=value without spaces around the sign, or begin the line with #."
                self._refuse(env_file.name, f"Line {number} of {env_file.name} sets nothing.", remedy, None)
        environ.Env.read_env(io.StringIO("\n".join(filter(_ENV_LINE.fullmatch, lines))))

    def _refuse(self, name: str, message: str, remedy: str, default: Any) -> Any:
        self.wrong.append(WrongValue(name, message, remedy))
        return default


def _is_site(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port  # raises where it is no port
    except ValueError:
        return False
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    whole = f"{parts.scheme}://{shown}" if port is None else f"{parts.scheme}://{shown}:{port}"
    return parts.scheme in ("http", "https") and bool(_HOST.fullmatch(host)) and value.lower() == whole


def _back_end(found: dict[str, Any]) -> BackEnd | None:
    name = found.get("ENGINE") or found.get("BACKEND") or found.get("EMAIL_BACKEND") or ""
    return next((known for known in BACK_ENDS if name.endswith(known.ending)), None)


def _random_key() -> str:
    return secrets.token_urlsafe(48)


def _kept_key(file: Path) -> str:
    """The key in this file, made if there is none; two processes at once get the same one."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        for _ in range(20):  # the other process has made the file and may not have written into it yet
            if key := file.read_text("utf-8").strip():
                return key
            time.sleep(0.05)
        return ""
    key = _random_key()
    with os.fdopen(descriptor, "w") as handle:
        handle.write(key + "\n")
    return key
