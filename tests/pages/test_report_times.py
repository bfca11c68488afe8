"""The times in a report are those of the clock on the wall, with the name of its zone; programs get UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.pages.reading import Page
from tests.pages.test_runs import PLACE, save
from wizard.models import Run
from wizard.report import in_minutes_of, in_zone, kept_moment

MOMENT = datetime(2026, 11, 22, 23, 40, 59, tzinfo=UTC)


@pytest.fixture
def run(db, client, guide) -> Run:
    save(client, PLACE)
    verdicts = [{"fix": "restart", "verdict": "not-fixed", "at": "2026-11-22 23:40 UTC"}]
    Run.objects.update(verdicts=verdicts, created_at=MOMENT)
    return Run.objects.get()


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC", "2026-11-22 23:40 UTC"),
        ("Europe/Berlin", "2026-11-23 00:40 CET"),
        ("America/Chicago", "2026-11-22 17:40 CST"),
        ("America/Sao_Paulo", "2026-11-22 20:40 UTC-03"),
    ],
)
def test_a_report_gives_the_time_of_the_site_and_names_its_zone(client, run, settings, zone, shown):
    settings.TIME_ZONE = zone
    page = Page(client.get(run.get_absolute_url()))
    assert f"Not fixed {shown}" in page.text
    assert f"({shown})" in client.get(f"/fix/run/{run.token}.txt").content.decode()


def test_programs_get_utc_whatever_the_zone_of_the_site(client, run, settings):
    settings.TIME_ZONE = "America/Chicago"
    data = client.get(f"/fix/run/{run.token}.json").json()
    assert data["written"] == data["tried"][0]["at"] == "2026-11-22 23:40 UTC"


def test_what_is_kept_is_utc(client, guide, settings, db):
    settings.TIME_ZONE = "America/Chicago"
    save(client, PLACE)
    (verdict,) = Run.objects.get().verdicts
    assert verdict["at"].endswith(" UTC")


def test_the_list_in_the_admin_gives_the_same_time(run, settings):
    settings.TIME_ZONE = "Europe/Berlin"
    assert str(run).endswith(", 2026-11-23 00:40")


def test_a_moment_is_kept_and_shown_in_any_zone():
    berlin = ZoneInfo("Europe/Berlin")
    assert kept_moment(MOMENT.astimezone(berlin)) == in_minutes_of(MOMENT) == "2026-11-22 23:40 UTC"
    assert in_zone("2026-07-01 12:00 UTC", berlin) == "2026-07-01 14:00 CEST"
    assert [in_zone(odd, berlin) for odd in ("", "yesterday", "2026-13-45 99:99 UTC")] == [
        "", "yesterday", "2026-13-45 99:99 UTC",
    ]  # fmt: skip
