"""Suggestions under the search box: by keyboard, by finger, and away again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.judging import suits_everybody

BOX = "#q"


def typed(page: Page, words: str) -> None:
    """Puts words into the search box at once, and waits until suggestions stand there: who types slowly gets others before."""
    page.locator(BOX).click()
    with page.expect_response(re.compile(re.escape(f"/api/v1/suggest/?q={quote(words)}") + "$")):
        page.keyboard.insert_text(words)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/search/"])
def test_arrows_choose_and_enter_goes_to_the_document(visit: Visit, path: str) -> None:
    page = visit(path)
    typed(page, "access den")
    box, options = page.locator(BOX), page.get_by_role("option")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(options.first).to_have_text("Access denied when saving to a share from a Mac")
    for key, chosen in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", None), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0 if chosen is None else 1)
        if chosen is not None:
            expect(box).to_have_attribute("aria-activedescendant", options.nth(chosen).get_attribute("id"))
    expect(box).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/fix/access-denied-on-a-share/"))


def test_enter_without_a_choice_searches(visit: Visit) -> None:
    page = visit("/")
    typed(page, "access den")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=access"))


def test_escape_puts_them_away_and_keeps_what_was_typed(visit: Visit) -> None:
    page = visit("/")
    typed(page, "access")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    box = page.locator(BOX)
    expect(box).to_have_value("access")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert box.get_attribute("aria-activedescendant") is None


def test_leaving_the_box_puts_them_away(visit: Visit) -> None:
    page = visit("/")
    typed(page, "access")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_late_answer_leaves_a_choice_alone(visit: Visit) -> None:
    page = visit("/")
    typed(page, "access")
    held: list[Route] = []
    page.route("**/api/v1/suggest/?q=access%20den", lambda route: held.append(route))
    with page.expect_request("**/api/v1/suggest/?q=access%20den"):
        page.keyboard.insert_text(" den")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    text = chosen.inner_text()
    with page.expect_response("**/api/v1/suggest/?q=access%20den") as late:
        held[0].continue_()
    late.value.finished()
    page.evaluate("() => new Promise((done) => setTimeout(done, 100))")  # nothing is to happen, which nothing tells
    assert chosen.inner_text() == text
    page.keyboard.type("i")
    expect(chosen).to_have_count(0)


def test_a_finger_chooses_too(visit: Visit) -> None:
    page = visit("/", width=320, has_touch=True)
    typed(page, "0x8501")
    option = page.get_by_role("option", name="0x85010014").first
    assert option.bounding_box()["height"] >= 24
    with page.expect_navigation():
        option.tap()
    expect(page).to_have_url(re.compile("/(articles|fix)/"))


def test_one_letter_asks_nothing_and_a_word_asks_once_after_a_rest(visit: Visit) -> None:
    page = visit("/")
    page.clock.install()
    page.clock.pause_at(datetime.now() + timedelta(hours=1))  # time goes on only when told to: a busy machine rests too
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest/" in request.url else None)
    page.locator(BOX).click()
    page.keyboard.type("f")
    page.clock.run_for(1000)
    assert asked == []
    for letter in "olders":
        page.keyboard.type(letter)
        page.clock.run_for(100)
    assert asked == []
    with page.expect_response(re.compile("/api/v1/suggest/")):
        page.clock.run_for(100)
    page.clock.run_for(1000)
    assert [url.rpartition("=")[2] for url in asked] == ["folders"]


def test_what_begins_nothing_shows_nothing_and_says_so_to_a_screen_reader(visit: Visit) -> None:
    page = visit("/")
    page.locator(BOX).click()
    with page.expect_response("**/api/v1/suggest/?q=zebra"):
        page.keyboard.insert_text("zebra")
    expect(page.locator("[data-suggest-status]")).to_have_text("No suggestions")
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_without_scripts_the_box_is_a_plain_search_box(visit: Visit) -> None:
    page = visit("/", js=False)
    page.get_by_role("searchbox").first.fill("access denied")
    with page.expect_navigation():
        page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Walk me through it")).to_be_visible()


def test_open_suggestions_suit_everybody(visit: Visit) -> None:
    page = visit("/")
    typed(page, "fold")
    page.keyboard.press("ArrowDown")
    suits_everybody(page, "suggestions")


def test_suggestions_leave_room_on_a_phone(visit: Visit) -> None:
    page = visit("/", width=320)
    typed(page, "ma")
    box = page.get_by_role("listbox").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320 and box["height"] <= 450
    page.locator("h1").click()
    expect(page.get_by_role("listbox")).to_have_count(0)


def test_a_pasted_log_goes_to_where_it_is_looked_through(visit: Visit) -> None:
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    log = "10:01 sync started\n10:02 FAMv4.sys loaded\n" + "10:03 PENDING 0 bytes\n" * 30
    page.evaluate("text => navigator.clipboard.writeText(text)", log)
    page.locator(BOX).click()
    page.keyboard.press("Control+V")
    button = page.get_by_role("button", name="Look through it")
    expect(button).to_be_focused()
    with page.expect_navigation():
        button.press("Enter")
    expect(page).to_have_url(re.compile("/fix/paste/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("What your text says|Nothing recognised"))


def test_a_pasted_word_stays_in_the_box(visit: Visit) -> None:
    page = visit("/", permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("() => navigator.clipboard.writeText('access denied\\n')")
    page.locator(BOX).click()
    page.keyboard.press("Control+V")
    expect(page.locator(BOX)).to_have_value(re.compile("access denied"))
    expect(page.get_by_role("button", name="Look through it")).to_have_count(0)
