"""Which tests may be left out, and where that fails the run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.config.command import ROOT, python

SKIPPED = "import pytest\ndef test_runs(): pass\n@pytest.mark.skip(reason='no printer')\ndef test_prints(): pass\n"
BESIDE = "def test_works_out(): pass\n@pytest.mark.looks\ndef test_is_green(chromium_path): pass\n"
BROWSER = "import pytest\n@pytest.mark.browser\ndef test_looks(chromium_path): pass\n"
ASKING = """
import pytest

@pytest.fixture
def people(db): pass

@pytest.fixture
def site(): pass

@pytest.mark.django_db
def test_marked(): pass

@pytest.mark.django_db(transaction=True)
def test_marked_with_transactions(): pass

@pytest.mark.django_db
class TestAll:
    def test_in_a_marked_class(self): pass

def test_asks(db): pass

def test_asks_for_transactions(transactional_db): pass

def test_asks_for_what_asks(people): pass

def test_asks_for_one_of_the_cast(volunteer): pass

def test_asks_a_served_site(site): pass

@pytest.mark.looks
def test_looks_at_a_served_site(site): pass

def test_asks_for_nothing(tmp_path): pass
"""
NOWHERE = "postgres://nobody@127.0.0.1:1/none"  # never asked: nothing that is kept gets as far


def run(folder: Path, source: str, *more: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A run of pytest on one file, with the project's own conftest."""
    (folder / "conftest.py").write_text("from tests.conftest import *\n")
    (folder / "test_one.py").write_text(source)
    options = ("-p", "no:cacheprovider", f"--rootdir={ROOT}", f"-c{ROOT}/pyproject.toml", *more)
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
    done = run(tmp_path, BROWSER + BESIDE, CI="", CHROMIUM="/nowhere/chromium", TEST_DATABASE_URL=NOWHERE)
    assert (done.returncode, "1 skipped, 2 deselected" in done.stdout) == (0, True), done.stdout + done.stderr
    here = run(tmp_path, BROWSER + BESIDE, CI="", CHROMIUM="/nowhere/chromium")
    assert "1 passed, 2 skipped" in here.stdout, here.stdout + here.stderr


def test_whatever_way_a_test_asks_for_the_database_it_is_run_again(tmp_path: Path) -> None:
    tests = set(re.findall(r"test_\w+", ASKING))
    left_out = {"test_asks_for_nothing", "test_looks_at_a_served_site"}
    done = run(tmp_path, ASKING, "--collect-only", "-q", CI="", TEST_DATABASE_URL=NOWHERE)
    assert set(re.findall(r"::(test_\w+)", done.stdout)) == tests - left_out, done.stdout + done.stderr


def test_a_browser_test_without_a_browser_says_what_to_install(tmp_path: Path) -> None:
    done = run(tmp_path, BROWSER, CI="", CHROMIUM="/nowhere/chromium")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 skipped" in done.stdout
    assert "There is no Chromium. Install it (apt install chromium), or say where it is: CHROMIUM=" in done.stdout
