"""The lines of a pasted text reach the report of a walk: only when somebody asks for it, and without their passwords."""

import json
from urllib.parse import unquote

import pytest

from tests.pages.pasting import FROM_LOG, LOG, OURS, send
from tests.pages.reading import Page, press
from wizard import runs
from wizard.models import Run

pytestmark = pytest.mark.django_db
SECRET_LOG = "first line\neth0: LINK UP password=Hunter2xyz\nthird line\nHunter2xyz: CABLE TORN\n"
BUTTON = "Start, and keep these lines for a report : No network"


@pytest.fixture
def client(client):
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


@pytest.fixture
def fix(client, network) -> Page:
    """The fix that the kept lines lead to."""
    return press(client, Page(send(client, SECRET_LOG)), BUTTON)


def test_looking_through_a_text_and_starting_with_its_answers_keeps_nothing(client, network):
    page = Page(send(client, LOG))
    client.get(page.links["Start with these answers : No network"], follow=True)
    assert not Run.objects.exists()


def test_who_asks_for_it_starts_in_a_walk_that_is_kept(client, fix):
    run = Run.objects.get()
    assert fix.heading == "Plug it in" and "from line 2 of what you pasted" in fix.text
    assert "This walk is kept" in fix.text
    assert [(one["line"], one["question"], one["choice"]) for one in run.evidence] == [
        (2, "lights", "light-on"),
        (4, "cable", "broken"),
    ]


def test_a_secret_is_blotted_out_before_it_is_sent_back_or_kept(client, network):
    page = Page(send(client, SECRET_LOG))
    assert not [one for one in page.form_with(BUTTON).fields["quote"] if "Hunter2" in one]
    press(client, page, BUTTON)
    assert "Hunter2" not in json.dumps(Run.objects.get().evidence)
    forged = {"seen": "lights.light-on.2", "quote": "LINK UP password=Hunter2xyz"}
    client.post("/fix/network/save/", {"place": "/fix/network/", "wish": "keep", **forged}, headers=OURS)
    assert "Hunter2" not in json.dumps([run.evidence for run in Run.objects.all()])


def test_the_report_has_answers_lines_fixes_and_verdicts_in_every_form(client, fix):
    end = press(client, fix, "Not fixed")
    assert end.heading == "Ask the office" and "- line 2: eth0: LINK UP" in end.text
    report = press(client, end, "I am still stuck")
    assert report.heading == "Report" and Run.objects.count() == 1
    run = Run.objects.get()
    address = run.get_absolute_url().rstrip("/")
    data = json.loads(client.get(f"{address}.json").content)
    assert [(one["say"], one["lines"]) for one in data["answers"]] == [("Yes", [2]), ("It is broken", [4])]
    assert [one["quote"] for one in data["evidence"]][0].startswith("eth0: LINK UP")
    assert [(one["fix"], one["verdict"]) for one in data["tried"]] == [("Plug it in", "Not fixed")]
    text, mail = client.get(f"{address}.txt").content.decode(), unquote(report.links["Send by e-mail"])
    for part in ("Yes (from line 2)", "- line 4: ●●●●●●: CABLE TORN", "- Plug it in: Not fixed (2"):
        assert part in text and part in mail and part in report.text


def test_going_on_from_the_report_goes_on_in_the_same_run(client, fix):
    report = press(client, fix, "Save this")
    again = Page(client.get(report.links["Go on in the guide"], follow=True))
    assert again.heading == "Plug it in"
    press(client, again, "Fixed")
    assert Run.objects.get().status == "fixed"


@pytest.mark.parametrize(
    ("seen", "quote"),
    [
        ("no-such.light-on.2", "x"),
        ("lights.no-such.2", "x"),
        ("lights.light-on.0", "x"),
        ("plug-in.fixed.2", "x"),
        ("<script>", "x"),
        ("lights.light-on.2", " \x00 "),
        ("", ""),
    ],
)
def test_lines_that_the_guide_does_not_know_are_left_out(client, network, seen, quote):
    sent = {"place": "/fix/network/", "wish": "keep", "seen": seen, "quote": quote}
    assert client.post("/fix/network/save/", sent, headers=OURS).status_code == 302
    assert Run.objects.get().evidence == []


def test_many_and_long_lines_are_kept_in_bounds(client, network):
    sent = {
        "place": f"/fix/network/?{FROM_LOG}",
        "wish": "keep",
        "seen": [f"lights.light-on.{n}" for n in range(1, 300)],
        "quote": ["x y " * 1000] * 299,
    }
    assert client.post("/fix/network/save/", sent, headers=OURS).status_code == 302
    kept = Run.objects.get().evidence
    assert len(kept) == runs.MOST_EVIDENCE and max(len(one["quote"]) for one in kept) <= runs.QUOTE_MAX


class TestInsideAGuide:
    @pytest.fixture
    def question(self, client, network) -> Page:
        return press(client, Page(client.get("/fix/network/")), "Yes")

    def test_lines_are_kept_when_the_box_is_ticked(self, client, question):
        on = press(
            client, question, "Look through it", pasted_text="x\nCABLE TORN token=abcdefgh12345678", keep_lines="yes"
        )
        assert on.heading == "Plug it in" and "This walk is kept" in on.text
        (line,) = Run.objects.get().evidence
        assert line["line"] == 2 and line["quote"].startswith("CABLE TORN") and "abcdefgh12345678" not in line["quote"]

    def test_and_not_otherwise(self, client, question):
        assert press(client, question, "Look through it", pasted_text="CABLE TORN").heading == "Plug it in"
        assert not Run.objects.exists()

    def test_in_a_walk_that_is_kept_the_box_is_ticked_and_the_lines_join_the_others(self, client, fix):
        changing = Page(client.get(fix.links["Change : Is the cable whole?"]))
        on = press(client, changing, "Look through it", pasted_text="CABLE GOOD")
        assert on.heading == "Ask the office" and Run.objects.count() == 1
        assert [one["quote"].split()[-2:] for one in Run.objects.get().evidence][-1] == ["CABLE", "GOOD"]

    def test_a_flood_is_refused_kindly_and_the_answers_are_not_lost(self, client, question, monkeypatch):
        monkeypatch.setattr(runs, "PER_SENDER", 0)
        sent = {"pasted_text": "CABLE TORN", "keep_lines": "yes", "lights": "light-on"}
        page = Page(client.post("/fix/network/paste/", sent, headers=OURS))
        assert page.status == 429 and page.heading == "Not saved"
        assert Page(client.get(page.links["Back to where you were"])).heading == "Plug it in"
