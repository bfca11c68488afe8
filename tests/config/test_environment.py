"""Settings from the environment and `.env`: what is right is taken, what is wrong is named with a remedy."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import environ
import pytest

from config.environment import Environment, WrongValue
from tests.config.command import ROOT, environment, python

KEY = "k" * 50
Read = Callable[[Environment], object]
CACHE, MAIL = environ.Env.cache_url_config, environ.Env.email_url_config


@pytest.fixture(autouse=True)
def clean_environment() -> Iterator[None]:
    """Reading `.env` sets variables; each test gives back what it found."""
    before = dict(os.environ)
    for name in ("NAME", "OTHER"):
        os.environ.pop(name, None)
    yield
    os.environ.clear()
    os.environ.update(before)


def read(how: Read, value: str, folder: Path) -> tuple[object, list[WrongValue]]:
    """What one setting named NAME reads as, and what is wrong with it."""
    os.environ["NAME"] = value
    env = Environment(folder / ".env")
    return how(env), env.wrong


def choice(env: Environment) -> object:
    return env.choice("NAME", ("public", "signed-in"), "public")


def number(env: Environment) -> object:
    return env.number("NAME", 90, most=3650)


def site_url(env: Environment) -> object:
    return env.site_url("NAME", "http://default")


def time_zone(env: Environment) -> object:
    return env.time_zone("NAME", "UTC")


def sender(env: Environment) -> object:
    return env.sender("NAME", "verger@default")


def cache(env: Environment) -> object:
    return env.url("NAME", "locmemcache://", CACHE, "Set it to redis.")["BACKEND"].rpartition(".")[2]


def mail(env: Environment) -> object:
    return env.url("NAME", "consolemail://", MAIL, "Set it to smtp.")["EMAIL_BACKEND"].split(".")[-2]


@pytest.mark.parametrize(
    ("how", "value", "expected"),
    [
        (choice, "signed-in", "signed-in"),
        (choice, "  signed-in ", "signed-in"),
        (choice, "", "public"),
        (number, "1", 1),
        (number, "3650", 3650),
        (number, "", 90),
        (site_url, "https://help.example.org", "https://help.example.org"),
        (site_url, "https://help.example.org/", "https://help.example.org"),
        (site_url, "HTTP://Help.Example.ORG:8080", "http://help.example.org:8080"),
        (site_url, "http://192.168.1.5:8000", "http://192.168.1.5:8000"),
        (site_url, "http://[2001:db8::1]:8000", "http://[2001:db8::1]:8000"),
        (site_url, "", "http://default"),
        (time_zone, "America/Chicago", "America/Chicago"),
        (time_zone, "", "UTC"),
        (sender, "help@example.org", "help@example.org"),
        (sender, "The Office <help@example.org>", "The Office <help@example.org>"),
        (cache, "redis://:secret@127.0.0.1:6379/0", "RedisCache"),
        (cache, "", "LocMemCache"),
        (mail, "smtp+tls://me:secret@mail.example.org:587", "smtp"),
        (mail, "", "console"),
    ],
)
def test_a_right_value_is_taken(
    how: Read, value: str, expected: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.environment.find_spec", lambda name: name)  # as if all packages were installed
    assert read(how, value, tmp_path) == (expected, [])


@pytest.mark.parametrize(
    ("how", "value", "default", "message", "remedy"),
    [
        (choice, "Public", "public", "NAME is 'Public'.", "Set it to one of: public, signed-in."),
        *((number, value, 90, f"NAME is '{value}'.", "whole number from 1 to 3650")
          for value in ("0", "3651", "-1", "1.5", "ten", "١", "1 0", "9" * 5000)),
        *((site_url, value, "http://default", f"NAME is '{value}'.", "https://help.example.org, without a path")
          for value in ("help.example.org", "ftp://help.example.org", "https://", "http://[::1", "http://host:port",
                        "http://host:99999", "http://host/help", "http://host?x", "http://host#x", "http://me@host",
                        "http://two words", "http://under_score", "http://kirche-münchen.de", "http://host:",
                        "https://help.example.org # ours")),
        *((time_zone, value, "UTC", f"NAME is '{value}'.", "Europe/London")
          for value in ("Chicago", "America", "../../etc/passwd", "/etc/localtime", "UTC+1", "a\tb")),
        *((sender, value, "verger@default", f"NAME is '{value}'.", "verger@example.org")
          for value in ("office", "@example.org", "office@", "Office <>", "a@b\nBcc: c@d")),
        *((cache, value, "LocMemCache", "NAME cannot be read.", "Set it to redis.")
          for value in ("nonsense", "redis", "memcache://127.0.0.1:11211", "dummycache://", "filecache:///tmp")),
        *((mail, value, "console", "NAME cannot be read.", "Set it to smtp.")
          for value in ("nonsense", "smtp+tls://", "smtp+tls://host:port", "dummymail://", "memorymail://", "filemail:///tmp")),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_with_a_remedy_and_the_default_used_meanwhile(
    how: Read, value: str, default: object, message: str, remedy: str, tmp_path: Path
) -> None:
    found, wrong = read(how, value, tmp_path)
    assert found == default
    assert [(one.name, one.message) for one in wrong] == [("NAME", message)]
    assert remedy in wrong[0].remedy


# The database


def test_without_an_address_the_database_is_a_file_in_the_data_folder_however_it_is_called(tmp_path: Path) -> None:
    odd = tmp_path / "a b+c %20 #1 ? ü" / "verger.sqlite3"
    found, wrong = read(lambda env: env.database("NAME", odd), "", tmp_path)
    assert (found["ENGINE"], found["NAME"], wrong) == ("django.db.backends.sqlite3", odd, [])


def test_a_relative_database_lies_beside_env_wherever_the_command_is_run(tmp_path: Path) -> None:
    found, wrong = read(lambda env: env.database("NAME", tmp_path / "default"), "sqlite:///other.sqlite3", tmp_path)
    assert (found["NAME"], wrong) == (tmp_path / "other.sqlite3", [])


def test_postgresql_keeps_what_the_address_says_of_encryption(tmp_path: Path) -> None:
    address = "postgres://verger:p%40ss@db.example.org:5433/verger?sslmode=verify-full"
    show = "from django.conf import settings; import json; print(json.dumps(settings.DATABASES['default']))"
    done = python("-c", show, data_dir=tmp_path, DATABASE_URL=address)
    assert (done.returncode, done.stderr) == (0, "")
    assert '"sslmode": "verify-full"' in done.stdout and "statement_timeout=5000" in done.stdout
    assert '"PASSWORD": "p@ss"' in done.stdout and '"PORT": 5433' in done.stdout


@pytest.mark.parametrize(
    "value",
    ["nonsense", "sqlite://", "sqlite://:memory:", "postgres://", "postgres://host", "postgres://host:port/name",
     "mysql://me@host/name", "oracle://me@host/name"],
)  # fmt: skip
def test_a_database_that_cannot_be_used_is_refused_without_showing_its_password(value: str, tmp_path: Path) -> None:
    default = tmp_path / "default"
    found, wrong = read(lambda env: env.database("NAME", default), value, tmp_path)
    assert found["NAME"] == default
    assert [one.message for one in wrong] == ["NAME cannot be read."]
    assert "postgres://user:password@host:5432/name" in wrong[0].remedy


def test_a_database_file_in_no_folder_is_refused(tmp_path: Path) -> None:
    default = tmp_path / "default"
    found, wrong = read(lambda env: env.database("NAME", default), "sqlite:////nowhere/at/all.sqlite3", tmp_path)
    assert found["NAME"] == default
    assert wrong[0].message == "NAME names a file in /nowhere/at, and there is no such folder."


@pytest.mark.parametrize(
    ("how", "value", "package"),
    [
        (lambda env: env.database("NAME", Path("/d")), "postgres://me@host/name", "psycopg"),
        (lambda env: env.url("NAME", "locmemcache://", CACHE, ""), "redis://host:6379/0", "redis"),
    ],
)
def test_a_missing_package_is_named_with_the_command_that_installs_it(
    how: Read, value: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.environment.find_spec", lambda name: None)
    _, wrong = read(how, value, tmp_path)
    assert wrong[0].message == f"NAME needs the package {package}, which is not installed."
    assert wrong[0].remedy.endswith("pip install -r requirements-cluster.txt")
    assert package in (ROOT / "requirements-cluster.txt").read_text()


# The data folder


def test_the_data_folder_is_made_for_this_user_alone(tmp_path: Path) -> None:
    found, wrong = read(lambda env: env.folder("NAME", tmp_path), str(tmp_path / "a" / "data"), tmp_path)
    assert (found, wrong) == (tmp_path / "a" / "data", [])
    assert found.stat().st_mode & 0o777 == 0o700


def test_a_relative_data_folder_begins_where_env_lies(tmp_path: Path) -> None:
    found, wrong = read(lambda env: env.folder("NAME", tmp_path / "default"), "kept/here", tmp_path)
    assert (found, wrong) == (tmp_path / "kept" / "here", [])


def test_a_data_folder_that_cannot_be_made_or_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("x")
    default = tmp_path / "default"
    for value, reason in (
        (str(tmp_path / "file"), "it cannot be made: File exists."),
        (str(tmp_path / "file" / "data"), "it cannot be made: Not a directory."),
        ("~nobody-has-this-name/data", "it cannot be made: Could not determine home directory."),
    ):
        found, wrong = read(lambda env: env.folder("NAME", default), value, tmp_path)
        assert (found, wrong[0].message) == (default, f"NAME is '{value}'; {reason}")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    _, wrong = read(lambda env: env.folder("NAME", default), str(tmp_path), tmp_path)
    assert wrong[0].message == f"NAME is '{tmp_path}'; this user may not write there."
    assert wrong[0].remedy == "Set it to a folder that this user may write."


# The secret key


def test_the_secret_key_is_made_once_for_this_user_alone_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    first, wrong = read(lambda env: env.secret_key("NAME", file), "", tmp_path)
    second, _ = read(lambda env: env.secret_key("NAME", file), "", tmp_path)
    assert (first, wrong) == (second, [])
    assert len(first) >= 50 and file.read_text() == f"{first}\n"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_key_from_the_environment_needs_no_file(tmp_path: Path) -> None:
    assert read(lambda env: env.secret_key("NAME", tmp_path / "secret_key"), KEY, tmp_path) == (KEY, [])
    assert not (tmp_path / "secret_key").exists()


def test_a_short_key_is_refused_and_not_shown(tmp_path: Path) -> None:
    found, wrong = read(lambda env: env.secret_key("NAME", tmp_path / "secret_key"), "hunter2", tmp_path)
    assert len(found) >= 50
    assert wrong[0].message == "NAME has only 7 characters."
    assert "hunter2" not in wrong[0].message + wrong[0].remedy


@pytest.mark.parametrize(
    ("content", "reason"), [(b"short\n", "holds only 5 characters"), (b"\xff" * 60, "it is not text")]
)
def test_a_damaged_key_file_is_named(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(content)
    found, wrong = read(lambda env: env.secret_key("NAME", tmp_path / "secret_key"), "", tmp_path)
    assert len(found) >= 50
    assert str(tmp_path / "secret_key") in wrong[0].message and reason in wrong[0].message


def test_an_empty_key_file_left_by_a_crash_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.environment.time.sleep", lambda seconds: None)
    (tmp_path / "secret_key").touch()
    _, wrong = read(lambda env: env.secret_key("NAME", tmp_path / "secret_key"), "", tmp_path)
    assert "holds only 0 characters" in wrong[0].message and "Delete that file" in wrong[0].remedy


def test_many_processes_at_once_get_the_same_key(tmp_path: Path) -> None:
    (tmp_path / "go").mkdir()
    code = (
        "import sys, time, pathlib; from config.environment import Environment\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "while not (folder / 'go' / 'now').exists(): time.sleep(0.001)\n"
        "print(Environment(folder / '.env').secret_key('NAME', folder / 'secret_key'))"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    (tmp_path / "go" / "now").touch()
    keys = {process.communicate(timeout=120)[0].strip() for process in started}
    assert keys == {(tmp_path / "secret_key").read_text().strip()}
    assert len(keys.pop()) >= 50


# The file .env


def test_env_sets_what_the_environment_does_not(tmp_path: Path) -> None:
    lines = ["# ours", "", "export NAME='from file'", 'OTHER="a # b"', "  # indented"]
    (tmp_path / ".env").write_bytes("\r\n".join(["\ufeff" + lines[0], *lines[1:]]).encode())
    env = Environment(tmp_path / ".env")
    assert (env.text("NAME", ""), env.text("OTHER", ""), env.wrong) == ("from file", "a # b", [])
    os.environ["NAME"] = "from environment"
    assert Environment(tmp_path / ".env").text("NAME", "") == "from environment"


def test_a_line_of_env_that_sets_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("NAME = spaces\nOTHER=right\nnonsense\n")
    env = Environment(tmp_path / ".env")
    assert [wrong.message for wrong in env.wrong] == ["Line 1 of .env sets nothing.", "Line 3 of .env sets nothing."]
    assert "without spaces" in env.wrong[0].remedy
    assert (env.text("NAME", "default"), env.text("OTHER", "")) == ("default", "right")


def test_an_env_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("NAME=x".encode("utf-16"))
    env = Environment(tmp_path / ".env")
    assert [wrong.message for wrong in env.wrong] == [".env cannot be read: it is not UTF-8."]


# All of them together

WRONG = {
    "DEBUG": "true",
    "DATA_DIR": "/dev/null/data",
    "SECRET_KEY": "short",
    "PORT": "http",
    "SITE_URL": "help.example.org",
    "READERS": "everyone",
    "TIME_ZONE": "Chicago",
    "LANGUAGE_CODE": "klingon",
    "SEARCH_LOG_DAYS": "0",
    "DATABASE_URL": "mysql://me:secret@host/name",
    "CACHE_URL": "memcache://host",
    "EMAIL_URL": "mail.example.org",
    "EMAIL_FROM": "office",
}


def test_every_wrong_setting_is_a_system_check_error_and_all_come_at_once(tmp_path: Path) -> None:
    done = python("manage.py", "check", data_dir=tmp_path, **WRONG)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "secret" not in done.stderr
    for name in WRONG:
        assert len(re.findall(rf"^\?: \(verger\.E001\) {name} .+\n\tHINT: .+", done.stderr, re.M)) == 1, done.stderr
    assert f"System check identified {len(WRONG)} issues" in done.stderr


def test_preparing_stops_at_a_wrong_setting_and_makes_nothing(tmp_path: Path) -> None:
    done = python("manage.py", "prepare", data_dir=tmp_path / "data", READERS="everyone")
    assert done.returncode == 1
    assert "READERS is 'everyone'" in done.stderr and "Set it to one of: public, signed-in." in done.stderr
    with closing(sqlite3.connect(tmp_path / "data" / "verger.sqlite3")) as database:  # Django 6.1's checks open it
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


def test_the_server_refuses_to_start_with_wrong_settings_and_says_which(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "--bind",
        "127.0.0.1:0",
        "config.wsgi",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(tmp_path, **WRONG | {"PORT": ""}), capture_output=True, text=True, timeout=60
    )
    assert done.returncode != 0
    for name in WRONG.keys() - {"PORT"}:
        assert f"\n{name} " in done.stderr
    assert "Set it to a name such as Europe/London" in done.stderr
    assert "wsgi.py" not in done.stderr and "secret" not in done.stderr


def test_https_in_the_address_makes_cookies_and_redirects_strict(tmp_path: Path) -> None:
    names = ("IS_HTTPS", "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS")
    show = f"from django.conf import settings; print([getattr(settings, name) for name in {names}])"
    secure = python("-c", show, data_dir=tmp_path, SITE_URL="https://help.example.org")
    hosts = "['127.0.0.1', '[::1]', 'help.example.org', 'localhost']"
    assert secure.stdout == f"[True, '__Host-session', True, True, {hosts}]\n"
    plain = python("-c", show, data_dir=tmp_path, SITE_URL="http://[2001:db8::1]:8000")
    hosts = "['127.0.0.1', '[2001:db8::1]', '[::1]', 'localhost']"
    assert plain.stdout == f"[False, 'sessionid', False, False, {hosts}]\n"


def test_django_finds_nothing_to_warn_of_on_a_site_with_tls_and_mail(tmp_path: Path) -> None:
    site = {"SITE_URL": "https://help.example.org", "EMAIL_URL": "smtp+tls://me:secret@mail.example.org"}
    done = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", data_dir=tmp_path, **site)
    assert (done.returncode, "identified no issues" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ["console", None, None, False, False]),
        ("smtp://mail.example.org", ["smtp", "mail.example.org", 25, False, False]),
        ("smtp+tls://me:p%40ss@mail.example.org", ["smtp", "mail.example.org", 587, True, False]),
        ("smtp+ssl://me:p%40ss@mail.example.org", ["smtp", "mail.example.org", 465, False, True]),
        ("smtp+tls://me:p%40ss@mail.example.org:2525", ["smtp", "mail.example.org", 2525, True, False]),
    ],
)
def test_mails_leave_as_the_address_says(address: str, expected: list[object], tmp_path: Path) -> None:
    show = (
        "import django, json; django.setup(); from django.core import mail\n"
        "way = mail.mailers.default if hasattr(mail, 'mailers') else mail.get_connection()\n"
        "names = ('host', 'port', 'use_tls', 'use_ssl'); kind = type(way).__module__.rpartition('.')[2]\n"
        "print(json.dumps([kind, *(getattr(way, name, False if 'use' in name else None) for name in names)]))\n"
        "print(getattr(way, 'username', ''), getattr(way, 'password', ''), getattr(way, 'timeout', 10))"
    )
    done = python("-W", "error::DeprecationWarning", "-c", show, data_dir=tmp_path, EMAIL_URL=address)
    assert done.returncode == 0, done.stderr
    way, rest = done.stdout.splitlines()
    assert json.loads(way) == expected
    assert rest.split() == (["me", "p@ss", "10"] if "me:" in address else ["10"])
