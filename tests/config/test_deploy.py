"""The files for running Verger agree with each other, with the settings, and with what docs/running.md says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent.parent
NGINX = (ROOT / "deploy" / "nginx.conf").read_text()
SERVICE = (ROOT / "deploy" / "verger.service").read_text()
DOCS = (ROOT / "docs" / "running.md").read_text()
GUNICORN = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))


def seconds(name: str) -> int:
    """A time of the nginx file."""
    return int(re.search(rf"^\s*{name}\s+(\d+)s;", NGINX, re.MULTILINE)[1])


def test_the_web_server_asks_where_the_service_listens():
    port = re.search(r"server 127\.0\.0\.1:(\d+);", NGINX)[1]
    assert f"HOST=127.0.0.1 PORT={port} " in SERVICE


def test_the_web_server_lets_go_of_a_connection_first_and_waits_longest():
    assert seconds("keepalive_timeout") < GUNICORN["keepalive"]
    assert seconds("proxy_read_timeout") > GUNICORN["timeout"]


def test_the_address_that_limits_count_by_is_written_over():
    assert re.search(r"X-Forwarded-For\s+\$remote_addr;", NGINX) and "proxy_add_x_forwarded_for" not in NGINX


def test_what_the_web_server_lets_in_is_what_the_page_says_and_enough_for_a_form():
    megabytes = int(re.search(r"client_max_body_size\s+(\d+)m;", NGINX)[1])
    assert megabytes * 1_000_000 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    connections = re.search(r"limit_conn verger_connections (\d+);", NGINX)[1]
    rate, burst = re.search(r"rate=(\d+)r/s", NGINX)[1], re.search(r"burst=(\d+)", NGINX)[1]
    wait = seconds("client_body_timeout")
    said = f"{wait} seconds for a reader to send or take something, {megabytes} MB for a request, {connections} connections and {rate} requests a second ({burst} at once)"
    assert said in DOCS


def test_the_service_starts_what_the_page_says_and_writes_where_it_may():
    folder = re.search(r"WorkingDirectory=(\S+)", SERVICE)[1]
    assert f"here `{folder}`" in DOCS
    assert f"ReadWritePaths={folder}/data {folder}/staticfiles" in SERVICE
    assert (ROOT / "manage.py").exists() and "manage.py prepare" in SERVICE
    assert int(re.search(r"TimeoutStopSec=(\d+)", SERVICE)[1]) > GUNICORN["graceful_timeout"]
