"""Every type of page suits phones, desks, fingers, both colour schemes and axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.judging import suits_everybody
from tests.browser.opening import open_page
from tests.browser.pages import EVERY_PAGE
from tests.browser.running_site import Site


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_page_suits_everybody(window_of: Callable[[str], Page], site: Site, name: str) -> None:
    page = window_of(EVERY_PAGE[name][0])
    open_page(page, site, name)
    suits_everybody(page, name)


def test_a_wide_map_opens_on_a_phone_with_its_first_box_in_sight(visit: Visit) -> None:
    page = visit("/fix/large-folder-sync/map/", width=320)
    box, window = page.locator(".map-node").first.bounding_box(), page.locator(".map-scroll").bounding_box()
    assert window["x"] <= box["x"] and box["x"] + box["width"] <= window["x"] + window["width"]
