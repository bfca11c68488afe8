"""Every named address answers, for whoever asks and however they ask."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.known_addresses import arguments_for, every_address, make_what_they_show, named_addresses

pytestmark = pytest.mark.django_db
METHODS = ("get", "head", "post", "options", "put", "patch", "delete")


def browser_of(user) -> Client:
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


@pytest.fixture
def addresses():
    make_what_they_show()
    User.objects.create_user("anybody", password="a long pass phrase")
    return every_address()


def test_every_named_address_has_known_arguments(addresses):
    unknown = [f"{named.name} takes {named.arguments}" for named in named_addresses() if arguments_for(named) is None]
    assert not unknown, f"Add values for these to tests/known_addresses.py: {unknown}"
    assert len(addresses) == len({named.name for named in named_addresses()})


@pytest.mark.parametrize("role", ["visitor", "volunteer", "editor", "publisher", "admin"])
def test_every_named_address_answers_each_role(addresses, role, request):
    client = browser_of(request.getfixturevalue(role))
    answers = {name: client.get(path).status_code for name, path in addresses.items()}
    wrong = {name: status for name, status in answers.items() if status not in (200, 301, 302, 403, 404, 405, 410)}
    assert not wrong


def test_visitors_get_every_page_for_readers(addresses, client):
    for_readers = [name for name in addresses if name.startswith(("kb:", "wizard:")) and "draft" not in name]
    answers = {name: client.get(addresses[name], follow=True).status_code for name in for_readers}
    assert set(answers.values()) == {200}, answers


def test_an_admin_gets_every_page_of_the_admin(addresses, admin):
    client = browser_of(admin)
    lists = [
        name for name in addresses if name.startswith("admin:") and name.endswith(("index", "changelist", "change"))
    ]
    answers = {name: client.get(addresses[name]).status_code for name in lists}
    assert len(lists) > 10 and set(answers.values()) == {200}, answers


@pytest.mark.parametrize("method", METHODS)
def test_no_address_fails_on_any_method(addresses, method):
    client = Client()
    answers = {name: getattr(client, method)(path).status_code for name, path in addresses.items()}
    assert not {name: status for name, status in answers.items() if status >= 500}


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(addresses, client):
    response = client.get("/articles/known-article")
    assert (response.status_code, response["Location"]) == (301, "/articles/known-article/")


@pytest.mark.parametrize(
    ("name", "arguments", "path"),
    [
        ("kb:article", ["cables"], "/articles/cables/"),
        ("kb:topic", ["phones"], "/topics/phones/"),
        ("wizard:guide", ["sync"], "/fix/sync/"),
        ("wizard:walk", ["sync", "route"], "/fix/sync/route/"),
        ("wizard:guide_map", ["sync"], "/fix/sync/map/"),
        ("wizard:outline", ["sync"], "/fix/sync/all/"),
        ("wizard:guide_source", ["sync"], "/fix/sync.yaml"),
        ("api_search", [], "/api/v1/search/"),
    ],
)
def test_addresses_that_people_keep_do_not_change(name, arguments, path):
    assert reverse(name, args=arguments) == path
