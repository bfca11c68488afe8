"""What a request is told that is not answered, and what the log says of it."""

from __future__ import annotations

import logging
from io import BytesIO

import pytest

from config.headers import without_body_for_head
from config.quiet_log import TracebacksOfFaultsOnly
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def test_another_host_is_told_what_to_set(client, settings):
    settings.ALLOWED_HOSTS = ["help.example.org"]
    page = Page(client.get("/", headers={"host": "192.168.1.5:8000"}))
    assert page.status == 400 and "SITE_URL" in page.text and "damaged" not in page.text


@pytest.mark.parametrize(("status", "is_told"), [(400, False), (403, False), (500, True), (None, True)])
def test_only_a_fault_is_logged_with_its_traceback(status, is_told):
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "said", None, (ValueError, ValueError(), None)
    )
    if status:
        record.status_code = status
    assert TracebacksOfFaultsOnly().filter(record)
    assert bool(record.exc_info) is is_told


@pytest.mark.parametrize(("method", "sent"), [("GET", [b"words"]), ("HEAD", [])])
def test_head_is_answered_with_headers_alone_and_the_answer_is_closed(method, sent):
    class Answer(list):
        is_closed = False

        def close(self):
            self.is_closed = True

    answer, headers = Answer([b"words"]), []

    def application(environ, start_response):
        start_response("200 OK", [("Content-Length", "5")])
        return answer

    environ = {"REQUEST_METHOD": method, "wsgi.input": BytesIO()}
    body = without_body_for_head(application)(environ, lambda status, given: headers.extend(given))
    assert list(body) == sent and headers == [("Content-Length", "5")]
    assert answer.is_closed == (method == "HEAD")
