"""Pasting is work: so much for one sender, and so much at the same time."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from kb import limits
from kb.models import Tally
from tests.pages.pasting import LOG, diagnose, send
from tests.pages.reading import Page
from wizard import queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(queue, "PASTES", limits.Limit("paste", 3, timedelta(minutes=10)))


@pytest.mark.parametrize("to", ["/fix/paste/", "/fix/network/paste/"])
def test_a_flood_from_one_sender_is_refused_in_plain_words(client, network, few, to):
    for number in range(3):
        assert (
            send(client, LOG, to=to, headers={"Sec-Fetch-Site": "same-origin", "User-Agent": str(number)}).status_code
            < 400
        )
    response = send(client, LOG, to=to)
    page = Page(response)
    assert page.status == 429 and "Please wait ten minutes" in page.alert and response["Retry-After"] == "600"
    assert page.form_with("Look through it") and not page.errors


def test_a_program_is_told_so_too(client, network, few):
    answers = [diagnose(client, LOG) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert "wait ten minutes" in answers[-1].json()["error"] and answers[-1]["Retry-After"] == "600"


def test_what_is_refused_for_another_reason_does_not_count(client, network, few):
    for _ in range(5):
        assert send(client, "").status_code == 422
    assert send(client, LOG).status_code == 200


def test_others_go_on_pasting(client, network, few):
    for _ in range(5):
        send(client, LOG)
    assert (
        client.post(
            "/fix/paste/", {"pasted_text": LOG}, headers={"Sec-Fetch-Site": "same-origin"}, REMOTE_ADDR="192.0.2.9"
        ).status_code
        == 200
    )


def test_ten_minutes_later_the_same_sender_may_paste_again(client, network, few):
    for _ in range(5):
        send(client, LOG)
    Tally.objects.update(until=timezone.now())
    assert send(client, LOG).status_code == 200


def test_only_so_many_are_looked_through_at_the_same_time(client, network, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.01)
    monkeypatch.setattr(queue, "_places", threading.BoundedSemaphore(1))
    with queue._places:
        response = send(client, LOG)
        assert response.status_code == 503 and "try again in a minute" in Page(response).alert
        assert response["Retry-After"] == "60"
    assert send(client, LOG).status_code == 200


def test_a_place_is_free_again_after_an_error(client, network, monkeypatch):
    monkeypatch.setattr(queue, "_places", threading.BoundedSemaphore(1))

    def broken(*arguments):
        raise RuntimeError("broken")

    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("wizard.evidence.look", broken)
        assert send(client, LOG).status_code == 500
    assert send(client, LOG).status_code == 200


def test_a_database_that_takes_nothing_does_not_keep_anybody_from_looking(client, network, monkeypatch):
    def read_only(*arguments, **named):
        raise DatabaseError("read-only")

    monkeypatch.setattr(limits.Limit, "add", read_only)
    assert send(client, LOG).status_code == 200


def test_who_sent_what_is_forgotten_and_names_nobody(client, network):
    send(client, LOG)
    (tally,) = Tally.objects.all()
    assert len(tally.key) == 64 and "127.0.0.1" not in tally.key
    Tally.objects.update(until=timezone.now() - timedelta(minutes=1))
    limits.tidy()
    assert not Tally.objects.exists()
