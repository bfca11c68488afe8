"""After the first answer: verdicts, changing one's mind, coming back, passing the address on, and not knowing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import answer, change, choice, follow, walk

FAMV4 = (
    "/fix/large-folder-sync/disable/?route=entourage&sizes=big-fail&smallest=around&others=more&version=classic"
    "&tried=backup-once&driver=running"
)
GUIDES = (
    "access-denied-on-a-share",
    "how-should-this-device-connect",
    "large-folder-sync",
    "mac-candidate",
    "mac-lab-test-plan",
    "share-by-full-name",
    "warranty-and-repair-plan",
    "wave-of-phones",
)
MOST_STEPS = 40  # more than any guide has nodes on one way


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def answers_so_far(page: Page) -> list[str]:
    return page.locator(".answers dd:first-of-type").all_inner_texts()


def test_fixed_ends_the_walk(visit: Visit, js: bool) -> None:
    page = visit(FAMV4, js=js)
    expect(page.locator(".verdict-question")).to_have_text("Did it help?")
    follow(page, choice(page, "Fixed"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Big folders sync again")


def test_not_fixed_goes_on_and_never_offers_the_same_fix_again(visit: Visit, js: bool) -> None:
    page = visit(FAMV4, js=js)
    tried = []
    for _ in range(MOST_STEPS):
        if not choice(page, "Not fixed").count():
            break
        assert heading(page) not in tried
        tried.append(heading(page))
        follow(page, choice(page, "Not fixed"))
    assert len(tried) > 2
    assert tried[0] == "Disable and stop the hidden driver FAMv4"
    expect(page.locator(".end-kind")).to_have_text("Hand it over")
    expect(page.get_by_role("heading", name="What to write")).to_be_visible()


def test_could_not_do_it_asks_somebody_who_can(visit: Visit, js: bool) -> None:
    page = visit(FAMV4, js=js)
    follow(page, choice(page, "Could not do it"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Someone with access to the server has to look")


def test_changing_an_answer_keeps_the_later_ones(visit: Visit, js: bool) -> None:
    page = visit(FAMV4, js=js)
    change(page, "Where do you see the trouble?")
    expect(choice(page, "Entourage on a Mac")).to_contain_text("your answer")
    answer(page, "Where do you see the trouble?", "Outlook or Apple Mail")
    expect(page.get_by_role("heading", level=1)).to_have_text("Disable and stop the hidden driver FAMv4")
    assert answers_so_far(page)[:2] == [
        "Outlook or Apple Mail on a Mac",
        "Yes, small folders finish and big ones do not",
    ]


def test_going_back_shows_the_answer_and_going_on_again_is_one_click(visit: Visit, js: bool) -> None:
    page = visit("/fix/access-denied-on-a-share/", js=js)
    walk(page, ("Can this person open a file on the share?", "Yes, opening works"))
    system = page.url
    answer(page, "Which system does the Mac run?", "10.5.3 or anything else")
    expect(page.locator(".question")).to_have_text("Can the same person save in the same folder from a Windows PC?")
    page.go_back()
    expect(page).to_have_url(system)
    page.go_forward()
    follow(page, page.get_by_role("link", name="Back one step"))
    expect(page.locator(".question")).to_have_text("Which system does the Mac run?")
    expect(choice(page, "10.5.3 or anything else")).to_contain_text("your answer")
    follow(page, choice(page, "10.5.3 or anything else"))
    expect(page.locator(".question")).to_have_text("Can the same person save in the same folder from a Windows PC?")


def test_starting_again_forgets_every_answer(visit: Visit, js: bool) -> None:
    page = visit(FAMV4, js=js)
    follow(page, page.get_by_role("link", name="Start again"))
    expect(page).to_have_url(re.compile("/fix/large-folder-sync/$"))
    assert answers_so_far(page) == []
    expect(page.get_by_text("your answer")).to_have_count(0)


def test_a_shared_address_gives_somebody_else_the_same_page(visit: Visit, js: bool) -> None:
    page = visit("/fix/access-denied-on-a-share/", js=js)
    answer(page, "Can this person open a file on the share?", "Yes, opening works")
    answer(page, "Which system does the Mac run?", "10.5.0, 10.5.1 or 10.5.2")
    seen = page.get_by_role("main").inner_text()
    page.reload()
    assert page.get_by_role("main").inner_text() == seen
    theirs = visit(page.url, js=js)
    assert theirs.url == page.url
    assert theirs.get_by_role("main").inner_text() == seen


@pytest.mark.parametrize("guide", GUIDES)
def test_not_knowing_anything_ends_in_a_fix_or_with_whom_to_ask(visit: Visit, guide: str) -> None:
    page = visit(f"/fix/{guide}/", js=False)
    asked = []
    for _ in range(MOST_STEPS):
        if page.locator(".fix-facts, .end-kind").count():
            break
        assert page.url not in asked
        asked.append(page.url)
        unknown = choice(page, "I don’t know")
        follow(page, unknown if unknown.count() else page.get_by_role("button", name="Go on"))
    expect(page.locator(".fix-facts, .end-escalate")).to_be_visible()
    assert asked


def test_a_way_given_up_is_offered_the_other_possibility(visit: Visit, js: bool) -> None:
    """Not knowing leaves every branch open: where one ends without help, the end names the next."""
    page = visit("/fix/access-denied-on-a-share/", js=js)
    answer(page, "Can this person open a file on the share?", "I don’t know")
    seen = []
    for _ in range(MOST_STEPS):
        seen.append(heading(page))
        other = page.get_by_role("link", name="Go on with that")
        if other.count():
            break
        for words in ("Not fixed", "I don’t know"):
            if choice(page, words).count():
                follow(page, choice(page, words))
                break
    expect(other).to_be_visible()
    follow(page, other)
    assert heading(page) not in seen
