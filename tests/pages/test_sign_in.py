"""Signing in and out, passwords."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.core import mail

from tests.pages.reading import Page, press

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
NEW = "another longer phrase 77"


@pytest.fixture
def strict(browse):
    """A browser that is held to the CSRF checks."""
    return browse(enforce_csrf_checks=True)


def test_somebody_signs_in_and_goes_where_they_wanted(strict, volunteer):
    page = Page(strict.get("/accounts/login/?next=/fix/"))
    form = page.form_with("Sign in")
    sent = {name: values[0] for name, values in form.fields.items()} | {"username": "volunteer", "password": PASSWORD}
    response = strict.post("/accounts/login/", sent)
    assert (response.status_code, response["Location"]) == (302, "/fix/")
    assert strict.get("/").context["user"] == volunteer


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client, volunteer, next):
    sent = {"username": "volunteer", "password": PASSWORD, "next": next}
    assert client.post("/accounts/login/", sent)["Location"] == "/"


def test_a_wrong_password_says_so_at_the_form_and_not_which_half_was_wrong(client, volunteer):
    answers = [
        Page(client.post("/accounts/login/", {"username": name, "password": "wrong"}))
        for name in ("volunteer", "nobody")
    ]
    assert answers[0].alert == answers[1].alert
    assert "do not go together" in answers[0].alert


@pytest.mark.parametrize("name", ["a\x00b", "x" * 10_000, "", "é" * 100])
def test_an_odd_name_is_refused_with_a_page(client, name):
    assert Page(client.post("/accounts/login/", {"username": name, "password": "x"})).heading == "Sign in"


def test_signing_out_needs_a_press_of_the_button(browse, volunteer):
    client = browse(volunteer, enforce_csrf_checks=True)
    assert client.get("/accounts/logout/").status_code == 405
    token = Page(client.get("/")).csrf_fields[0].get("value")
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token})["Location"] == "/"
    assert not client.get("/").context["user"].is_authenticated


def test_somebody_changes_their_password(browse, volunteer):
    client = browse(volunteer)
    page = press(
        client,
        Page(client.get("/accounts/password/")),
        "Change password",
        old_password=PASSWORD,
        new_password1=NEW,
        new_password2=NEW,
    )
    assert page.heading == "Password changed"
    volunteer.refresh_from_db()
    assert volunteer.check_password(NEW)


def test_a_short_password_is_refused_and_says_why(browse, volunteer):
    sent = {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"}
    page = Page(browse(volunteer).post("/accounts/password/", sent))
    assert "12" in page.alert


def test_visitors_sign_in_before_they_change_a_password(client):
    assert client.get("/accounts/password/")["Location"] == "/accounts/login/?next=/accounts/password/"


def test_the_way_back_leaves_the_query_out_where_it_does_not_fit_into_an_address(client, settings):
    settings.READERS = "signed-in"
    short, long = ("/search/?" + urlencode({"q": "語" * letters}) for letters in (200, 800))
    assert client.get(short)["Location"] == f"/accounts/login/?next={quote(short)}"
    assert client.get(long)["Location"] == "/accounts/login/?next=/search/"


def test_a_forgotten_password_is_set_through_a_link_that_works_once(client, volunteer, settings):
    page = press(client, Page(client.get("/accounts/reset/")), "Send me a link", email="volunteer@example.org")
    assert page.heading == "Look into your mail"
    (sent,) = mail.outbox
    assert sent.subject == f"New password at {settings.SITE_NAME}"
    link = re.search(rf"{re.escape(settings.SITE_URL)}(\S+)", sent.body)[1]
    page = Page(client.get(link, follow=True))
    assert page.heading == "New password"
    inner = client.get(link)["Location"]
    page = Page(client.post(inner, {"new_password1": NEW, "new_password2": NEW}, follow=True))
    assert page.heading == "Password set"
    volunteer.refresh_from_db()
    assert volunteer.check_password(NEW)
    assert "has been used" in Page(client.get(link, follow=True)).text


def test_the_link_in_the_mail_leads_to_this_site_whatever_host_was_asked(client, volunteer, settings):
    client.post("/accounts/reset/", {"email": "volunteer@example.org"}, headers={"host": "evil.example"})
    assert settings.SITE_URL in mail.outbox[0].body and "evil.example" not in mail.outbox[0].body


def test_an_unknown_mail_address_gets_the_same_page_and_no_mail(client):
    page = press(client, Page(client.get("/accounts/reset/")), "Send me a link", email="nobody@example.org")
    assert page.heading == "Look into your mail" and not mail.outbox


@pytest.mark.parametrize(
    "link", ["/accounts/reset/MQ/set-password/", "/accounts/reset/%00/x-y/", "/accounts/reset/zzz/1-2/"]
)
def test_a_forged_link_offers_another_one(client, link):
    page = Page(client.get(link))
    assert page.status == 200 and page.links["Ask for another one"] == "/accounts/reset/"


@pytest.mark.parametrize(
    "address", ["/accounts/login/", "/accounts/reset/", "/accounts/reset/sent/", "/accounts/reset/done/"]
)
def test_the_pages_for_signing_in_are_sound(client, address):
    page = Page(client.get(address))
    assert page.status == 200 and page.heading and not page.errors
