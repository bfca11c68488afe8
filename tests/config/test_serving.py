"""The site as it really runs: gunicorn with our configuration, SQLite in a file, several processes."""

from __future__ import annotations

import gzip
import http.client
import re
import runpy
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import brotli
import pytest

from tests.browser.running_site import Site, held_port, running_site, serve
from tests.config.command import ROOT, environment, python
from wizard import addresses
from wizard.seen import Seen


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The starter content, served."""
    with running_site(tmp_path_factory.mktemp("served")) as site:
        yield site


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def get(site: Site, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request on a connection of its own; underscores in names of headers stand for hyphens."""
    connection = http.client.HTTPConnection(urlsplit(site.url).netloc, timeout=30)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def style_sheet(site: Site) -> str:
    return re.search(r'href="(/static/css/[^"]+\.css)"', get(site, "/").body.decode())[1]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/articles/large-folders-stop-syncing/",
        "/fix/large-folder-sync/",
        "/search/?q=0x85010014",
        "/api/v1/search/?q=famv4",
        "/feed/",
        "/sitemap.xml",
        "/robots.txt",
        "/accounts/login/",
        "/admin/login/",
        "/healthz",
        "/readyz",
    ],
)
def test_pages_answer_with_the_security_headers(site: Site, path: str) -> None:
    answer = get(site, path)
    assert answer.status == 200
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Permissions-Policy"]


def test_static_files_may_be_kept_for_ever_and_have_names_that_change(site: Site) -> None:
    path = style_sheet(site)
    assert re.search(r"\.[0-9a-f]{12}\.css$", path)
    answer = get(site, path)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Type"].startswith("text/css")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_static_files_come_compressed_to_those_who_can_read_it(site: Site) -> None:
    path = style_sheet(site)
    plain = get(site, path)
    assert plain.headers["Content-Encoding"] is None
    for encoding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        packed = get(site, path, Accept_Encoding=encoding)
        assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == (encoding, "Accept-Encoding")
        assert len(packed.body) < len(plain.body) and unpack(packed.body) == plain.body
    assert get(site, path, Accept_Encoding="gzip, deflate, br").headers["Content-Encoding"] == "br"


def test_every_static_file_of_the_pages_is_there(site: Site) -> None:
    pages = [get(site, path).body.decode() for path in ("/", "/fix/large-folder-sync/", "/admin/login/")]
    paths = {found for page in pages for found in re.findall(r'(?:href|src)="(/static/[^"#?]+)', page)}
    assert len(paths) >= 3
    assert {path: get(site, path).status for path in paths} == dict.fromkeys(paths, 200)


def test_a_strange_host_is_refused(site: Site) -> None:
    assert get(site, "/", Host="evil.example.org").status == 400


def longest_search(site: Site) -> str:
    """What the search box lets through at most, in letters that take nine bytes each in an address, with every filter."""
    most = re.search(r'<input id="q"[^>]* maxlength="(\d+)"', get(site, "/").body.decode())[1]
    slug = "a" * 80
    filters = {"kind": "article", "topic": slug, "platform": slug, "collection": slug, "page": "1"}
    return f"/search/?{urlencode({'q': '語' * int(most), **filters})}"


def longest_walk(through: int = 2) -> str:
    """A walk of twelve answers with the longest keys, each contradicted by a pasted text, through so many guides."""
    keys = [f"{letter}{'k' * 39}" for letter in "abcdefghijkl"]
    seen = tuple(Seen(key, key, 1_000_000) for key in keys)
    before = longest_walk(through - 1)[: addresses.MAX_FROM] if through > 1 else ""
    given = {key: [key] for key in keys}
    return addresses.write(
        "/fix/large-folder-sync/", "", given, revision=10, came_from=before, evidence=seen, run="t" * 22, advice=10
    )


def test_the_longest_addresses_of_our_own_pages_are_answered(site: Site) -> None:
    search, walk = longest_search(site), longest_walk()
    assert len(search) > 1800 and len(walk) > 4094  # more than gunicorn takes when it is not told otherwise
    assert get(site, search).status == 200
    assert get(site, walk).status in (200, 302)
    for address in (search, walk):
        assert get(site, f"/accounts/login/?{urlencode({'next': address})}").status == 200


@pytest.mark.parametrize("letters", [200, 500, 800])
def test_whoever_has_to_sign_in_first_comes_to_the_form_however_long_the_address_was(site: Site, letters: int) -> None:
    answer = get(site, f"/admin/wizard/guide/?{urlencode({'q': '語' * letters})}")
    assert (answer.status, get(site, answer.headers["Location"]).status) == (302, 200)


