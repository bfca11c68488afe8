"""What a person does with a guide's page: answer, tick, give a verdict."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect


def choice(page: Page, words: str) -> Locator:
    """The button whose words begin so; a hint may stand behind them."""
    return page.locator("button.choice").filter(has_text=re.compile(rf"^\s*{re.escape(words)}"))


def follow(page: Page, target: Locator) -> None:
    """Clicks something that leads to another page, and waits until it is there."""
    with page.expect_navigation():
        target.click()


def answer(page: Page, question: str, words: str) -> None:
    """Reads the question and clicks the answer that begins with these words."""
    expect(page.locator(".question")).to_have_text(question)
    follow(page, choice(page, words))


def tick(page: Page, question: str, *words: str) -> None:
    """Ticks these answers of a question that takes several, and goes on."""
    expect(page.locator(".question")).to_have_text(question)
    for one in words:
        page.get_by_role("checkbox", name=one).check()
    follow(page, page.get_by_role("button", name="Go on"))


def walk(page: Page, *answers: tuple[str, str]) -> None:
    """Answers one question after the other: pairs of a question and the first words of its answer."""
    for question, words in answers:
        answer(page, question, words)


def go_to_link(page: Page, name: str | re.Pattern[str]) -> None:
    """Follows the first link of the page with this name."""
    follow(page, page.get_by_role("main").get_by_role("link", name=name).first)


def search(page: Page, typed: str) -> None:
    """Types into the page's search box and presses Enter."""
    box = page.get_by_role("main").locator("input[type=search]")
    box.fill(typed)
    with page.expect_navigation():
        box.press("Enter")


def change(page: Page, question: str) -> None:
    """Goes back to a question from the list of answers so far."""
    follow(page, page.get_by_role("link", name=re.compile(rf"^Change ?: {re.escape(question)}")))
