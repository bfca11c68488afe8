"""The cast: the people that tests tell of. Each is a user in a group that the migrations make."""

from __future__ import annotations

import os
import shutil

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.db.models.signals import post_migrate

from kb.search import suggestions

REACHING = {"db", "transactional_db", "site", "chromium_path"}  # the fixtures behind which there is a database

# A busy machine must not fail property tests for being slow. Here, since it must be loaded before any of them is imported.
hypothesis.settings.register_profile("verger", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("verger")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The data folder of this run goes with it."""
    if settings.configured:
        shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The run on PostgreSQL leaves out what has nothing to do with a database: the run on SQLite has seen it, and it would be the same."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        return
    seen = [item for item in items if not _depends_on_database(item)]
    items[:] = [item for item in items if _depends_on_database(item)]
    config.hook.pytest_deselected(items=seen)


def _depends_on_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, without which pytest-django refuses it any, or does something on a site that has one."""
    if item.get_closest_marker("looks"):
        return False
    return bool(item.get_closest_marker("django_db")) or not REACHING.isdisjoint(item.fixturenames)


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    """With CI=true everything needed is installed, so that a skipped test is one that nobody would miss."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter.stats.get("skipped", []) if reporter and os.environ.get("CI") == "true" else []


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if _skipped(session.config) and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if skipped := _skipped(config):
        terminalreporter.section("skipped tests, which fail the run with CI=true", red=True)
        for report in skipped:
            terminalreporter.line(report.nodeid)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker) -> None:
    """The database of the tests. A test with transactions of its own empties it in the end; the groups that the
    migrations made are put back then, since with several processes any other test may come after it.
    """
    parts = "codename", "content_type__app_label", "content_type__model"
    with django_db_blocker.unblock():
        made = {group.name: list(group.permissions.values_list(*parts)) for group in Group.objects.all()}

    def put_back(**_given: object) -> None:
        for name in made.keys() - set(Group.objects.values_list("name", flat=True)):
            kept = (Permission.objects.get_by_natural_key(*permission) for permission in made[name])
            Group.objects.create(name=name).permissions.set(kept)

    # Emptying makes permissions anew, app by app.
    *_, last = (app for app in apps.get_app_configs() if app.models_module)
    post_migrate.connect(put_back, sender=last, weak=False)


def _person(name: str, group: str) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "a long pass phrase", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What a process keeps of the database for a few seconds is not kept from one test to the next."""
    suggestions.forget()


@pytest.fixture
def long_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks of the suggestions at the database more time passes than any test takes on a busy machine."""
    monkeypatch.setattr(suggestions, "LOOK_EVERY", 3600)


@pytest.fixture
def visitor() -> AnonymousUser:
    """Anybody, without an account."""
    return AnonymousUser()


@pytest.fixture
def volunteer(db) -> User:
    """Reads what is for staff, and changes nothing."""
    return _person("volunteer", "Staff reader")


@pytest.fixture
def editor(db) -> User:
    """Writes drafts and submits them."""
    return _person("editor", "Editor")


@pytest.fixture
def publisher(db) -> User:
    """Reviews and publishes."""
    return _person("publisher", "Publisher")


@pytest.fixture
def admin(db) -> User:
    """May do everything."""
    return User.objects.create_superuser("admin", "admin@example.org", "a long pass phrase")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser that tests marked `browser` drive; where there is none, they are skipped."""
    named = os.environ.get("CHROMIUM", "")
    usual = (
        "chromium",
        "chromium-browser",
        "google-chrome",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    )
    found = next(filter(None, map(shutil.which, [named] if named else usual)), "")
    if not found:
        pytest.skip(
            "There is no Chromium. Install it (apt install chromium), or say where it is: CHROMIUM=/path/to/chrome"
        )
    return found
