"""Answers that a pasted text gave: in the address, each with its line, each undoable, and a text that is pasted inside a guide."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb import publishing
from tests.factories import make_guide
from tests.pages.pasting import FROM_LOG, LOG, NODES, looked_through, send
from tests.pages.reading import Page, press, words

pytestmark = pytest.mark.django_db


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


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    rest=st.sampled_from(["", "lights/", "cable/", "plug-in/", "ask-us/"]),
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["e", "lights", "cable", "plug-in", "r"]),
            st.sampled_from(
                ["lights.light-on.1", "lights.light-off.2", "cable.broken.3", "cable.whole.007", "gone.away.4"]
                + ["light-on", "light-off", "broken", "whole", "dont-know", "not-fixed", "0", "1"]
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


def test_inside_a_guide_a_log_answers_and_the_walk_goes_on(client, network):
    client.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"
    page = press(client, Page(client.get("/fix/network/")), "Yes")
    assert page.heading == "Is the cable whole?"
    on = press(client, page, "Look through it", pasted_text="a\nCABLE TORN")
    assert on.heading == "Plug it in" and "from line 2 of what you pasted" in on.text


def test_inside_a_guide_a_log_supersedes_not_knowing_but_nothing_else_that_was_said(client, network):
    unknown = send(client, "CABLE TORN", to="/fix/network/paste/", lights="light-on", cable="dont-know")
    assert dict(parse_qsl(urlsplit(unknown["Location"]).query))["e"] == "cable.broken.1"
    again = Page(send(client, "LINK UP", to="/fix/network/paste/", lights="light-on"))
    assert again.status == 200 and "It answers nothing new in “No network”" in again.alert


class TestATextThatContradictsTheReader:
    @pytest.fixture
    def page(self, client, network) -> Page:
        answer = send(client, "x\nCABLE TORN", to="/fix/network/paste/", lights="light-on", cable="whole")
        assert urlsplit(answer["Location"]).query == "lights=light-on&cable=whole&e=cable.broken.2&r=1"
        return Page(client.get(answer["Location"]))

    def test_the_readers_answer_counts_and_the_line_is_named(self, page):
        assert page.heading == "Ask the office" and not page.errors
        assert "Your text and your answer differ: Is the cable whole?" in page.alert
        assert "You said “It is whole”; line 2 of what you pasted suggests “It is broken”." in page.alert
        assert "from line 2" not in page.text

    def test_it_can_be_changed_and_then_nothing_differs(self, client, page):
        changing = Page(client.get(page.links["Change it : Is the cable whole?"]))
        assert changing.heading == "Is the cable whole?"
        changed = press(client, changing, "It is broken")
        assert changed.heading == "Plug it in" and changed.alert == ""

    def test_or_left_as_it_was_said(self, client, page):
        answer = client.get(page.links["It stays as I said : Is the cable whole?"])
        assert Page(answer).heading == "Ask the office" and Page(answer).alert == ""

    def test_it_is_named_until_then(self, client, page):
        on = Page(client.get(page.links["Change : Is a light on?"]))
        after = press(client, on, "Yes")
        assert "line 2 of what you pasted suggests" in after.alert

    def test_a_question_that_was_renamed_since_counts_under_its_new_name(self, client, network):
        text = network.published.text.replace("cable", "wire").replace("tests:", "renamed:\n  cable: wire\ntests:")
        publishing.publish(publishing.save_revision(network, text=text, by=None, based_on=network.latest), by=None)
        sent = {"lights": "light-on", "cable": "dont-know", "r": "1"}
        answer = send(client, "CABLE TORN", to="/fix/network/paste/", **sent)
        assert urlsplit(answer["Location"]).query == "lights=light-on&e=wire.broken.1&r=2"
        said = send(client, "CABLE TORN", to="/fix/network/paste/", **{**sent, "cable": "whole"})
        assert urlsplit(said["Location"]).query == "lights=light-on&wire=whole&e=wire.broken.1&r=2"


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


def test_inside_a_guide_no_document_is_looked_through_twice(client, network, monkeypatch):
    other = NODES.replace("LINK", "RING").replace("CABLE", "PHONE")
    make_guide(slug="phone", title="No phone", nodes=other)
    asked = looked_through(monkeypatch)
    send(client, LOG, to="/fix/network/paste/")
    assert asked == ["network"]
    asked.clear()
    page = Page(send(client, "LINK UP\nRING UP\n", to="/fix/network/paste/", e="lights.light-on.1"))
    assert sorted(asked) == ["network", "phone"]
    assert "It answers nothing new in “No network”" in page.alert
    assert page.links["No network"] == "/fix/network/" and page.links["No phone"] == "/fix/phone/"


def test_asking_for_the_paste_page_of_a_guide_leads_to_the_guide(client, network):
    assert client.get("/fix/network/paste/")["Location"] == "/fix/network/"
