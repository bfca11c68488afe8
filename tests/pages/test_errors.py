"""The pages for when something went wrong: each helps on, none says more than it should."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.test import override_settings

from config import views
from kb import search
from tests.factories import make_article
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db


def test_a_404_searches_for_what_the_address_says(client):
    make_article(slug="mending-cables", title="Mending cables")
    page = Page(client.get("/articles/mending-cable/"))
    assert page.status == 404 and page.heading == "There is no such page"
    assert page.form_with("Search").fields["q"] == ["mending cable"]
    assert page.links["Mending cables"] == "/articles/mending-cables/"
    assert page.links["Sign in"] == "/accounts/login/?next=/articles/mending-cable/"
    assert page.meta("robots") == "noindex" and not page.errors


def test_a_404_does_not_ask_people_who_are_signed_in_to_sign_in(browse, volunteer):
    page = Page(browse(volunteer).get("/nothing/"))
    assert "Sign in" not in page.links and page.form_with("Search").fields["q"] == ["nothing"]


def test_a_404_comes_without_suggestions_when_search_does_not_answer(client, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(search, "search", broken)
    assert Page(client.get("/no/such/page/")).heading == "There is no such page"


def test_a_request_that_cannot_be_read_is_a_400_with_a_way_back(client):
    page = Page(client.get("/search/?" + "&".join(f"a{number}=1" for number in range(1001))))
    assert page.status == 400 and page.heading == "That request cannot be read"
    assert page.links["To the first page"] == "/" and not page.errors


@override_settings(ALLOWED_HOSTS=["verger.example"])
def test_another_host_name_is_a_400_with_all_headers(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400 and "Content-Security-Policy" in response
    assert "evil.example" not in response.content.decode()


def test_a_403_says_who_can_help(rf):
    request = rf.get("/")
    page = Page(views.forbidden(request, PermissionDenied("secret reason")))
    assert page.status == 403 and page.heading == "You may not do this" and "secret reason" not in page.text


def test_a_form_without_its_token_keeps_calm(browse, admin):
    client = browse(admin, enforce_csrf_checks=True)
    page = Page(client.post("/accounts/password/", {"old_password": "x"}))
    assert page.status == 403 and page.heading == "The form is out of date"


def test_a_410_leads_to_search(client):
    make_article("archived", slug="mending-cables", title="Mending cables")
    make_article(slug="cables", title="Mending other cables")
    page = Page(client.get("/articles/mending-cables/"))
    assert page.status == 410 and page.form_with("Search").action == "/search/"
    assert page.form_with("Search").fields["q"] == ["mending cables"]
    assert page.links["Mending other cables"] == "/articles/cables/" and "Mending cables" not in page.links


def test_a_500_shows_no_details_and_needs_no_database(client, monkeypatch, caplog, django_assert_num_queries):
    def broken(*args, **kwargs):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(search, "search", broken)
    client.raise_request_exception = False
    with caplog.at_level(logging.CRITICAL):
        response = client.get("/search/?q=cable")
    page = Page(response)
    assert page.status == 500 and page.heading == "Something went wrong here" and not page.errors
    assert "hunter2" not in response.content.decode() and "Traceback" not in response.content.decode()
    assert "Content-Security-Policy" in response
    with django_assert_num_queries(0):
        views.server_error(response.wsgi_request)
