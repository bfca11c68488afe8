"""Runs the project's own commands as a person does: in a process of their own, with nothing of the tests' settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = (
    *("DATA_DIR", "DATABASE_URL", "SECRET_KEY", "CACHE_URL", "EMAIL_URL", "EMAIL_FROM", "SITE_URL", "SITE_NAME"),
    *("READERS", "TIME_ZONE", "LANGUAGE_CODE", "SEARCH_LOG_DAYS", "DEBUG", "PORT", "HOST", "WEB_CONCURRENCY"),
)


def environment(data_dir: Path, **settings: str) -> dict[str, str]:
    """The environment of a fresh site in this data folder; empty means not set, whatever the shell or `.env` say."""
    blank = dict.fromkeys(SETTINGS, "")
    own = {
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "2",
    }
    return os.environ | blank | own | settings


def python(*arguments: str, data_dir: Path, timeout: int = 120, **settings: str) -> subprocess.CompletedProcess[str]:
    """What `python …` did."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(data_dir, **settings),
        capture_output=True,
        text=True,
        timeout=timeout,
    )
