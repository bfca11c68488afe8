"""Narrow screens: nothing that is tapped touches something else that is, and what goes on to the side shows that it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import READERS_PAGES
from tests.browser.running_site import Site

pytestmark = pytest.mark.looks

APART = 12  # pixels between things to tap


@pytest.fixture
def narrow(window_of: Callable[[str], Page], site: Site) -> Callable[[str, int], Page]:
    def opened(name: str, width: int) -> Page:
        page = window_of("")
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(READERS_PAGES[name][1])
        return page

    return opened


def distance(first: Locator, second: Locator) -> float:
    """The pixels between two boxes, whether they stand in a row or in a column."""
    a, b = first.bounding_box(), second.bounding_box()
    return max(b["x"] - (a["x"] + a["width"]), b["y"] - (a["y"] + a["height"]))


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize(
    ("name", "buttons"),
    [("question", ".save-walk button"), ("report", ".run-actions .button"), ("article", ".helpful button")],
)
def test_buttons_stand_apart(narrow, name: str, buttons: str, width: int) -> None:
    found = narrow(name, width).locator(buttons)
    assert found.count() == 2 and distance(found.nth(0), found.nth(1)) >= APART


@pytest.mark.parametrize("width", [320, 390])
def test_the_search_in_the_header_takes_the_line_it_stands_on(narrow, width: int) -> None:
    box = narrow("article", width).locator(".header-search").bounding_box()
    assert box["width"] >= width - 40


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_guides_stand_before_the_box_for_a_log_as_they_are_read(narrow, width: int) -> None:
    page = narrow("guides", width)
    parts = page.locator("main :is(.search-box, .document-card, .paste-form)")
    boxes = [one.bounding_box() for one in parts.all()]
    assert len(boxes) > 3 and all(a["y"] + a["height"] <= b["y"] for a, b in zip(boxes, boxes[1:], strict=False))
    kinds = parts.evaluate_all("all => all.map(one => one.classList[0])")
    assert kinds == ["search-box", *["document-card"] * (len(kinds) - 2), "paste-form"]
    page.get_by_role("link", name="Or paste a log").click()
    expect(page.get_by_role("heading", name="Paste a log")).to_be_in_viewport()


def test_a_table_of_three_columns_fits_the_narrowest_phone(narrow) -> None:
    page = narrow("article", 320)
    page.goto("/articles/activesync-error-codes/")
    first = page.locator(".table-scroll").first
    assert first.evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_a_search_for_a_code_opens_its_row_and_the_code_stands_in_one_line(narrow) -> None:
    page = narrow("article", 390)
    page.goto("/search/?q=0x80072ee7")
    page.locator("main .document-card a").first.click()
    row = page.locator("tr:target")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("Server name not found")
    assert row.locator("code").bounding_box()["height"] < 30


def test_a_table_that_is_cut_off_shows_that_it_goes_on(narrow) -> None:
    page = narrow("article", 320)
    page.goto("/articles/activesync-error-codes/")
    first = page.locator(".table-scroll").first
    first.evaluate("one => one.firstElementChild.style.setProperty('min-width', '40rem')")
    first.evaluate("one => one.scrollIntoView()")
    box = first.bounding_box()
    edge = {"x": box["x"] + box["width"] - 8, "y": box["y"] + 6, "width": 8, "height": 8}
    cut_off = page.screenshot(clip=edge, caret="initial")
    first.evaluate("one => { one.scrollLeft = one.scrollWidth }")
    # once it is painted
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.screenshot(clip=edge, caret="initial") != cut_off


def test_the_copy_button_of_a_report_takes_no_room_from_its_words(narrow) -> None:
    page = narrow("report", 320)
    words, button = page.locator(".words pre"), page.locator(".words .copy-button")
    assert words.bounding_box()["width"] >= 280 and distance(button, words) >= 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_trail_of_every_admin_page_is_equally_high(
    window_of: Callable[[str], Page], site: Site, width: int
) -> None:
    page = window_of("boss")
    page.set_viewport_size({"width": width, "height": 800})
    heights = set()
    for address, trail in (("/admin/kb/gap/", ".trail"), ("/admin/kb/article/", "div.breadcrumbs")):
        page.goto(address)
        heights.add(round(page.locator(trail).bounding_box()["height"]))
    assert len(heights) == 1
