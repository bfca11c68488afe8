"""Pasting a log: what is recognised, for whom, and what never happens to the text."""

import io
import json
import logging
import sys
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.signals import got_request_exception
from django.views.debug import ExceptionReporter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import publishing
from kb.models import SearchLog
from tests.factories import make_article, make_guide
from tests.pages.reading import Page, press, words
from wizard import evidence
from wizard.pasted import MAX_BYTES

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}
SIGNS = 'signs: [{{has: "{0}", means: proves, sample: "{0}", not: "nothing"}}]'
NODES = f"""\
nodes:
  lights:
    ask: Is a light on?
    how: Look at the front.
    choices:
      light-on: {{say: "Yes", to: cable, {SIGNS.format("LINK UP")}}}
      light-off: {{say: "No", to: plug-in, {SIGNS.format("LINK DOWN")}}}
  cable:
    ask: Is the cable whole?
    how: Feel it.
    choices:
      whole: {{say: It is whole, to: ask-us, {SIGNS.format("CABLE GOOD")}}}
      broken: {{say: It is broken, to: plug-in, {SIGNS.format("CABLE TORN")}}}
  plug-in:
    fix: Plug it in
    steps: |
      1. Find the plug.
    minutes: 1
    risk: safe
    common: usual
    works: usually
    verify: The light is on.
    not_fixed: ask-us
  ask-us: {{end: escalate, say: Ask the office, collect: The label., whom: The office, words: Dead.}}
tests:
  - {{name: no light, given: {{lights: light-off}}, reaches: plug-in}}
"""
LOG = "first line\neth0: LINK UP\nthird line\ntester: CABLE TORN\n"
FROM_LOG = "e=lights.light-on.2&e=cable.broken.4"
CANARY = "zyxcanaryzyx"


@pytest.fixture
def network():
    return make_guide(slug="network", title="No network", nodes=NODES)


def send(client, text=None, *, to="/fix/paste/", file=None, headers=OURS, **more):
    sent = {**({"pasted_text": text} if text is not None else {}), **more}
    if file is not None:
        sent["pasted_file"] = io.BytesIO(file)
        sent["pasted_file"].name = "my.log"
    return client.post(to, sent, headers=headers)


def diagnose(client, text):
    return client.post("/api/v1/diagnose", json.dumps({"text": text}), content_type="application/json")


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


def test_starting_with_the_answers_leads_to_the_fix_and_names_each_line(client, network):
    page = Page(client.get(f"/fix/network/?{FROM_LOG}", follow=True))
    assert page.heading == "Plug it in"
    answers = [words(one) for one in page.all("dd", class_="answer-source")]
    assert answers == ["from line 2 of what you pasted", "from line 4 of what you pasted"]


def test_undoing_an_answer_asks_its_question_and_keeps_the_others(client, network):
    page = Page(client.get(f"/fix/network/?{FROM_LOG}", follow=True))
    asked = Page(client.get(page.links["Undo : Is the cable whole?"]))
    assert asked.heading == "Is the cable whole?" and "from line 2" in asked.text and "from line 4" not in asked.text
    first = Page(client.get(page.links["Undo : Is a light on?"]))
    assert first.heading == "Is a light on?" and not first.alert
    again = press(client, first, "Yes")
    assert again.heading == "Plug it in" and "from line 4" in again.text and "from line 2" not in again.text


def test_an_answer_of_the_reader_replaces_the_one_from_the_text(client, network):
    page = Page(client.get(f"/fix/network/?{FROM_LOG}", follow=True))
    changing = Page(client.get(page.links["Change : Is the cable whole?"]))
    answered = press(client, changing, "It is whole")
    assert answered.heading == "Ask the office" and "from line 4" not in answered.text


def test_a_verdict_keeps_what_the_text_answered(client, network):
    fix = Page(client.get(f"/fix/network/?{FROM_LOG}", follow=True))
    after = press(client, fix, "Not fixed")
    assert after.heading == "Ask the office" and "from line 2" in after.text


def test_an_answer_that_waits_for_its_question_is_no_complaint_and_used_when_it_comes(client, network):
    start = Page(client.get("/fix/network/?e=cable.broken.4", follow=True))
    assert start.heading == "Is a light on?" and start.alert == ""
    assert press(client, start, "Yes").heading == "Plug it in"


