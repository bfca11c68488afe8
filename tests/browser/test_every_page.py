"""Every type of page suits phones, desks, fingers, both colour schemes and axe."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.judging import suits_everybody
from tests.browser.pages import EVERY_PAGE, STATUS
from tests.browser.running_site import Site


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_page_suits_everybody(visit_as: Visit, visit: Visit, site: Site, name: str) -> None:
    suits_everybody(_open(visit_as, visit, site, name), name)


def _open(visit_as: Visit, visit: Visit, site: Site, name: str) -> Page:
    who, address = EVERY_PAGE[name]
    address = re.sub(r"\{(.*?)\}", lambda match: str(site.number_of(match[1])), address)
    page = visit_as(who) if who else visit()
    response = page.goto(address)
    assert response.status == STATUS.get(name, 200)
    assert urlsplit(page.url).path.startswith(urlsplit(address).path), "the address leads to another page"
    return page


def test_a_wide_map_opens_on_a_phone_with_its_first_box_in_sight(visit: Visit) -> None:
    page = visit("/fix/large-folder-sync/map/", width=320)
    box, window = page.locator(".map-node").first.bounding_box(), page.locator(".map-scroll").bounding_box()
    assert window["x"] <= box["x"] and box["x"] + box["width"] <= window["x"] + window["width"]
