"""Every type of page suits phones, desks, fingers, both colour schemes and axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.judging import suits_everybody
from tests.browser.opening import open_page
from tests.browser.pages import EVERY_PAGE, READERS_PAGES
from tests.browser.running_site import Site

pytestmark = pytest.mark.looks


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_every_page_suits_everybody(window_of: Callable[[str], Page], site: Site, name: str) -> None:
    page = window_of(EVERY_PAGE[name][0])
    open_page(page, site, name)
    suits_everybody(page, name)


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_wide_map_opens_on_a_phone_with_its_first_box_in_sight_and_can_be_moved(
    visit: Visit, js: bool, direction: str
) -> None:
    page = visit(js=js, width=320)
    page.route("**/map/", lambda route: turned(route, direction))
    page.goto("/fix/large-folder-sync/map/")
    node, window = page.locator(".map-node").first, page.locator(".map-scroll")
    while page.evaluate("() => document.getAnimations().some(one => one.playState !== 'finished')"):
        page.wait_for_timeout(50)
    box, frame = node.bounding_box(), window.bounding_box()
    assert frame["x"] <= box["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    window.evaluate("one => { one.scrollLeft = 20 }")
    assert window.evaluate("one => one.scrollLeft") == 20


def turned(route: Route, direction: str) -> None:
    """The page of a language that is written in this direction."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace("<html ", f'<html dir="{direction}" ', 1))


def test_the_answers_of_a_question_are_in_sight_on_a_phone_and_how_to_check_opens_in_place(
    visit: Visit, js: bool
) -> None:
    page = visit(READERS_PAGES["question"][1], js=js, width=320)
    page.set_viewport_size({"width": 320, "height": 640})
    second = page.locator(".choice").nth(1).bounding_box()
    assert second["y"] + second["height"] <= 640
    folded = page.get_by_text("Copy about 20 messages")
    expect(folded).not_to_be_visible()
    page.locator(".how summary").first.click()
    expect(folded).to_be_visible()
    expect(page).to_have_url(re.compile("/sizes/"))


def test_a_command_of_one_line_takes_one_line(visit: Visit) -> None:
    page = visit(READERS_PAGES["fix"][1], width=320)
    block = page.locator(".code-block", has_text="net stop famv4").first
    expect(block.get_by_role("button", name="Copy")).to_be_visible()
    assert block.bounding_box()["height"] < 60


def test_the_header_and_the_text_begin_at_one_line_on_every_kind_of_page(window_of: Callable[[str], Page]) -> None:
    page = window_of("")
    page.set_viewport_size({"width": 1600, "height": 900})
    edges = set()
    for name in ("home", "topic", "article", "search", "guide", "question", "fix", "map", "outline", "report"):
        page.goto(READERS_PAGES[name][1])
        edges |= {round(page.locator(one).first.bounding_box()["x"]) for one in (".site-name", "main > :first-child")}
    assert len(edges) == 1
