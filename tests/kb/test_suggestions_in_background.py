"""Tables of many documents: made by a thread, while everybody is answered from the one there is."""

import runpy
import threading
import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from kb import publishing
from kb.api import suggest as answer
from kb.search import learning, suggestions
from kb.search.suggestions import suggest
from tests.config.command import ROOT
from tests.factories import make_article

pytestmark = pytest.mark.django_db(transaction=True)

ANYBODY = AnonymousUser()
LONG = 20  # seconds after which a thread that should be done is not waited for


def texts(typed: str) -> list[str]:
    return [one.text for one in suggest(typed, ANYBODY)]


def join() -> None:
    for thread in list(suggestions._making.values()):
        thread.join(LONG)
        assert not thread.is_alive()


@pytest.fixture
def gate(monkeypatch):
    """Stays shut until the test opens it: whoever makes a table has read the documents, and waits there."""
    opened, rows = threading.Event(), suggestions._rows

    def held(readable):
        found = list(rows(readable))
        assert opened.wait(LONG)
        return iter(found)

    monkeypatch.setattr(suggestions, "LOOK_EVERY", -1)
    monkeypatch.setattr(suggestions, "SHARE", 0)
    monkeypatch.setattr(suggestions, "MADE_AT_ONCE", 0)
    monkeypatch.setattr(suggestions, "_rows", held)
    yield opened
    opened.set()
    join()


def test_until_the_first_table_is_there_nothing_is_suggested_and_nobody_keeps_that(gate):
    make_article(title="Printer")
    request = RequestFactory().get("/api/v1/suggest/", {"q": "pri"})
    early = answer(request)
    assert (early.status_code, early.content, early["Cache-Control"]) == (204, b"", "no-store")
    assert texts("printer") == [] == list(suggestions.known_codes("0x", ANYBODY))
    assert len(suggestions._making) == 1
    gate.set()
    join()
    assert b"Printer" in answer(request).content and answer(request)["Cache-Control"] == "public, max-age=60"


def test_the_old_table_answers_while_the_new_one_is_made(gate):
    gate.set()
    make_article(title="Printer")
    texts("printer")
    join()
    gate.clear()
    make_article(title="Scanner")
    began = time.monotonic()
    assert (texts("printer"), texts("scanner")) == (["Printer"], [])
    assert time.monotonic() - began < LONG / 2
    gate.set()
    join()
    assert texts("scanner") == ["Scanner"]


def test_what_is_withdrawn_while_a_table_is_made_is_in_neither(gate):
    gate.set()
    article = make_article(title="Printer")
    texts("printer")
    join()
    gate.clear()
    make_article(title="Scanner")
    texts("scanner")  # the new table is begun, and has read of the printer
    publishing.archive(article, by=None)
    assert texts("printer") == []
    gate.set()
    join()
    assert (texts("printer"), texts("scanner")) == ([], ["Scanner"])


def test_a_table_that_cannot_be_made_is_tried_again(gate, monkeypatch, caplog):
    make_article(title="Printer")
    with monkeypatch.context() as broken:
        broken.setattr(suggestions, "_rows", lambda readable: 1 / 0)
        assert texts("printer") == []
        join()
    assert "could not be made" in caplog.text
    gate.set()
    texts("printer")
    join()
    assert texts("printer") == ["Printer"]


def test_a_process_makes_the_table_of_visitors_when_it_starts(gate):
    gate.set()
    make_article(title="Printer")
    suggestions.wake()
    deadline = time.monotonic() + LONG
    while not suggestions._kept and time.monotonic() < deadline:
        time.sleep(0.01)
    assert texts("printer") == ["Printer"]


def test_gunicorn_wakes_learning_and_suggestions_in_each_process(monkeypatch):
    woken = []
    for module in (learning, suggestions):
        monkeypatch.setattr(module, "wake", lambda name=module.__name__: woken.append(name))
    runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))["post_worker_init"](None)
    assert woken == ["kb.search.learning", "kb.search.suggestions"]
