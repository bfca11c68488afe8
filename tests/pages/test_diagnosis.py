"""Pasting a log: what is recognised, for whom, and what never happens to the text."""

import logging
import sys
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.signals import got_request_exception
from django.views.debug import ExceptionReporter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import limits, publishing
from kb.models import Document, SearchLog
from tests.factories import article_text, make_article, make_guide
from tests.pages.pasting import FROM_LOG, LOG, NODES, diagnose, looked_through, send
from tests.pages.reading import Page
from wizard import evidence, queue
from wizard.pasted import MAX_BYTES

pytestmark = pytest.mark.django_db
CANARY = "zyxcanaryzyx"


@pytest.fixture
def unlimited(monkeypatch):
    """For who pastes more in a test than anybody in ten minutes."""
    monkeypatch.setattr(queue, "PASTES", limits.Limit("paste", 1_000_000, timedelta(minutes=10)))


def test_the_page_of_guides_has_a_box_for_a_log_and_the_collectors(client, network):
    page = Page(client.get("/fix/"))
    form = page.form_with("Look through it")
    assert (form.action, form.method) == ("/fix/paste/", "post") and "pasted_file" in form.fields
    assert page.links["for a Mac"].endswith(".sh") and page.links["for an Exchange server"].endswith(".ps1")
    assert not page.errors and not page.csrf_fields


def test_a_log_is_answered_with_the_guide_its_lines_and_a_start(client, network):
    page = Page(send(client, LOG))
    assert page.heading == "What your text says" and page.links["No network"] == "/fix/network/"
    assert "line 2: eth0: LINK UP shows that: Is a light on? Yes" in page.text
    assert page.links["Start with these answers : No network"] == f"/fix/network/?{FROM_LOG}"
    assert page.meta("robots") == "noindex" and not page.errors


def test_a_question_answered_both_ways_stays_open_and_is_named(client, network):
    page = Page(send(client, "LINK UP\nLINK DOWN\nCABLE TORN\nLINK UP\n"))
    assert "To “Is a light on?” the text says both: “Yes” (line 1), “No” (line 2)" in page.text
    assert page.links["Start with these answers : No network"] == "/fix/network/?e=cable.broken.3"


def test_an_article_with_signs_is_found(client):
    sign = {"has": "TONER LOW", "means": "proves", "sample": "TONER LOW", "not": "nothing"}
    make_article(slug="toner", title="Change the toner", signs=[sign])
    page = Page(send(client, "x\nTONER LOW\n"))
    assert page.links["Change the toner"] == "/articles/toner/" and "line 2: TONER LOW" in page.text


def test_only_documents_with_signs_are_read(client, network, monkeypatch):
    make_article(slug="plain", title="No signs here")
    asked = looked_through(monkeypatch)
    send(client, LOG)
    assert asked == ["network"]


def test_signs_that_come_with_a_revision_and_go_with_one_are_known_at_once(client, network):
    sign = {"has": "TONER LOW", "means": "proves", "sample": "TONER LOW", "not": "nothing"}
    document = make_article(slug="toner", title="Change the toner")
    for signs in ([sign], []):
        text = article_text(title="Change the toner", signs=signs)
        publishing.publish(publishing.save_revision(document, text=text, based_on=document.latest, by=None), by=None)
        document.refresh_from_db()
        assert ("Change the toner" in Page(send(client, "TONER LOW")).links) == document.has_signs == bool(signs)


def test_the_documents_of_before_are_looked_through_for_signs_once(network):
    sign = {"has": "TONER LOW", "means": "proves", "sample": "TONER LOW", "not": "nothing"}
    make_article(slug="toner", signs=[sign])
    make_article(slug="plain")
    make_article("draft", slug="draft", signs=[sign])
    Document.objects.update(has_signs=False)
    import_module("kb.migrations.0013_has_signs").look_for_signs(apps, None)
    assert set(Document.objects.filter(has_signs=True).values_list("slug", flat=True)) == {"network", "toner"}


def test_a_text_that_says_nothing_is_told_so_with_search_and_all_guides(client, network):
    page = Page(send(client, "Dear all, the coffee is in the kitchen."))
    assert page.status == 200 and page.heading == "Nothing recognised"
    assert page.links["No network"] == "/fix/network/" and page.form_with("Search").action == "/search/"
    assert not page.errors


def test_lines_that_were_not_reached_are_not_called_checked(client, network, monkeypatch):
    times = iter(range(100_000))
    look = evidence.look

    def slow(*sources):
        return look(*sources, seconds=8, clock=lambda: next(times))

    monkeypatch.setattr(evidence, "look", slow)
    page = Page(send(client, "nothing\n" * 100_000))
    assert "Only lines 1 to " in page.alert and page.heading == "Nothing recognised"


@pytest.mark.parametrize("role", ["visitor", "member", "volunteer", "editor", "publisher", "admin"])
def test_what_is_for_staff_is_recognised_for_staff_alone(request, browse, role):
    make_guide(slug="secret", title="Behind the door", nodes=NODES, visibility="staff")
    make_guide("draft", slug="draft", title="Half done", nodes=NODES)
    make_guide("archived", slug="old", title="Long gone", nodes=NODES)
    client = browse(request.getfixturevalue(role))
    may = role not in ("visitor", "member")
    page = Page(send(client, LOG))
    assert ("Behind the door" in page.text) == may
    assert "Half done" not in page.text and "Long gone" not in page.text
    assert [one["slug"] for one in diagnose(client, LOG).json()["guides"]] == (["secret"] if may else [])
    assert send(client, LOG, to="/fix/secret/paste/").status_code == (302 if may else 404)


