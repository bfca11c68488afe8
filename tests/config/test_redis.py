"""CACHE_URL=redis://…: a real server keeps what one process puts in for another."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis

URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/15")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Settings with this cache; skips, and says so, where no Redis answers."""
    try:
        redis.Redis.from_url(URL, socket_timeout=10).ping()
    except redis.RedisError as error:
        pytest.skip(f"no Redis answers at TEST_REDIS_URL: {error}")
    return os.environ | {"CACHE_URL": URL, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}


def _run(code: str, environment: dict[str, str]) -> str:
    program = f"import django; django.setup(); from django.core.cache import cache; {code}"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_one_process_keeps_another_one_finds(environment: dict[str, str]) -> None:
    _run("cache.set('verger-test', 'kept', 30)", environment)

    assert _run("print(cache.get('verger-test')); cache.delete('verger-test')", environment) == "kept"
