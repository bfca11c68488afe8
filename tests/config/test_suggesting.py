"""Suggestions that are answered before Django: the same answer, for those who may have it, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from config.suggesting import suggesting
from kb.search import suggestions
from tests.factories import make_article

pytestmark = pytest.mark.django_db


class Server:
    """The application behind what is tested; counts what reaches it."""

    def __init__(self) -> None:
        self.reached = 0
        self.django = get_wsgi_application()
        self.application = suggesting(self._reach)

    def _reach(self, environ, start_response):
        self.reached += 1
        return self.django(environ, start_response)

    def get(self, query: str = "q=pri", **environ: str) -> tuple[str, dict[str, str], bytes]:
        given = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/api/v1/suggest/",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
        }
        answered = {}

        def start_response(status, headers, *rest):
            answered["status"], answered["headers"] = status, dict(headers)

        answer = self.application(given | environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return answered["status"], answered["headers"], body


@pytest.fixture
def server(db, long_wait) -> Iterator[Server]:
    make_article(title="Printer “B”")
    for signal in (
        request_started,
        request_finished,
    ):  # it would close the connection that this test's transaction is in
        signal.disconnect(close_old_connections)
    yield Server()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_second_answer_is_the_first_one_without_django(server):
    first, second = server.get(), server.get()
    assert server.reached == 1
    assert first == second
    assert first[0] == "200 OK" and "Printer “B”".encode() in first[2]


def test_other_words_are_answered_too(server):
    server.get()
    assert b"Printer" in server.get("q=p%72int")[2] and b"Printer" not in server.get("q=zebra")[2]
    assert server.get("q=a;b&q=pri")[2] == server.get("q=pri")[2]
    assert server.reached == 1


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "sessionid=abc"},
        {"HTTP_COOKIE": "a=b; sessionid=abc"},
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "HEAD"},
        {"PATH_INFO": "/api/v1/search/"},
        {"HTTP_HOST": "elsewhere.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"wsgi.url_scheme": "https"},
    ],
)
def test_whoever_comes_otherwise_is_passed_on(server, environ):
    server.get()
    server.get(**environ)
    assert server.reached == 2


def test_a_refusal_is_not_remembered(server, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    for _ in range(2):
        assert server.get(HTTP_HOST="evil.example")[0].startswith("400")
    assert server.reached == 2


def test_a_site_for_signed_in_readers_answers_nobody_from_here(server, settings):
    server.get()
    settings.READERS = "signed-in"
    for _ in range(2):
        assert server.get()[0].startswith("401")


def test_the_headers_of_not_yet_are_not_those_of_an_answer(server, monkeypatch):
    with monkeypatch.context() as early:
        early.setattr(suggestions, "answered", lambda typed, user: None)  # as while the first table is being made
        assert server.get()[0].startswith("204")
    for _ in range(2):
        assert server.get()[1]["Cache-Control"] == "public, max-age=60"
    assert server.reached == 2


def test_when_the_table_has_to_be_looked_after_django_does_it(server):
    server.get()
    suggestions.forget()
    server.get()
    assert server.reached == 2


def test_more_fields_than_django_reads_are_refused_as_it_does(server):
    server.get()
    assert server.get("&".join("ab" * 600))[0].startswith("400") and server.reached == 2


@pytest.mark.parametrize("query", ["", "q", "q=%ff%fe", "q=%00", "q=" + "x" * 9000, "q=%ED%A0%80"])
def test_odd_addresses_are_answered(server, query):
    server.get()
    status, headers, body = server.get(query)
    assert status == "200 OK" and body == b'{"suggestions":[]}'
    assert headers["Content-Length"] == str(len(body))


def test_an_address_is_read_as_django_reads_it(server):
    make_article(title="Größe des Papiers")
    suggestions.forget()
    for query in ("q=pri&q=", "q=gr\u00c3\u00b6", "q=Gr%C3%B6"):  # the second as WSGI hands over what was not encoded
        slow, quick = server.get(query), server.get(query)
        assert slow[2] == quick[2]
        assert (b"Papiers" in quick[2]) == ("pri" not in query)
