"""Turned round for a right-to-left language, pages neither stick out nor lose their order."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.judging import STICKS_OUT
from tests.browser.pages import READERS_PAGES, VISITOR

TURN = "() => { document.documentElement.dir = 'rtl'; document.documentElement.lang = 'ar'; }"
FOR_VISITORS = [name for name, (who, _) in READERS_PAGES.items() if who == VISITOR]


def middle(page: Page, selector: str) -> float:
    """Where the middle of an element is, in pixels from the left."""
    box = page.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2


@pytest.mark.parametrize("name", FOR_VISITORS)
def test_no_page_sticks_out_when_turned_round(visit: Visit, name: str) -> None:
    page = visit(READERS_PAGES[name][1], width=320)
    page.evaluate(TURN)
    assert page.evaluate(STICKS_OUT) == 0
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(STICKS_OUT) == 0


def test_what_begins_a_line_stands_at_the_right(visit: Visit) -> None:
    page = visit(READERS_PAGES["article"][1])
    assert middle(page, ".site-name") < middle(page, ".header-search button")
    page.evaluate(TURN)
    assert middle(page, ".site-name") > middle(page, ".header-search button")
    assert middle(page, ".breadcrumbs li:first-child") > middle(page, ".breadcrumbs li:last-child")


def test_commands_and_codes_stay_left_to_right(visit: Visit) -> None:
    page = visit(READERS_PAGES["article"][1])
    page.evaluate(TURN)
    for selector in ("pre", ".prose code"):
        style = page.locator(selector).first.evaluate("one => getComputedStyle(one).direction")
        assert style == "ltr"
