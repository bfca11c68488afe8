"""Without a mouse: everything can be reached with Tab, what has the focus shows it, and keys make it quicker."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import follow

MOST_TABS = 60
FOCUSED = """() => {
  const element = document.activeElement, style = getComputedStyle(element), box = element.getBoundingClientRect();
  return {
    words: (element.textContent || element.getAttribute("aria-label") || element.name || "").trim(),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inSight: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth,
  };
}"""


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Presses Tab (or Shift+Tab) until something that begins with these words has the focus; each stop on the way must be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        assert focused["outlined"], f"nothing shows that '{focused['words']}' has the focus"
        if focused["words"].startswith(words):
            assert focused["inSight"], f"'{words}' has the focus out of sight"
            return
    raise AssertionError(f"Tab does not reach '{words}'")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_first_page_to_a_fix_with_tab_and_enter(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    for words in (
        "Access denied when saving to a share from a Mac",
        "Yes, opening works",
        "10.5.0, 10.5.1 or 10.5.2",
    ):
        tab_to(page, words)
        press_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Update the Mac to 10.5.3 or later")
    tab_to(page, "Not fixed")
    press_enter(page)
    expect(page.locator(".question")).to_have_text("Can the same person save in the same folder from a Windows PC?")


def test_from_the_first_page_through_a_guide_to_its_report_without_a_mouse(visit: Visit) -> None:
    page = visit("/")
    tab_to(page, "Access denied when saving to a share from a Mac")
    press_enter(page)
    for question in ("Can this person open a file on the share?", "Which system does the Mac run?"):
        expect(page.locator(".question")).to_have_text(question)
        with page.expect_navigation():
            page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Update the Mac to 10.5.3 or later")
    tab_to(page, "Not fixed")
    press_enter(page)
    tab_to(page, "I am still stuck")
    press_enter(page)
    expect(page).to_have_url(re.compile("/fix/run/[A-Za-z0-9_-]{22}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Report")
    expect(page.get_by_role("main")).to_contain_text("Update the Mac to 10.5.3 or later")

    tab_to(page, "words")
    page.keyboard.type("Only in the vestry")
    tab_to(page, "contact")
    page.keyboard.type("Pat, extension 12")
    press_enter(page)  # in a field, Enter keeps what was typed
    expect(page.locator("section", has_text="In their own words").last).to_contain_text("Only in the vestry")
    expect(page.get_by_role("status").filter(has_text="Kept")).to_be_focused()
    tab_to(page, "Go on in the guide", key="Shift+Tab")  # it stands above
    press_enter(page)
    expect(page.locator(".question")).to_have_text("Can the same person save in the same folder from a Windows PC?")


def test_the_first_tab_skips_to_the_page(visit: Visit, js: bool) -> None:
    page = visit("/articles/large-folders-stop-syncing/", js=js)
    tab_to(page, "Skip to the page")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_digits_choose_answers_and_a_slash_goes_to_the_search_box(visit: Visit) -> None:
    page = visit("/fix/access-denied-on-a-share/")
    for digit in "11":
        with page.expect_navigation():
            page.keyboard.press(digit)
    expect(page.get_by_role("heading", level=1)).to_have_text("Update the Mac to 10.5.3 or later")
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("1/2")
    expect(page.get_by_role("combobox")).to_have_value("1/2")


def test_the_keys_can_be_turned_off(visit: Visit) -> None:
    page = visit("/fix/access-denied-on-a-share/")
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Use these keys").uncheck()
    page.get_by_role("button", name="Close").press("Enter")
    page.reload()
    page.keyboard.press("1")
    page.keyboard.press("?")
    expect(page.get_by_role("checkbox", name="Use these keys")).not_to_be_checked()
    expect(page).to_have_url(re.compile("/fix/access-denied-on-a-share/$"))


def test_a_command_is_copied_with_one_press(visit: Visit) -> None:
    page = visit("/articles/large-folders-stop-syncing/", permissions=["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.clock.pause_at(
        datetime.now() + timedelta(hours=1)
    )  # "Copied" stands for two seconds, in which a busy machine may not look
    block = page.locator(".code-block", has_text="net stop famv4").first
    block.get_by_role("button", name="Copy").press("Enter")
    expect(block.get_by_role("button")).to_have_text("Copied")
    page.clock.run_for(2000)
    expect(block.get_by_role("button")).to_have_text("Copy")
    assert "net stop famv4" in page.evaluate("() => navigator.clipboard.readText()")


def test_chosen_colours_stay_from_page_to_page(visit: Visit) -> None:
    page = visit("/", color_scheme="dark")
    dark = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    page.get_by_role("button", name="Colours: as the system").press("Enter")
    expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
    follow(page, page.get_by_role("link", name="Sign in"))
    expect(page.get_by_role("button", name="Colours: light")).to_be_visible()
    assert page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor") != dark
