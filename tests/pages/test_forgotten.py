"""Links for a new password: few to one address, few for one sender, and nothing learnt from the answers."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from kb.models import Tally
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db
KNOWN = "volunteer@example.org"


def ask(address: str = KNOWN, *, sender: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=sender).post("/accounts/reset/", {"email": address})


def test_one_address_gets_three_links_in_an_hour_whoever_asks(volunteer):
    for number in range(5):
        assert ask(sender=f"192.0.2.{number}")["Location"] == "/accounts/reset/sent/"
    assert len(mail.outbox) == 3
    Tally.objects.update(until=timezone.now() - timedelta(seconds=1))
    ask()
    assert len(mail.outbox) == 4


def test_an_address_is_one_however_it_is_written(volunteer):
    for address in (KNOWN, KNOWN.upper(), "Volunteer@example.org", "vOlunteer@example.org", f" {KNOWN} "):
        ask(address)
    assert len(mail.outbox) == 3


def test_known_and_unknown_addresses_are_answered_alike_also_when_it_was_enough(volunteer):
    answers = {
        address: [ask(address, sender=sender) for _ in range(12)]
        for address, sender in ((KNOWN, "192.0.2.1"), ("nobody@example.org", "192.0.2.7"))
    }
    told = [[(one.status_code, one.headers.get("Location")) for one in given] for given in answers.values()]
    assert told[0] == told[1]
    assert told[0] == [(302, "/accounts/reset/sent/")] * 10 + [(429, None)] * 2
    assert Page(answers[KNOWN][-1]).alert == Page(answers["nobody@example.org"][-1]).alert


def test_one_sender_cannot_have_mails_sent_to_a_whole_list(volunteer):
    for number in range(10):
        ask(f"name-{number}@example.org")
    answer = ask()
    assert answer.status_code == 429 and not mail.outbox
    assert 0 < int(answer["Retry-After"]) <= 3600
    page = Page(answer)
    assert page.alert.count("Wait 60 minutes (until ") == 1
    assert page.all("input", name="email")[0].get("value") == KNOWN
    assert ask(sender="198.51.100.9").status_code == 302 and len(mail.outbox) == 1


def test_what_a_sender_is_refused_does_not_use_up_an_address(volunteer):
    for number in range(10):
        ask(f"name-{number}@example.org")
    for _ in range(5):
        ask()
    ask(sender="198.51.100.9")
    assert len(mail.outbox) == 1


def test_a_slip_of_the_finger_does_not_count(volunteer):
    assert {ask("no address").status_code for _ in range(20)} == {200}
    ask()
    assert len(mail.outbox) == 1


def test_nothing_says_who_asked(volunteer, caplog):
    for _ in range(12):
        ask()
    kept = " ".join(str(values) for values in Tally.objects.values_list())
    assert "volunteer" not in kept and "192.0.2.1" not in kept
    assert "not sent" in caplog.text and "from one sender" in caplog.text
    assert "volunteer" not in caplog.text and "192.0.2.1" not in caplog.text


def test_the_page_after_it_says_how_many_are_sent(client):
    assert "three links" in Page(client.get("/accounts/reset/sent/")).text