@pytest.mark.parametrize(
    "forged",
    [
        *(
            "e=",
            "e=x",
            "e=lights.no-such.3",
            "e=no-such.light-on.3",
            "e=lights.light-on.0",
            "e=lights.light-on.99999999",
        ),
        *("e=lights.light-on", "e=lights.light-on.3.4", "e=%00", "e=plug-in.fixed.3", "e=lights.dont-know.3"),
        *("e=lights.light-on.3&e=lights.light-off.4", "e=lights.light-on.٣", "e=<script>", "e=lights.light-on.-1"),
    ],
)
@pytest.mark.parametrize("rest", ["", "lights/", "cable/", "no-such/"])
def test_forged_evidence_is_harmless(client, network, forged, rest):
    response = client.get(f"/fix/network/{rest}?{forged}", follow=True)
    assert response.status_code == 200 and len(response.redirect_chain) <= 2
    assert "<script>" not in Page(response).text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rest=st.sampled_from(["", "lights/", "cable/", "plug-in/", "ask-us/"]),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["e", "lights", "cable", "plug-in", "r"]),
            st.sampled_from(
                ["lights.light-on.1", "lights.light-off.2", "cable.broken.3", "cable.whole.007", "gone.away.4"]
                + ["light-on", "light-off", "broken", "dont-know", "not-fixed", "0", "1"]
            ),
        ),
        max_size=8,
    ),
)
def test_no_mixture_of_answers_and_evidence_leads_round_in_a_circle(client, network, rest, pairs):
    query = "&".join(f"{name}={value}" for name, value in pairs)
    response = client.get(f"/fix/network/{rest}?{query}", follow=True)
    assert response.status_code == 200 and len(response.redirect_chain) <= 2


def test_what_a_guide_lost_since_the_text_was_pasted_is_named(client, network):
    fewer = network.published.text.replace("light-off: {say", "light-out: {say").replace(
        "lights: light-off", "lights: light-out"
    )
    revision = publishing.save_revision(network, text=fewer, by=None, based_on=network.latest)
    publishing.publish(revision, by=None)
    page = Page(client.get("/fix/network/?e=lights.light-off.7&r=1", follow=True))
    assert page.status == 200 and "light-off" in page.alert


def test_a_question_answered_both_ways_stays_open_and_is_named(client, network):
    page = Page(send(client, "LINK UP\nLINK DOWN\nCABLE TORN\nLINK UP\n"))
    assert "To “Is a light on?” the text says both: “Yes” (line 1), “No” (line 2)" in page.text
    assert page.links["Start with these answers : No network"] == "/fix/network/?e=cable.broken.3"


def test_an_article_with_signs_is_found(client):
    sign = {"has": "TONER LOW", "means": "proves", "sample": "TONER LOW", "not": "nothing"}
    make_article(slug="toner", title="Change the toner", signs=[sign])
    page = Page(send(client, "x\nTONER LOW\n"))
    assert page.links["Change the toner"] == "/articles/toner/" and "line 2: TONER LOW" in page.text


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


def test_inside_a_guide_a_log_answers_and_the_walk_goes_on(client, network):
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    page = press(client, Page(client.get("/fix/network/")), "Yes")
    assert page.heading == "Is the cable whole?"
    on = press(client, page, "Look through it", pasted_text="a\nCABLE TORN")
    assert on.heading == "Plug it in" and "from line 2 of what you pasted" in on.text


def test_inside_a_guide_a_log_supersedes_not_knowing_but_nothing_else_that_was_said(client, network):
    unknown = send(client, "CABLE TORN", to="/fix/network/paste/", lights="light-on", cable="dont-know")
    assert dict(parse_qsl(urlsplit(unknown["Location"]).query))["e"] == "cable.broken.1"
    said = Page(send(client, "CABLE TORN", to="/fix/network/paste/", lights="light-on", cable="whole"))
    assert said.status == 200 and "It answers nothing new in “No network”" in said.alert


def test_of_two_texts_the_later_one_counts(client, network):
    more = {"e": ["lights.light-on.2", "cable.broken.4"]}
    answer = send(client, "x\ny\nCABLE GOOD", to="/fix/network/paste/", **more)
    assert urlsplit(answer["Location"]).query == "e=lights.light-on.2&e=cable.whole.3&r=1"


def test_inside_a_guide_a_log_for_another_one_says_so(client, network):
    other = NODES.replace("LINK", "RING").replace("CABLE", "PHONE")
    make_guide(slug="phone", title="No phone", nodes=other)
    page = Page(send(client, "RING UP\n", to="/fix/network/paste/", lights="light-on"))
    assert "It answers nothing in “No network”" in page.alert and page.links["No phone"] == "/fix/phone/"
    back = Page(client.get(page.links["Go back there and on"]))
    assert back.heading == "Is the cable whole?"
    assert page.form_with("Look through it").fields["lights"] == ["light-on"]


