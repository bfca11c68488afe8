"""The one-time link with which the first admin is made."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core import signing
from django.core.management import CommandError, call_command
from django.test import Client

from config import first_admin
from config.forms import FirstAdminForm
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

PASSWORD = "the organ needs tuning again"
FIELDS = {"username": "ann", "email": "ann@example.org", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def path() -> str:
    return first_admin.link().removeprefix("http://127.0.0.1:8000")


def test_the_link_makes_an_admin_who_is_signed_in_and_lands_in_the_admin(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    answer = client.post(path, FIELDS)
    assert (answer.status_code, answer.url) == (302, "/admin/")
    ann = User.objects.get()
    assert (ann.username, ann.email, ann.is_superuser, ann.is_staff) == ("ann", "ann@example.org", True, True)
    assert ann.check_password(PASSWORD)
    assert client.get("/admin/").status_code == 200


def test_the_link_works_once(client: Client, path: str) -> None:
    client.post(path, FIELDS)
    assert Client().get(path).status_code == 410
    assert Client().post(path, FIELDS | {"username": "bob"}).status_code == 410
    page = Page(Client().get(path))
    assert page.heading == "This link has been used" and "mistyped" not in page.text
    assert page.links["Sign in"] == "/accounts/login/"
    assert User.objects.count() == 1


def test_every_link_is_void_once_there_is_an_admin(client: Client, path: str, admin: User) -> None:
    assert not first_admin.is_needed()
    assert client.get(path).status_code == 410
    assert client.post(path, FIELDS).status_code == 410
    assert User.objects.get() == admin


def test_people_who_are_no_admins_do_not_void_it(client: Client, path: str, editor: User) -> None:
    assert first_admin.is_needed()
    assert client.get(path).status_code == 200


def test_a_link_lasts_a_day(client: Client, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 24 * 3600 - 60)
    assert client.get(path).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + 24 * 3600 + 60)
    page = Page(client.get(path))
    assert (page.status, page.heading) == (410, "This link is out of date")
    assert "manage.py first_admin prints a new one" in page.text
    assert client.post(path, FIELDS).status_code == 410
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    "token",
    [
        "first",
        "x" * 5000,
        "::",
        "%00",
        "é:é:é",
        signing.dumps("first"),
        signing.dumps("first", salt="another"),
        signing.dumps("first", salt=first_admin.SALT, key="another key"),
    ],
    # signed texts hold the time, and a test is called the same in every process that runs some
    ids=["plain", "long", "empty", "nul", "letters", "unsalted", "another salt", "another key"],
)
def test_a_forged_link_makes_nobody_an_admin(client: Client, token: str) -> None:
    assert client.get(f"/first-admin/{token}/").status_code == 404
    assert client.post(f"/first-admin/{token}/", FIELDS).status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"password1": "short", "password2": "short"}, "password2", "at least 12 characters"),
        ({"password1": "administrator", "password2": "administrator"}, "password2", "too common"),
        ({"username": "bartholomew", "password1": "bartholomew1", "password2": "bartholomew1"}, "password2", "too similar"),
        ({"password2": "something else entirely"}, "password2", "match"),
        ({"username": ""}, "username", "required"),
        ({"username": "two words"}, "username", "valid username"),
        ({"email": "nowhere"}, "email", "valid email"),
    ],
)  # fmt: skip
def test_a_weak_password_or_a_wrong_name_is_refused_with_a_reason(
    client: Client, path: str, fields: dict[str, str], field: str, words: str
) -> None:
    page = client.post(path, FIELDS | fields)
    assert page.status_code == 422
    assert words in " ".join(page.context["form"].errors[field])
    assert User.objects.count() == 0


def test_of_two_at_the_same_moment_the_second_finds_the_link_void(path: str, admin: User) -> None:
    form = FirstAdminForm(FIELDS)
    assert form.is_valid()
    with pytest.raises(signing.BadSignature):
        first_admin.make(form)
    assert User.objects.get() == admin


def test_the_second_of_two_sees_no_error_page(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(form: FirstAdminForm) -> User:
        raise signing.BadSignature("There is an admin already.")

    monkeypatch.setattr(first_admin, "make", too_late)
    assert Page(client.post(path, FIELDS)).heading == "This link has been used"


def test_the_form_of_another_site_cannot_make_an_admin(path: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(path, FIELDS).status_code == 403
    assert User.objects.count() == 0


def test_a_new_link_is_printed_on_request(client: Client) -> None:
    out = StringIO()
    call_command("first_admin", stdout=out)
    assert client.get(out.getvalue().strip().removeprefix("http://127.0.0.1:8000")).status_code == 200


def test_no_link_is_printed_once_there_is_an_admin(admin: User) -> None:
    with pytest.raises(CommandError, match="There is an admin already. A forgotten password: manage.py changepassword"):
        call_command("first_admin")
