"""Which tests may be left out, and where that fails the run."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.config.command import ROOT, python

SKIPPED = "import pytest\ndef test_runs(): pass\n@pytest.mark.skip(reason='no printer')\ndef test_prints(): pass\n"
BESIDE = "def test_works_out(): pass\n@pytest.mark.looks\ndef test_is_green(chromium_path): pass\n"
BROWSER = "import pytest\n@pytest.mark.browser\ndef test_looks(chromium_path): pass\n"


def run(folder: Path, source: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest on one file, with the project's own conftest."""
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "test_one.py").write_text(source)
    options = ("-p", "no:cacheprovider", f"--rootdir={ROOT}", f"-c{ROOT}/pyproject.toml")
    settings = {
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": "",
        **settings,
    }
    return python("-m", "pytest", *options, str(folder), data_dir=folder, **settings)


def test_a_skipped_test_fails_the_run_where_everything_is_installed(tmp_path: Path) -> None:
    here = run(tmp_path, SKIPPED, CI="")
    assert (here.returncode, "1 passed, 1 skipped" in here.stdout) == (0, True), here.stdout + here.stderr
    there = run(tmp_path, SKIPPED, CI="true")
    assert there.returncode == 1
    assert "skipped tests, which fail the run with CI=true" in there.stdout
    assert "test_one.py::test_prints" in there.stdout.partition("CI=true")[2]


def test_on_postgresql_only_what_depends_on_the_database_is_run_again(tmp_path: Path) -> None:
    url = "postgres://nobody@127.0.0.1:1/none"  # never asked: the one that is left has no browser
    done = run(tmp_path, BROWSER + BESIDE, CI="", CHROMIUM="/nowhere/chromium", TEST_DATABASE_URL=url)
    assert (done.returncode, "1 skipped, 2 deselected" in done.stdout) == (0, True), done.stdout + done.stderr
    here = run(tmp_path, BROWSER + BESIDE, CI="", CHROMIUM="/nowhere/chromium")
    assert "1 passed, 2 skipped" in here.stdout, here.stdout + here.stderr


def test_a_browser_test_without_a_browser_says_what_to_install(tmp_path: Path) -> None:
    done = run(tmp_path, BROWSER, CI="", CHROMIUM="/nowhere/chromium")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 skipped" in done.stdout
    assert "There is no Chromium. Install it (apt install chromium), or say where it is: CHROMIUM=" in done.stdout