def test_asking_for_the_paste_page_of_a_guide_leads_to_the_guide(client, network):
    assert client.get("/fix/network/paste/")["Location"] == "/fix/network/"


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
    with caplog.at_level(logging.DEBUG), django_assert_max_num_queries(12) as queries:
        response = send(client, file=text.encode(), to=to)
    assert response.status_code in (200, 302, 413)
    assert CANARY not in caplog.text and CANARY not in response.get("Location", "")
    assert not any(
        CANARY in one["sql"] or one["sql"].startswith(("INSERT", "UPDATE")) for one in queries.captured_queries
    )
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.text(max_size=300), st.text(alphabet="LINK UPDOWN\n\x00\x1b[", max_size=200)))
def test_no_text_makes_an_error(client, network, text):
    sendable = text.encode("utf-8", "replace").decode()
    assert send(client, sendable).status_code in (200, 422)
    assert send(client, file=text.encode("utf-8", "surrogatepass")).status_code in (200, 422)
    assert diagnose(client, text).status_code in (200, 400)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=300))
def test_no_bytes_make_an_error(client, network, data):
    assert send(client, file=data).status_code in (200, 422)
    for kind in ("text/plain", "application/json"):
        assert client.post("/api/v1/diagnose", data, content_type=kind).status_code in (200, 400)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
@pytest.mark.parametrize("to", ["/fix/paste/", "/fix/network/paste/"])
def test_pasting_is_sent_with_post(client, network, to, method):
    assert getattr(client, method)(to).status_code == 405


def test_a_search_that_was_cut_offers_to_paste_the_whole(client, network):
    page = Page(client.get("/search/", {"q": "word " * 80}))
    assert page.links["Paste it as a whole"] == "/fix/#paste"
    assert "Paste it as a whole" not in Page(client.get("/search/?q=word")).links


def test_a_program_gets_the_ranking_as_json(client, network):
    for response in (diagnose(client, LOG), client.post("/api/v1/diagnose", LOG, content_type="text/plain")):
        told = response.json()
        (guide,) = told["guides"]
        assert response.status_code == 200 and response["Cache-Control"] == "no-store"
        assert (guide["slug"], guide["title"], guide["url"]) == ("network", "No network", "/fix/network/")
        assert guide["strength"] == "proves" and guide["score"] > 9
        assert guide["answers"] == [
            {"question": "lights", "choice": "light-on", "line": 2},
            {"question": "cable", "choice": "broken", "line": 4},
        ]
        assert [hit["quote"] for hit in guide["hits"]] == ["eth0: LINK UP", "tester: CABLE TORN"]
        assert guide["start_url"] == f"/fix/network/?{FROM_LOG}"
        assert (told["articles"], told["lines"], told["checked_to"], told["complete"]) == ([], 5, 5, True)
        assert "Set-Cookie" not in response


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("[]", "application/json", 400),
        ('{"text": 5}', "application/json", 400),
        ('{"text": ""}', "application/json", 400),
        (b"\xff\xfe\xfa", "application/json", 400),
        ("\n", "text/plain", 400),
        (b"\x89PNG\r\n", "text/plain", 400),
        ("text=x", "application/x-www-form-urlencoded", 415),
        ("x", "image/png", 415),
        ("x" * (MAX_BYTES + 1), "text/plain", 413),
        ("x" * (5 * MAX_BYTES), "text/plain", 413),
        (json.dumps({"text": "x" * (MAX_BYTES + 1)}), "application/json", 413),
    ],
)
def test_a_program_is_told_what_is_wrong(client, network, body, kind, status):
    response = client.post("/api/v1/diagnose", body, content_type=kind)
    assert response.status_code == status and response.json()["error"]


def test_a_program_signs_in_first_where_readers_do(client, network, member, settings):
    settings.READERS = "signed-in"
    assert diagnose(client, LOG).status_code == 401
    client.force_login(member)
    assert diagnose(client, LOG).json()["guides"]


def test_a_page_of_another_site_does_not_ask_for_its_visitors(client, network):
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/api/v1/diagnose", LOG, content_type="text/plain", headers=headers).status_code == 403
    assert client.get("/api/v1/diagnose").status_code == 405
