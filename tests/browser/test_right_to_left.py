"""Turned round for a right-to-left language, pages neither stick out nor lose their order."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.judging import STICKS_OUT
from tests.browser.opening import open_page
from tests.browser.pages import ADMIN_PAGES, READERS_PAGES
from tests.browser.running_site import Site

pytestmark = pytest.mark.looks

TURN = "() => { document.documentElement.dir = 'rtl'; document.documentElement.lang = 'ar'; }"
DJANGOS = [
    "/static/admin/css/rtl.css",
    "/static/admin/css/responsive_rtl.css",
]  # what the admin loads for such a language


BEFORE_OURS = """addresses => Promise.all(addresses.map(address => new Promise(loaded => {
  const link = document.createElement("link");
  [link.rel, link.href, link.onload, link.onerror] = ["stylesheet", address, loaded, loaded];
  document.querySelector("link[href*='css/tokens']").before(link);
})))"""


def middle(page: Page, selector: str) -> float:
    """Where the middle of an element is, in pixels from the left."""
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("name", READERS_PAGES | ADMIN_PAGES)
def test_no_page_sticks_out_when_turned_round(window_of: Callable[[str], Page], site: Site, name: str) -> None:
    page = window_of((READERS_PAGES | ADMIN_PAGES)[name][0])
    page.set_viewport_size({"width": 320, "height": 900})
    open_page(page, site, name)
    page.evaluate(TURN)
    if name in ADMIN_PAGES:
        page.evaluate(BEFORE_OURS, DJANGOS)
    assert page.evaluate(STICKS_OUT) == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(STICKS_OUT) == 0


def test_what_begins_a_line_stands_at_the_right(visit: Visit) -> None:
    page = visit(READERS_PAGES["article"][1])
    assert middle(page, ".site-name") < middle(page, ".header-search button")
    page.evaluate(TURN)
    assert middle(page, ".site-name") > middle(page, ".header-search button")
    assert middle(page, ".breadcrumbs li:first-child") > middle(page, ".breadcrumbs li:last-child")


def test_the_admin_is_turned_round_too(window_of: Callable[[str], Page], site: Site) -> None:
    page = window_of("boss")
    open_page(page, site, "admin-articles")
    assert middle(page, "#site-name") < middle(page, "#user-tools")
    assert middle(page, ".results") < middle(page, "#changelist-filter")
    page.evaluate(TURN)
    page.evaluate(BEFORE_OURS, DJANGOS)
    assert middle(page, "#site-name") > middle(page, "#user-tools")
    assert middle(page, ".results") > middle(page, "#changelist-filter")
    assert middle(page, "thead .column-title_and_slug") > middle(page, "thead .column-state_badge")


def test_commands_and_codes_stay_left_to_right(visit: Visit) -> None:
    page = visit(READERS_PAGES["article"][1])
    page.evaluate(TURN)
    for selector in ("pre", ".prose code"):
        style = page.locator(selector).first.evaluate("one => getComputedStyle(one).direction")
        assert style == "ltr"
