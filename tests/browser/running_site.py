"""A real site to drive a browser against: its own data folder, its own database, gunicorn on a free port."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 60  # seconds until the server must answer


@dataclass(frozen=True)
class Site:
    """A running site: its address without a slash at the end, and what the first start printed."""

    url: str
    printed: str
    environment: dict[str, str]

    @property
    def first_admin_link(self) -> str:
        return re.search(r"\S+/first-admin/\S+", self.printed).group()

    def number_of(self, slug: str) -> int:
        """The number that a document, by its slug, has in the addresses of the admin; `user editor` is a person."""
        return self.numbers[slug]

    @cached_property
    def numbers(self) -> dict[str, int]:
        return json.loads(self.run("-m", "tests.browser.staging", "numbers"))

    @cached_property
    def server_error(self) -> str:
        """The page for when something broke."""
        return self.run("-m", "tests.browser.staging", "server-error")

    def run(self, *arguments: str) -> str:
        """What a command of Python prints, run with this site's settings."""
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@contextmanager
def running_site(folder: Path) -> Iterator[Site]:
    """Prepares a site in an empty folder as `make serve` does, serves it, and takes everything away again."""
    with _database() as database_url, held_port() as held:
        port = held.getsockname()[1]
        environment = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "HOST": "127.0.0.1",
            "PORT": str(port),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "",
            "WEB_CONCURRENCY": "1",
        }
        unserved = Site(environment["SITE_URL"], "", environment)
        site = Site(unserved.url, unserved.run("manage.py", "prepare"), environment)
        with _gunicorn(site, held, folder / "server.log"):
            yield site


def held_port() -> socket.socket:
    """A free port that nobody else can get; nobody listens on it either, until it is handed to `serve`."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held


def serve(site: Site, held: socket.socket, *options: str, **streams) -> subprocess.Popen:
    """Starts gunicorn with our configuration on a port that was held for it, and gives that away."""
    bound = held.fileno()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--bind", f"fd://{bound}"]
    with held:  # were it kept here too, whoever asks a server that has ended would wait instead of being refused
        return subprocess.Popen(
            [*command, *options, "config.wsgi"], cwd=ROOT, env=site.environment, pass_fds=[bound], **streams
        )


@contextmanager
def _gunicorn(site: Site, held: socket.socket, log: Path) -> Iterator[None]:
    with log.open("w") as output:
        server = serve(site, held, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(site, server, log)
        yield
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(site: Site, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(f"{site.url}/readyz", timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The server does not answer.\n{log.read_text()}")


@contextmanager
def _database() -> Iterator[str]:
    """The address of a fresh database: none (SQLite in the data folder), or one on the server that the tests run on."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server:
        yield ""
        return
    import psycopg

    name = f"verger_browser_{os.getpid()}_{time.time_ns()}"
    with psycopg.connect(server.replace("postgres://", "postgresql://", 1), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
