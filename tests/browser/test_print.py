"""On paper, A4 and Letter: no chrome, nothing cut, addresses after links, what is folded stands open."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.pages import READERS_PAGES

pytestmark = pytest.mark.looks

PAPERS = {"A4": (210, 297), "Letter": (215.9, 279.4)}  # millimetres
MARGIN = 18  # millimetres, as in print.css
PRINTED = (
    "article",
    "article-with-tables",
    "question",
    "question-with-range",
    "question-with-several",
    "fix",
    "end-escalate",
    "outline",
    "map",
    "report",
)
CHROME = (
    ".site-header, .site-footer, .helpful, .breadcrumbs, .copy-button, .walk-nav, .search-box, .keys-help, .save-walk, .paste-here, "
    ".run-actions, .form, .answer-form .button, main summary:has(+ .form)"
)

# What sticks out of the page or is cut off, in words; a block that scrolls on the screen would be cut on paper.
CUT = """width => {
  const found = [];
  for (const element of document.querySelectorAll("main *")) {
    const style = getComputedStyle(element);
    if (!element.checkVisibility() || element.closest(".visually-hidden, svg")) continue;
    const box = element.getBoundingClientRect();
    if (box.right > width + 1) found.push(`${element.tagName}.${element.className} ends at ${Math.round(box.right)} of ${Math.round(width)}`);
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) found.push(`${element.tagName}.${element.className} is cut`);
  }
  return found;
}"""


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", PRINTED)
def test_nothing_is_cut_on_paper_and_nothing_is_printed_that_only_a_screen_needs(
    window_of: Callable[[str], Page], name: str, paper: str
) -> None:
    width = (PAPERS[paper][0] - 2 * MARGIN) / 25.4 * 96
    page = window_of("")
    page.set_viewport_size({"width": int(width), "height": 900})
    page.goto(READERS_PAGES[name][1])
    page.emulate_media(media="print")
    assert page.evaluate(CUT, width) == []
    assert page.locator(CHROME).filter(visible=True).count() == 0
    assert page.locator(".print-only").inner_text().endswith(READERS_PAGES[name][1].partition("?")[0])


@pytest.mark.parametrize("paper", PAPERS)
def test_a_page_prints_in_the_size_of_the_paper(visit: Visit, paper: str) -> None:
    page = visit(READERS_PAGES["article"][1])
    printed = page.pdf(format=paper)
    sizes = {tuple(float(one) for one in found.split()) for found in re.findall(rb"/MediaBox \[([\d. ]+)\]", printed)}
    expected = tuple(millimetres / 25.4 * 72 for millimetres in PAPERS[paper])
    assert len(re.findall(rb"/Type /Page\b", printed)) >= 2
    assert all(size[2:] == pytest.approx(expected, abs=1) for size in sizes), sizes


def test_links_carry_their_addresses_on_paper(visit: Visit) -> None:
    page = visit(READERS_PAGES["article"][1])
    page.emulate_media(media="print")
    after = "link => getComputedStyle(link, '::after').content"
    for start in ("http", "/"):
        link = page.locator(f":is(.prose, .sources) a[href^='{start}']").first
        assert link.get_attribute("href") in link.evaluate(after)


def test_a_printed_question_shows_its_answers_with_a_box_to_tick_by_hand(window_of: Callable[[str], Page]) -> None:
    page = window_of("")
    for name, words in (("question", "No, nothing syncs at all"), ("fix", "Could not do it")):
        page.goto(READERS_PAGES[name][1])
        page.emulate_media(media="print")
        choice = page.locator(".choice", has_text=words)
        expect(choice).to_be_visible()
        assert choice.evaluate("one => getComputedStyle(one, '::before').content") == '"☐"'
        assert choice.evaluate("one => getComputedStyle(one).borderTopStyle") == "none"
    page.goto(READERS_PAGES["question-with-range"][1])
    assert page.locator(".number-entry input").evaluate("one => one.getBoundingClientRect().width") > 50


def test_a_printed_report_says_all_and_says_it_once(window_of: Callable[[str], Page]) -> None:
    page = window_of("")
    page.goto(READERS_PAGES["report"][1])
    page.emulate_media(media="print")
    for words in (
        "Entourage on a Mac",
        "It began after the update on Saturday.",
        "extension 12",
        "Not fixed",
        "STATE : 4 RUNNING",
    ):
        expect(page.get_by_role("main").get_by_text(words).filter(visible=True)).to_have_count(1)


def test_how_to_put_it_back_is_folded_on_the_screen_and_open_on_paper(visit: Visit) -> None:
    page = visit(READERS_PAGES["fix"][1])
    folded = page.locator("details:not([open]) .prose").first
    assert folded.bounding_box() is None or not folded.is_visible()
    page.emulate_media(media="print")
    assert folded.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_light_whatever_was_chosen_for_the_screen(visit: Visit, theme: str) -> None:
    page = visit()
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.goto(READERS_PAGES["article"][1])
    page.emulate_media(media="print", color_scheme="dark")
    colour = page.evaluate("() => getComputedStyle(document.querySelector('.prose')).color")
    ground = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
    assert (colour, ground) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
