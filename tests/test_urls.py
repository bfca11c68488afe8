"""Every named address answers, for whoever asks and however they ask."""

import re
from inspect import unwrap
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from tests.browser.pages import EVERY_PAGE
from tests.known_addresses import arguments_for, every_address, make_what_they_show, named_addresses
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db
# Named addresses that the browser does not look at, and why.
NO_PAGES = {
    "a text or a feed, for machines": "kb:article_source wizard:guide_source wizard:run_text wizard:run_json api_search api_diagnose feed sitemap robots "
    "manifest opensearch worker health ready api_suggest kb:image admin:wizard_guide_format admin:jsi18n admin:autocomplete",
    "leads to another page": "wizard:save logout admin:logout admin:view_on_site",
    "takes what is typed": "admin:kb_article_new_draft admin:kb_article_draft admin:wizard_guide_new_draft admin:wizard_guide_draft",
    "is there before the first admin only, see test_first_start": "first_admin",
    "nobody may do it": "admin:kb_collection_add admin:kb_article_delete admin:wizard_guide_delete admin:kb_feedback_add admin:kb_feedback_delete admin:kb_wish_add "
    "admin:kb_wish_delete admin:kb_searchlog_add admin:kb_searchlog_delete admin:wizard_run_add",
    "looks as the history of a topic does": "admin:kb_feedback_history admin:kb_wish_history admin:kb_searchlog_history admin:wizard_run_history "
    "admin:kb_synonym_history",
}
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


def names_in_the_browser() -> set[str]:
    """The names of the addresses that `tests/browser` opens, on a phone, a tablet and a desk, in light and dark."""
    names = set()
    for _, address in EVERY_PAGE.values():
        try:
            names.add(resolve(urlsplit(re.sub(r"\{.*?\}", "1", address)).path).view_name)
        except Resolver404:
            continue  # the pages for when there is no such page
    return names


def test_the_browser_looks_at_every_page():
    exempt = {name for names in NO_PAGES.values() for name in names.split()}
    every = {named.name for named in named_addresses()}
    looked_at = names_in_the_browser()
    missing = every - looked_at - exempt
    assert not missing, f"Add these to tests/browser/pages.py: {sorted(missing)}"
    assert not exempt - every and not exempt & looked_at


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


def test_every_view_of_ours_says_what_it_answers(addresses):
    views = {name: unwrap(resolve(path).func) for name, path in addresses.items()}
    ours = {name: view for name, view in views.items() if view.__module__.split(".")[0] in ("kb", "wizard", "config")}
    pages = {
        name: view for name, view in ours.items() if not hasattr(view, "view_class") and not name.startswith("admin:")
    }
    assert len(pages) > 20
    assert [name for name, view in pages.items() if not view.__doc__] == []


def test_an_address_without_its_last_slash_leads_to_the_one_with_it(addresses, client):
    response = client.get("/articles/known-article")
    assert (response.status_code, response["Location"]) == (301, "/articles/known-article/")


@pytest.mark.parametrize(
    ("cut", "leads_to"),
    [
        ("/articles/", "/"),
        ("/articles", "/"),
        ("/topics/", "/"),
        ("/guides/", "/fix/"),
        ("/guides", "/fix/"),
        ("/fix/run/", "/fix/"),
        ("/accounts/", "/accounts/login/"),
    ],
)
def test_an_address_that_is_cut_short_leads_to_the_list_it_was_in(addresses, client, cut, leads_to):
    response = client.get(cut, follow=True)
    assert response.redirect_chain[0][1] == 301
    assert (response.status_code, response.request["PATH_INFO"]) == (200, leads_to)


def test_the_place_on_the_home_page_that_cut_addresses_name_is_there(addresses, client):
    assert client.get("/topics/")["Location"] == "/#topics"
    assert any(one.get("id") == "topics" for one in Page(client.get("/")).root.iter())


def test_whoever_may_not_read_is_asked_to_sign_in_also_there(addresses, client, settings):
    settings.READERS = "signed-in"
    assert client.get("/articles/")["Location"] == "/accounts/login/?next=/articles/"


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
