"""What is counted of searches, and what is not kept at all."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils import timezone

from kb import search
from kb.models import SearchLog
from kb.search import searchlog
from tests.kb.hostile import HOSTILE

pytestmark = pytest.mark.django_db


def logged() -> list[tuple[str, int, int]]:
    return list(SearchLog.objects.values_list("query", "times", "found"))


def test_the_same_search_in_another_writing_is_counted_up_with_what_it_found_last():
    search.log("Calendar  stopped", 3)
    search.log(" calendar STOPPED", 4)
    assert logged() == [("calendar stopped", 2, 4)]


def test_another_day_is_another_row():
    SearchLog.objects.create(day=timezone.localdate() - timedelta(days=1), query="calendar", times=5, found=1)
    search.log("calendar", 2)
    assert sorted(logged()) == [("calendar", 1, 2), ("calendar", 5, 1)]


def test_a_row_that_another_process_made_in_between_is_counted_too(monkeypatch):
    make = SearchLog.objects.bulk_create

    def make_late(rows, **options):
        SearchLog.objects.create(day=rows[0].day, query=rows[0].query, times=1, found=7)
        return make(rows, **options)

    monkeypatch.setattr(
        type(SearchLog.objects), "bulk_create", lambda self, rows, **options: make_late(rows, **options)
    )
    search.log("calendar", 2)
    assert logged() == [("calendar", 2, 2)]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\x00",
        "anna@example.org",
        "mail from anna.smith@example.org fails",
        "first line\nsecond line",
        "a pasted sentence " * 20,
        "call 555 123 4567",
        "+49 171 5551234 does not ring",
        "(555) 123-4567",
        "555.123.4567 no answer",
        "05.55.12.34.56",
        "card 4111 1111 1111 1111",
        "ssn 123-45-6789",
        "Summer2024!",
        "is tr0ub4dor&3 wrong",
        "key dGhpcyBpcyBub3Q0ODg5OTk0",
        "password: hunter22",
        "net use z: \\\\fs1\\data secret99 /user:anna",
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    ],
)
def test_addresses_and_pasted_texts_are_not_logged(typed):
    search.log(typed, 0)
    assert logged() == []


@pytest.mark.parametrize(
    "typed",
    [
        "error 0x85010014",
        "-2063531500",
        "kb 123456",
        "exchange 2007 2010 2013",
        "office 2016 2019 2021",
        "10.5.3 to 10.6.8",
        "stopped on 2026-11-22",
        "famv4.sys blocks access",
        "password is wrong",
        "0x80070005 0x8007000e",
        "event id 1053",
        "iphone15 ios17.2.1 sync?",
        "#5.7.139 bounce",
        "\\\\fs1\\data",
        "com.apple.mobiledevice2024",
    ],
)
def test_codes_versions_and_years_are_logged(typed):
    search.log(typed, 0)
    assert len(logged()) == 1


def test_a_flood_of_different_searches_fills_no_disk(monkeypatch):
    monkeypatch.setattr(searchlog, "MOST_A_DAY", 3)
    for word in ("one", "two", "three", "four", "one"):
        search.log(f"{word} cables", 0)
    assert sorted(logged()) == [("one cables", 2, 0), ("three cables", 1, 0), ("two cables", 1, 0)]


def test_a_click_counts_for_the_last_day_of_its_search_and_never_more_often_than_that(settings):
    yesterday = timezone.localdate() - timedelta(days=1)
    SearchLog.objects.create(day=yesterday - timedelta(days=1), query="calendar", times=5, found=1)
    SearchLog.objects.create(day=yesterday, query="calendar", times=1, found=1)
    for _ in range(3):
        search.click(" Calendar")
    search.click("never searched for")
    assert list(SearchLog.objects.order_by("day").values_list("clicks", flat=True)) == [0, 1]


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_can_be_logged(typed):
    search.log(typed, 0)
    assert len(logged()) <= 1
    assert all(0 < len(query) <= 200 for query, _, _ in logged())


def test_old_rows_go_with_the_first_search_of_a_day(settings, django_assert_max_num_queries):
    settings.SEARCH_LOG_DAYS = 30
    today = timezone.localdate()
    for days in (29, 31, 400):
        SearchLog.objects.create(day=today - timedelta(days=days), query=f"{days} days ago", found=0)
    search.log("calendar", 0)
    assert {query for query, _, _ in logged()} == {"29 days ago", "calendar"}
    with django_assert_max_num_queries(3):  # savepoint, one update, release
        search.log("calendar", 0)


def test_a_log_that_cannot_be_written_does_not_spoil_the_search(client, monkeypatch, caplog):
    def fail(query, found, told):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(searchlog, "_count", fail)
    assert client.get("/search/?q=calendar").status_code == 200
    assert "A search was not counted" in caplog.text


def test_searching_itself_logs_nothing():
    search.search("calendar", user=AnonymousUser())
    assert logged() == []
