"""A fresh clone: the first start prints a link, and whoever opens it makes the first admin, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.judging import suits_everybody
from tests.browser.running_site import Site, running_site
from tests.browser.staging import PASSWORD


@pytest.fixture
def fresh_site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("fresh")) as site:
        yield site


def test_the_printed_link_makes_the_first_admin_and_is_void_then(visit: Visit, fresh_site: Site) -> None:
    page = visit(at=fresh_site)
    page.goto(fresh_site.first_admin_link)
    page.get_by_label("Username").fill("keeper")
    page.get_by_label("Password", exact=False).first.fill("short")
    page.get_by_label("Password confirmation").fill("short")
    page.get_by_role("button", name="Make the account").click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    suits_everybody(page, "first-admin")
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    expect(page).to_have_url(f"{fresh_site.url}/admin/")
    expect(page.get_by_role("link", name="Articles")).to_be_visible()

    somebody_else = visit(at=fresh_site)
    assert somebody_else.goto(fresh_site.first_admin_link).status == 410
    assert page.goto(fresh_site.first_admin_link).status == 410
