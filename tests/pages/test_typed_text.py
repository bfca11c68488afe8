"""Nobody loses a text because a session or a form ended while it was written, with or without scripts."""

import pytest
from django.contrib.sessions.models import Session
from django.test import override_settings

from kb.models import Document, Revision
from tests.factories import guide_text, make_article, make_guide
from tests.pages.desk import address, filled
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db
HERE = {"sec-fetch-site": "same-origin"}
LONG = "## Do\n<b>Do not</b> lose me & mine.\n" * 50


def given_back(page: Page) -> dict[str, str]:
    """The texts that a page gives back to copy, by their labels."""
    labels = {one.get("for"): "".join(one.itertext()) for one in page.all("label")}
    areas = [one for one in page.all("textarea") if "readonly" in one.attrib]
    return {labels[one.get("id")]: one.text or "" for one in areas}


@pytest.fixture
def article() -> Document:
    return make_article("draft", title="Cables")


def test_a_session_that_ended_meanwhile_costs_no_text(browse, editor, article):
    client = browse(editor)
    sent = filled(client.get(address(article)), verb="save", body=LONG, note="Better")
    Session.objects.all().delete()
    answer = client.post(address(article), sent, headers=HERE)
    page = Page(answer)
    assert (answer.status_code, page.heading, answer["Cache-Control"]) == (403, "You are signed out", "no-store")
    assert given_back(page)["Text"] == LONG and given_back(page)["What changed"] == "Better"
    assert page.links["Sign in"] == f"/admin/login/?next={address(article)}"
    assert page.errors == [] and Revision.objects.count() == 1


def test_a_guide_in_the_making_is_given_back_too(browse, editor):
    client = browse(editor)
    sent = filled(client.get(address("guide", "add")), verb="publish", whole_text=guide_text(title="New"))
    client.logout()
    assert given_back(Page(client.post(address("guide", "add"), sent, headers=HERE)))["Text"] == guide_text(title="New")


@override_settings(READERS="signed-in")
def test_a_site_for_signed_in_readers_gives_it_back_too(browse, editor, article):
    client = browse(editor)
    sent = filled(client.get(address(article)), body=LONG)
    client.logout()
    assert given_back(Page(client.post(address(article), sent, headers=HERE)))["Text"] == LONG


def test_a_form_of_an_earlier_sign_in_gives_the_text_back(browse, editor, article):
    client = browse(editor, enforce_csrf_checks=True)
    sent = filled(client.get(address(article)), body=LONG, csrfmiddlewaretoken="x" * 64)
    answer = client.post(address(article), sent, headers=HERE)
    page = Page(answer)
    assert (answer.status_code, page.heading, answer["Cache-Control"]) == (403, "The form is out of date", "no-store")
    assert given_back(page)["Text"] == LONG and page.links["Open the page again"] == address(article)
    assert "put it in there and save" in page.text and page.title.endswith("Verger")


def test_rights_that_were_taken_meanwhile_cost_no_text(browse, editor, article):
    client = browse(editor)
    sent = filled(client.get(address(article)), body=LONG)
    editor.groups.clear()
    answer = client.post(address(article), sent, headers=HERE)
    assert answer.status_code == 403 and given_back(Page(answer))["Text"] == LONG


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {}])
def test_what_another_site_sends_is_not_shown(browse, editor, article, headers):
    client = browse(editor, enforce_csrf_checks=True)
    answer = client.post(address(article), {"body": "Call 555 and say your password"}, headers=headers)
    assert answer.status_code == 403 and "Call 555" not in answer.content.decode()


def test_nothing_of_other_forms_is_shown(browse, admin):
    client = browse(admin, enforce_csrf_checks=True)
    sent = {"username": "anna", "password1": "canary-secret", "password2": "canary-secret", "body": "canary-secret"}
    for path in ("/admin/auth/user/add/", "/accounts/login/", "/accounts/password/", "/admin/login/"):
        answer = client.post(path, sent, headers=HERE)
        page = Page(answer)
        assert answer.status_code == 403 and "canary-secret" not in answer.content.decode(), path
        assert "load the page again" in page.text, path


def test_without_a_text_somebody_is_led_to_signing_in_as_ever(browse):
    article = make_article()
    for path, sent in (
        (address(article), {}),
        (address(article), {"slug": "x"}),
        ("/admin/kb/topic/add/", {"title": "x"}),
    ):
        answer = browse().post(path, sent, headers=HERE)
        assert answer.status_code == 302 and answer["Location"].startswith("/admin/login/?next="), path
    assert browse().post(address(make_guide(), "decision", name="archive"), headers=HERE).status_code == 302
