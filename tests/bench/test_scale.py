"""`make bench-scale` and `make bench-crowd` from end to end, with a handful of documents."""

import os
import subprocess
import sys

import pytest

from tests.bench.search.corpus import FOLDERS

TEXT = "When the phone is locked for longer than its policy allows, the server asks for the password of the mailbox again, {n} times. "


def bench(module: str, *arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", f"tests.bench.search.{module}", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, env=os.environ | {"SEARCH_MEANING": "off"}
    )


@pytest.fixture
def documentation(tmp_path) -> str:
    folder = tmp_path / FOLDERS[0]
    folder.mkdir(parents=True)
    for number in range(12):
        page = "\n\n".join([f"# Mailbox policy {number}", f"## Phones {number}", *(TEXT.format(n=n) for n in range(8))])
        (folder / f"page-{number}.md").write_text(page)
    return str(tmp_path)


def test_it_prints_a_line_for_each_size_with_ratios_that_are_numbers(documentation):
    printed = bench("scale", documentation, "--sizes", "30,60")
    assert printed.returncode == 0, printed.stderr
    lines = [line.split() for line in printed.stdout.splitlines() if " words  " in line]
    assert [line[0] for line in lines] == ["30", "60"]
    for line in lines:
        assert all(float(ratio) > 0.5 for ratio in (line[5], line[7], line[9]))


@pytest.mark.parametrize("module", ["scale", "crowd"])
def test_without_the_documentation_it_says_how_to_get_it(module, tmp_path):
    printed = bench(module, str(tmp_path))
    assert printed.returncode == 2
    assert "git clone" in printed.stdout


def test_a_small_crowd_is_answered_while_somebody_publishes(documentation):
    printed = bench("crowd", documentation, "--sizes", "30", "--connections", "4", "--seconds", "2")
    assert printed.returncode == 0, printed.stdout + printed.stderr
    _, answers, wrong, *_, published, failed, locks, _ = printed.stdout.splitlines()[-1].split()
    assert int(answers) > 4 and int(published) > 0
    assert (wrong, failed, locks) == ("0", "0", "0")