def test_an_endless_address_is_refused_and_the_next_reader_is_served(site: Site) -> None:
    assert 400 <= get(site, "/search/?q=" + "x" * 9000).status < 500
    assert 400 <= get(site, "/", X_Long="x" * 9000).status < 500
    assert get(site, "/").status == 200


def test_half_a_request_keeps_nobody_waiting(site: Site) -> None:
    parts = urlsplit(site.url)
    slow = [socket.create_connection((parts.hostname, parts.port)) for _ in range(3)]
    try:
        for connection in slow:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")
        assert get(site, "/").status == 200
    finally:
        for connection in slow:
            connection.close()


def test_many_readers_at_once_are_all_served(site: Site) -> None:
    paths = ["/", "/articles/large-folders-stop-syncing/", "/search/?q=sync", "/fix/large-folder-sync/"] * 10
    with ThreadPoolExecutor(8) as readers:
        assert {answer.status for answer in readers.map(lambda path: get(site, path), paths)} == {200}


def test_the_server_listens_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST", "192.168.1.5")
    monkeypatch.setenv("PORT", "8123")
    assert runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["bind"] == "192.168.1.5:8123"


def wait_for_processes(site: Site, answered: Path, count: int) -> None:
    """Asks until so many processes have answered, by their numbers in the log: one that still starts ends only after that."""
    until = time.monotonic() + 60
    while len(set(answered.read_text().split())) < count:
        assert time.monotonic() < until, f"Only these have answered: {set(answered.read_text().split())}"
        assert get(site, "/healthz").status == 200
        time.sleep(0.01)


def test_the_server_ends_within_seconds_when_it_is_told_to(site: Site, tmp_path: Path) -> None:
    held = held_port()
    port = str(held.getsockname()[1])
    own = Site(f"http://127.0.0.1:{port}", "", site.environment | {"PORT": port, "WEB_CONCURRENCY": "2"})
    answered = tmp_path / "answered.log"
    noted = ("--access-logfile", str(answered), "--access-logformat", "%(p)s")
    server = serve(own, held, *noted, stderr=subprocess.PIPE, text=True)
    try:
        for line in server.stderr:
            if "Listening at" in line:
                break
        wait_for_processes(own, answered, 2)
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=15) == 0
    finally:
        if server.poll() is None:
            server.kill()
        server.stderr.close()
    with pytest.raises(ConnectionRefusedError):
        get(own, "/healthz")


EDITOR = """
import sys, time, django
django.setup()
from pathlib import Path
from kb import publishing
from kb.models import Document
from tests.factories import article_text
slug, folder = sys.argv[1], Path(sys.argv[2])
mine = publishing.create(kind="article", slug=slug, text=article_text(title=slug), by=None)
shared = Document.objects.get(slug="shared")
(folder / f"{slug}.ready").touch()
while not (folder / "go").exists():
    time.sleep(0.01)
conflicts = 0
for number in range(25):
    mine.refresh_from_db()
    revision = publishing.save_revision(mine, text=article_text(title=f"{slug} {number}"), by=None, based_on=mine.latest)
    publishing.publish(revision, by=None)
    shared.refresh_from_db()
    try:
        publishing.save_revision(shared, text=article_text(title=f"{slug} {number}"), by=None, based_on=shared.latest)
    except publishing.Conflict:
        conflicts += 1
print(conflicts)
"""
PREPARE = """
import django; django.setup()
from tests.factories import make_article
make_article("draft", slug="shared")
"""
COUNT = """
import json, django; django.setup()
from django.db import connection
from kb.models import Document
found = {document.slug: [document.revisions.count(), document.latest.number] for document in Document.objects.all()}
with connection.cursor() as cursor:
    found["check"] = cursor.execute("PRAGMA integrity_check").fetchone()[0]
print(json.dumps(found))
"""


def test_four_editors_in_four_processes_never_find_the_database_locked(tmp_path: Path) -> None:
    import json

    assert python("manage.py", "migrate", "-v0", data_dir=tmp_path).returncode == 0
    assert python("-c", PREPARE, data_dir=tmp_path).stderr == ""
    slugs = [f"editor-{number}" for number in range(4)]
    editors = [
        subprocess.Popen(
            [sys.executable, "-c", EDITOR, slug, str(tmp_path)],
            cwd=ROOT,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for slug in slugs
    ]
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("*.ready"))) < len(slugs) and time.monotonic() < until:
        time.sleep(0.05)
    (tmp_path / "go").touch()
    said = [editor.communicate(timeout=180) for editor in editors]
    assert [errors for _, errors in said] == [""] * 4
    conflicts = sum(int(output) for output, _ in said)
    found = json.loads(python("-c", COUNT, data_dir=tmp_path).stdout)
    assert found.pop("check") == "ok"
    assert found == dict.fromkeys(slugs, [26, 26]) | {"shared": [101 - conflicts] * 2}
