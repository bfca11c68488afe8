"""Helpful or not: two presses without an account, from a real browser with its own idea of origins and referrers."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.hands import follow
from tests.browser.judging import suits_everybody


def test_a_reader_says_that_it_did_not_help_and_why(visit: Visit, visit_as: Visit, js: bool) -> None:
    page = visit("/articles/keep-a-change-record/", js=js)
    follow(page, page.get_by_role("group", name="Was this helpful?").get_by_role("button", name="No"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    if js:
        suits_everybody(page, "feedback-thanks")
    words = f"Where is the form, {'with' if js else 'without'} scripts?"
    page.get_by_role("main").get_by_role("textbox").first.fill(words)
    follow(page, page.get_by_role("button", name="Send"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    follow(page, page.get_by_role("link", name=re.compile("^Back to")))
    expect(page).to_have_url(re.compile("/articles/keep-a-change-record/$"))

    editor = visit_as("publisher", "/admin/kb/feedback/")
    expect(editor.get_by_role("main")).to_contain_text(words)
    assert page.context.cookies() == []
