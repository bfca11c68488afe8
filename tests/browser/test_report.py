"""A report of a walk: what is added to it is confirmed where the button was pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.judging import suits_everybody

STEP = "/fix/large-folder-sync/sizes/?route=entourage"


def report(visit: Visit, *, js: bool, width: int) -> Page:
    page = visit(STEP, js=js, width=width)
    with page.expect_navigation():
        page.get_by_role("button", name="Save this").click()
    return page


@pytest.mark.parametrize("width", [320, 1280])
def test_whoever_keeps_words_far_below_sees_there_that_they_are_kept(visit: Visit, js: bool, width: int) -> None:
    page = report(visit, js=js, width=width)
    page.get_by_label("What else should be known?").fill("It began on Monday.")
    for _ in range(2):  # a second time it is said as well
        with page.expect_navigation():
            page.get_by_role("button", name="Keep").click()
        said = page.get_by_role("status").filter(has_text="Kept")
        expect(said).to_be_in_viewport()
        expect(said).to_be_focused()  # so that a screen reader says it
        expect(page.get_by_role("button", name="Keep")).to_be_in_viewport()
        expect(page.get_by_label("What else should be known?")).to_have_value("It began on Monday.")
    if js and width == 320:  # axe is a script
        suits_everybody(page, "report-kept")


def test_what_is_refused_is_said_there_too(visit: Visit) -> None:
    page = report(visit, js=True, width=320)
    box = page.get_by_label("How can you be reached?")
    box.evaluate("box => box.removeAttribute('maxlength')")
    box.fill("x" * 300)
    with page.expect_navigation():
        page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
