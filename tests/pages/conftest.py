"""Readers with a browser, and a guide that has every kind of node."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from config import forgotten
from kb.models import Document
from tests.factories import make_article, make_guide
from tests.pages.pasting import NODES
from tests.pages.samples import EVERY_NODE, OTHER_GUIDE


@pytest.fixture
def browse() -> Callable[..., Client]:
    """The browser of somebody: signed in as this user, or of a visitor without one."""

    def browser(user: User | None = None, **options) -> Client:
        client = Client(**options)
        if user is not None and user.is_authenticated:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def member(db) -> User:
    """Has an account, and no right but to sign in."""
    return User.objects.create_user("member", "member@example.org", "a long pass phrase")


@pytest.fixture
def guide(db) -> Document:
    """A published guide with every kind of node, the article behind it and the guide it jumps into."""
    make_article(slug="behind", title="The article behind it")
    make_guide(slug="cable", title="Look at the cable", nodes=OTHER_GUIDE)
    return make_guide(slug="sync", title="Nothing syncs", nodes=EVERY_NODE, start="route")


@pytest.fixture
def network(db) -> Document:
    """A published guide that recognises its answers in a log."""
    return make_guide(slug="network", title="No network", nodes=NODES)


@pytest.fixture(autouse=True)
def _mails_at_once(monkeypatch) -> None:
    """The mail for a forgotten password is in the outbox when the answer is there; tests/config/test_mails_afterwards.py has the thread."""
    monkeypatch.setattr(forgotten, "in_background", lambda send: send())
