"""The page behind the one-time link that makes the first admin."""

import pytest
from django.contrib.auth.models import User

from config import first_admin
from tests.pages.reading import Page, press

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase 77"
TYPED = {"username": "anna", "email": "anna@example.org", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def link(settings):
    return first_admin.link().removeprefix(settings.SITE_URL)


def test_the_link_makes_an_admin_and_signs_them_in(client, link):
    page = Page(client.get(link))
    assert page.heading == "The first admin" and not page.errors
    press(client, page, "Make the account", **TYPED)
    anna = User.objects.get()
    assert anna.is_superuser and anna.is_staff and anna.check_password(PASSWORD)
    assert client.get("/").context["user"] == anna


def test_the_form_stands_the_csrf_check_that_browsers_with_an_origin_get(browse, link, settings):
    client = browse(enforce_csrf_checks=True)
    page = Page(client.get(link))
    # With the referrer policy no-referrer, a browser would send Origin: null, and Django refuse the form.
    assert page.meta("referrer") == ""
    sent = TYPED | {"csrfmiddlewaretoken": page.csrf_fields[0].get("value")}
    assert client.post(link, sent, headers={"origin": "http://testserver"}).status_code == 302


def test_the_link_is_void_once_there_is_an_admin(client, link, admin):
    assert client.get(link).status_code == 410
    assert client.post(link, TYPED).status_code == 410


def test_of_two_at_the_same_moment_the_second_finds_the_link_void(client, link, admin, monkeypatch):
    monkeypatch.setattr(first_admin, "why_not", lambda token: "")
    assert client.post(link, TYPED).status_code == 410
    assert not User.objects.filter(username="anna").exists()


@pytest.mark.parametrize("token", ["x", "first:1:2", "%00", "a" * 3000, "..%2f.."])
def test_a_forged_link_is_a_404(client, token):
    assert client.get(f"/first-admin/{token}/").status_code == 404


@pytest.mark.parametrize(
    "sent", [{}, TYPED | {"password1": "short", "password2": "short"}, TYPED | {"username": "a\x00b"}]
)
def test_a_form_that_cannot_be_used_comes_back_with_what_is_wrong(client, link, sent):
    page = Page(client.post(link, sent))
    assert page.status == 422 and "Please look at this again" in page.alert
    assert not User.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_the_first_admin_is_made_with_post(client, link, method):
    assert getattr(client, method)(link).status_code == 405


def test_the_page_is_kept_by_nobody(client, link):
    assert "no-store" in client.get(link)["Cache-Control"]