def test_a_new_revision_counts_at_once(client, network):
    assert "No network" in Page(send(client, LOG)).links
    text = network.published.text.replace("LINK UP", "LINK GREEN").replace("CABLE TORN", "CABLE RED")
    publishing.publish(publishing.save_revision(network, text=text, by=None, based_on=network.latest), by=None)
    assert Page(send(client, LOG)).heading == "Nothing recognised"
    publishing.archive(network, by=None)
    assert Page(send(client, "LINK GREEN")).heading == "Nothing recognised"


@pytest.mark.parametrize("to", ["/fix/paste/", "/fix/network/paste/"])
@pytest.mark.parametrize(
    ("text", "file", "status", "words"),
    [
        (None, None, 422, "There is no text"),
        (" \n\t\x00 ", None, 422, "There is no text"),
        (None, b"", 422, "There is no text"),
        ("LINK UP", b"LINK UP", 422, "one of them at a time"),
        (None, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, 422, "not a text file"),
        (None, b"PK\x03\x04" + b"LINK UP " * 50, 422, "not a text file"),
        (None, bytes(range(256)) * 40, 422, "not a text file"),
        ("x" * (MAX_BYTES + 1), None, 413, "more than 1 MB"),
        (None, b"x" * (MAX_BYTES + 1), 413, "more than 1 MB"),
        (None, b"x" * (5 * MAX_BYTES), 413, "more than 1 MB"),
    ],
)
def test_what_cannot_be_looked_at_is_refused_in_plain_words(client, network, to, text, file, status, words):
    page = Page(send(client, text, file=file, to=to))
    assert page.status == status and words in page.alert and page.title.startswith("Error:")
    assert page.form_with("Look through it") and not page.errors


@pytest.mark.parametrize(
    "file",
    [
        LOG.encode(),
        LOG.encode("utf-16"),
        LOG.encode("utf-16-le"),
        LOG.replace("\n", "\r\n").encode("utf-8-sig"),
        ("gr\xfc\xdfe\n" + LOG).encode("cp1252"),
        LOG.replace("LINK", "LI\x00NK").encode(),
        LOG.encode() + b"x\n" * ((MAX_BYTES - len(LOG)) // 2),
    ],
)
def test_a_text_file_is_read_in_any_usual_encoding(client, network, file):
    assert "No network" in Page(send(client, file=file)).links


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
)
@pytest.mark.parametrize("to", ["/fix/paste/", "/fix/network/paste/"])
def test_another_site_cannot_paste_for_its_visitors(client, network, headers, to):
    assert send(client, LOG, to=to, headers=headers).status_code == 403


@pytest.mark.parametrize("to", ["/fix/paste/", "/fix/network/paste/"])
@pytest.mark.parametrize("text", [f"{CANARY}\n{LOG}", CANARY, CANARY * 100_000])
def test_nothing_of_the_text_is_kept_or_sent_on(
    browse, network, to, text, caplog, django_assert_max_num_queries, tmp_path, settings
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client = browse(enforce_csrf_checks=True)
    with caplog.at_level(logging.DEBUG), django_assert_max_num_queries(20) as queries:
        response = send(client, file=text.encode(), to=to)
    assert response.status_code in (200, 302, 413)
    assert CANARY not in caplog.text and CANARY not in response.get("Location", "")
    written = [one["sql"] for one in queries.captured_queries if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert not any(CANARY in one["sql"] for one in queries.captured_queries)
    assert all("kb_tally" in sql for sql in written), written
    assert not client.cookies and "Set-Cookie" not in response and response["Cache-Control"] == "no-store"
    assert not SearchLog.objects.exists() and not list(tmp_path.iterdir())


def test_an_error_report_does_not_hold_the_text(client, network, monkeypatch):
    def broken(*arguments, **named):
        raise RuntimeError("broken")

    monkeypatch.setattr(evidence, "look", broken)
    client.raise_request_exception = False
    reports = []

    def note(sender, request, **named):
        reports.append(ExceptionReporter(request, *sys.exc_info(), is_email=True).get_traceback_text())

    got_request_exception.connect(note)
    try:
        assert send(client, f"{CANARY} LINK UP").status_code == 500
        assert diagnose(client, f"{CANARY} LINK UP").status_code == 500
    finally:
        got_request_exception.disconnect(note)
    assert len(reports) == 2 and not any(CANARY in report for report in reports)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@pytest.mark.usefixtures("unlimited")
@given(text=st.one_of(st.text(max_size=300), st.text(alphabet="LINK UPDOWN\n\x00\x1b[", max_size=200)))
def test_no_text_makes_an_error(client, network, text):
    sendable = text.encode("utf-8", "replace").decode()
    assert send(client, sendable).status_code in (200, 422)
    assert send(client, file=text.encode("utf-8", "surrogatepass")).status_code in (200, 422)
    assert diagnose(client, text).status_code in (200, 400)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@pytest.mark.usefixtures("unlimited")
@given(data=st.binary(min_size=1, max_size=300))
def test_no_bytes_make_an_error(client, network, data):
    assert send(client, file=data).status_code in (200, 422)
    for kind in ("text/plain", "application/json"):
        assert client.post("/api/v1/diagnose", data, content_type=kind).status_code in (200, 400)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("to", ["/fix/paste/", "/fix/network/paste/"])
def test_pasting_is_sent_with_post(client, network, to, method):
    assert getattr(client, method)(to).status_code == 405


def test_a_search_that_was_cut_offers_to_look_through_the_whole(client, network):
    page = Page(client.get("/search/", {"q": "word " * 80}))
    (whole,) = page.all("textarea", id="pasted-block")
    assert "".join(whole.itertext()).split() == ["word"] * 80
