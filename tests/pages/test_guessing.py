"""Guessing passwords is slow, and stops nobody who knows theirs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from kb import limits
from kb.limits import Limit
from kb.models import Tally
from tests.pages.reading import Page

PASSWORD = "a long pass phrase"
PAGES = ("/accounts/login/", "/admin/login/")
db = pytest.mark.django_db


def sign_in(
    password: str = PASSWORD, *, name: str = "editor", sender: str = "192.0.2.1", page: str = PAGES[0], **extra
):
    """What a browser at this address gets back; signed in is 302."""
    return Client(REMOTE_ADDR=sender, **extra).post(page, {"username": name, "password": password})


def guess(times: int, **where) -> list[int]:
    return [sign_in("wrong", **where).status_code for _ in range(times)]


@db
@pytest.mark.parametrize("page", PAGES)
def test_after_five_wrong_passwords_somebody_waits_and_is_told_how_long(page, editor):
    assert guess(5, page=page) == [200] * 5
    answer = sign_in(page=page)
    assert answer.status_code == 429 and 0 < int(answer["Retry-After"]) <= 600
    assert "Too many wrong passwords. Wait 10 minutes (until " in Page(answer).text
    Tally.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sign_in(page=page).status_code == 302


@db
def test_both_pages_count_together(editor):
    assert guess(3, page=PAGES[0]) + guess(3, page=PAGES[1]) == [200] * 5 + [429]


@db
def test_a_right_password_begins_the_count_anew(editor):
    for _ in range(3):
        assert guess(4) == [200] * 4
        assert sign_in().status_code == 302


@db
def test_signing_in_often_is_no_guessing(editor):
    assert {sign_in().status_code for _ in range(60)} == {302}


@db
def test_a_name_that_nobody_has_is_answered_alike(editor):
    known = [sign_in("wrong") for _ in range(6)]
    unknown = [sign_in("wrong", name="nobody", sender="192.0.2.7") for _ in range(6)]
    assert [one.status_code for one in known] == [one.status_code for one in unknown]
    assert Page(known[-1]).alert == Page(unknown[-1]).alert


@db
def test_one_sender_cannot_go_through_many_names(editor):
    codes = [sign_in("wrong", name=f"name-{number}").status_code for number in range(21)]
    assert codes == [200] * 20 + [429]


@db
def test_a_stranger_does_not_lock_a_colleague_out(editor):
    assert sign_in(sender="198.51.100.9").status_code == 302
    for number in range(80):  # far more than a name may be wrong
        sign_in("wrong", sender=f"192.0.2.{number}")
    assert sign_in(sender="192.0.2.250").status_code == 429
    assert sign_in(sender="198.51.100.9").status_code == 302


@db
def test_what_one_sender_is_refused_does_not_use_up_the_name(editor):
    guess(60)
    assert sign_in(sender="192.0.2.2").status_code == 302


@db
def test_many_senders_together_run_into_the_limit_of_the_name_and_its_window_ends(editor):
    codes = [sign_in("wrong", sender=f"192.0.2.{number}").status_code for number in range(51)]
    assert codes == [200] * 50 + [429]
    Tally.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert sign_in(sender="192.0.2.99").status_code == 302


@db
def test_the_name_may_be_written_in_any_way(editor):
    assert [
        sign_in("wrong", name=name).status_code for name in ("editor", "EDITOR", "Editor", "ｅditor", "eDitor")
    ] == [200] * 5
    assert sign_in("wrong").status_code == 429


@db
def test_a_forged_header_is_no_other_sender(editor):
    codes = [sign_in("wrong", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").status_code for number in range(6)]
    assert codes == [200] * 5 + [429]
    behind_proxy = [
        sign_in("wrong", sender="127.0.0.1", name="other", HTTP_X_FORWARDED_FOR=f"1.1.1.{n}, 203.0.113.5").status_code
        for n in range(6)
    ]
    assert behind_proxy == [200] * 5 + [429]


@db
def test_a_house_with_ipv6_is_one_sender(editor):
    assert [sign_in("wrong", sender=f"2001:db8:1:2::{n}").status_code for n in range(1, 7)] == [200] * 5 + [429]
    assert sign_in(sender="2001:db8:1:3::1").status_code == 302


@db
@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 10_000, "é" * 100])
def test_odd_names_are_counted_too(name):
    assert set(guess(7, name=name)) <= {200, 429}


@db
def test_nothing_says_who_tried(editor, caplog):
    guess(6)
    kept = " ".join(str(values) for values in Tally.objects.values_list())
    assert "editor" not in kept and "192.0.2.1" not in kept
    assert "too many wrong passwords" in caplog.text and "192.0.2.1" not in caplog.text


@db
def test_somebody_who_may_not_enter_the_admin_is_not_told_more_by_guessing(member):
    assert [sign_in(name="member", page=PAGES[1]).status_code for _ in range(6)] == [200] * 5 + [429]


# The count itself


@db
def test_a_clock_that_went_back_locks_nobody_out():
    limit = Limit("test", 1, timedelta(minutes=10))
    limit.add("x")
    Tally.objects.update(until=timezone.now() + timedelta(days=3650), times=99)
    assert limit.add("x").times == 1


@db
def test_old_counts_are_tidied():
    Limit("test", 1, timedelta(minutes=10)).add("x")
    Limit("test", 1, timedelta(minutes=10)).add("y")
    Tally.objects.filter(pk=Tally.objects.first().pk).update(until=timezone.now() - timedelta(minutes=1))
    assert limits.tidy() == 1 and Tally.objects.count() == 1


@db
def test_counts_that_are_over_go_with_the_next_new_one():
    limit = Limit("test", 1, timedelta(minutes=10))
    limit.add("x")
    Tally.objects.update(until=timezone.now() - timedelta(minutes=1))
    limit.add("y")
    assert Tally.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted():
    limit = Limit("test", 5, timedelta(minutes=10))

    def try_once(_number: int) -> int:
        try:
            return limit.add("x").times
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(try_once, range(24)))
    assert Tally.objects.get().times == 24


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_moment_do_not_slip_through(settings):
    User.objects.create_user("editor", password=PASSWORD, is_staff=True)

    def one(_number: int) -> int:
        try:
            return sign_in("wrong").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(one, range(12))) == [200] * 5 + [429] * 7
