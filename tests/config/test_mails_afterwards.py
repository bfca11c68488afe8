"""A link for a new password is sent when the answer is out: nobody learns from the clock who has an account."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.views import ForgottenPassword

pytestmark = pytest.mark.django_db(transaction=True)
KNOWN, UNKNOWN = "ann@example.org", "nobody@example.org"


@pytest.fixture(autouse=True)
def ann() -> User:
    return User.objects.create_user("ann", KNOWN, "a long pass phrase")


@pytest.fixture(autouse=True)
def may_go_out(ann, monkeypatch) -> Iterator[threading.Event]:
    """A mail server that takes nothing until this is set."""
    event, send = threading.Event(), EmailBackend.send_messages

    def slowly(self, messages):
        assert event.wait(20)
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", slowly)
    yield event
    event.set()
    for thread in senders():
        thread.join(20)


def senders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "forgotten-password"]


def ask(address: str, sender: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=sender).post("/accounts/reset/", {"email": address})


def test_the_answer_does_not_wait_for_the_mail(may_go_out):
    assert ask(KNOWN)["Location"] == "/accounts/reset/sent/"
    (sender,) = senders()
    assert mail.outbox == [] and not sender.daemon  # a process that ends waits for it
    may_go_out.set()
    sender.join(20)
    assert [one.to for one in mail.outbox] == [[KNOWN]]


def test_the_answer_takes_the_same_steps_for_a_known_and_an_unknown_address():
    asked = []
    for address, sender in ((KNOWN, "192.0.2.1"), (UNKNOWN, "192.0.2.7")):
        with CaptureQueriesContext(connection) as queries:  # those of this thread alone
            ask(address, sender)
        asked.append([query["sql"].split()[:3] for query in queries])
        assert not any("auth_user" in query["sql"] for query in queries)
    assert asked[0] == asked[1]


def test_what_fails_afterwards_is_logged(monkeypatch, caplog):
    def broken(self, form):
        raise OSError("no such mail server")

    monkeypatch.setattr(ForgottenPassword.__mro__[1], "form_valid", broken)
    assert ask(KNOWN).status_code == 302
    for thread in senders():
        thread.join(20)
    assert "A link for a new password could not be sent." in caplog.text and KNOWN not in caplog.text
