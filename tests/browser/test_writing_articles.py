"""An article's life in the admin: written, previewed, submitted, published, found, changed, brought back, renamed."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, Visit
from tests.browser.hands import follow, search
from tests.browser.judging import suits_everybody

NEW = "/admin/kb/article/add/"


def write(page: Page, **fields: str) -> None:
    """Fills in fields of the article form by their labels."""
    for name, words in fields.items():
        field = page.get_by_label(re.compile(rf"^{name.replace('_', ' ')}:?$", re.IGNORECASE))
        if name in ("topic", "type"):
            field.select_option(words)
        else:
            field.fill(words)


def press(page: Page, button: str) -> None:
    follow(page, page.get_by_role("button", name=button, exact=True))


def the_site_says(page: Page, words: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(words)


def wait_for_kept_words(page: Page, address: str) -> None:
    """Opens a form until it offers what was typed before; the browser sends that on its own time, after the page is gone."""
    until = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < until:
        page.goto(address)
        if page.get_by_text("that was not saved").count():
            return
        page.wait_for_timeout(100)
    raise AssertionError("What was typed is not offered again.")


def published_article(page: Page, title: str, body: str) -> str:
    """Writes and publishes an article; gives its address in the admin."""
    page.goto(NEW)
    write(page, title=title, summary="In short.", topic="it-planning", type="how-to", text=f"## What to do\n{body}")
    press(page, "Save and publish")
    the_site_says(page, "readers get revision 1 now")
    return page.url


def test_an_editor_writes_a_publisher_publishes_a_visitor_finds(visit: Visit, visit_as: Visit) -> None:
    editor = visit_as("editor", NEW)
    write(editor, title="The projector shows nothing", summary="Try the other cable first.", topic="it-planning")
    write(editor, type="how-to", text="## What to do\nTake the **quokka** cable.\n\n> [!TIP]\n> It is blue.")
    press(editor, "Preview")
    preview = editor.get_by_role("region", name=re.compile("^Preview"))
    expect(preview.get_by_role("heading", name="What to do")).to_be_visible()
    expect(preview.locator("strong")).to_have_text("quokka")
    expect(preview.locator(".alert-tip")).to_contain_text("It is blue.")
    suits_everybody(editor, "admin-article-preview")
    expect(editor.get_by_role("button", name="Save and publish")).to_have_count(0)
    press(editor, "Save and submit for review")
    the_site_says(editor, "waits for review now")

    visitor = visit("/")
    search(visitor, "quokka")
    expect(visitor.get_by_role("heading", name="Nothing found")).to_be_visible()

    publisher = visit_as("publisher", "/admin/")
    follow(publisher, publisher.get_by_role("link", name="The projector shows nothing").first)
    follow(publisher, publisher.get_by_role("link", name="Read it as readers would"))
    expect(publisher.get_by_role("main")).to_contain_text("Take the quokka cable.")
    follow(publisher, publisher.get_by_role("link", name="Back to the form"))
    press(publisher, "Save and publish")
    the_site_says(publisher, "readers get revision 1 now")

    search(visitor, "quokka")
    follow(visitor, visitor.locator(".hits a").first)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("The projector shows nothing")
    expect(visitor.get_by_role("main")).to_contain_text("Take the quokka cable.")


def test_a_changed_article_is_published_again_and_brought_back(visit: Visit, visit_as: Visit) -> None:
    publisher = visit_as("publisher")
    published_article(publisher, "Where the spare lamp is", "It lies in the **first** drawer.")
    visitor = visit("/articles/where-the-spare-lamp-is/")
    expect(visitor.get_by_role("main")).to_contain_text("the first drawer")

    write(publisher, text="## What to do\nIt lies in the **second** drawer.", what_changed="Moved")
    press(publisher, "Save")
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text("the first drawer")
    press(publisher, "Save and publish")
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text("the second drawer")

    follow(publisher, publisher.get_by_role("link", name="History"))
    press(publisher, "Compare the two chosen")
    expect(publisher.locator(".difference del").last).to_contain_text("first")
    expect(publisher.locator(".difference ins").last).to_contain_text("second")
    follow(publisher, publisher.get_by_role("link", name="History"))
    follow(publisher, publisher.get_by_role("link", name="Revision 1", exact=True))
    follow(publisher, publisher.get_by_role("link", name="Bring this text back"))
    press(publisher, "Bring this text back")
    the_site_says(publisher, "Went back to revision 1, as revision 3")
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text("the first drawer")
    follow(visitor, visitor.get_by_role("link", name="History"))
    expect(visitor.locator(".history > li")).to_have_count(3)


def test_after_renaming_the_old_address_leads_to_the_new(visit: Visit, visit_as: Visit) -> None:
    publisher = visit_as("publisher")
    published_article(publisher, "Old name of a page", "Words that stay.")
    for slug in ("middle-name-of-a-page", "new-name-of-a-page"):
        publisher.get_by_text("Address, visibility, owner and review").click()
        write(publisher, slug=slug)
        press(publisher, "Save")
    for slug in ("old-name-of-a-page", "middle-name-of-a-page"):
        visitor = visit(f"/articles/{slug}/")
        expect(visitor).to_have_url(re.compile("/articles/new-name-of-a-page/$"))
        expect(visitor.get_by_role("main")).to_contain_text("Words that stay.")


def test_what_is_refused_and_what_is_sent_back_loses_no_word(visit_as: Visit) -> None:
    editor = visit_as("editor", NEW)
    write(editor, title="A title", text="## What to do\nWords worth keeping.", slug="Not a slug!")
    press(editor, "Save")
    expect(editor.get_by_role("alert")).to_contain_text("cannot be a slug")
    suits_everybody(editor, "admin-article-refused")
    expect(editor.get_by_label("Text", exact=False).last).to_have_value("## What to do\nWords worth keeping.")
    write(editor, slug="words-worth-keeping")
    press(editor, "Save and submit for review")
    the_site_says(editor, "waits for review now")

    publisher = visit_as("publisher", editor.url)
    follow(publisher, publisher.get_by_role("link", name="Decline"))
    publisher.get_by_label("What should be different?").fill("Say which cable.")
    press(publisher, "Decline")
    editor.reload()
    expect(editor.get_by_text("Say which cable.")).to_be_visible()
    expect(editor.get_by_label("Text", exact=False).last).to_have_value(re.compile("Words worth keeping."))


def test_two_editors_at_once_see_both_texts_and_neither_is_lost(visit_as: Visit) -> None:
    publisher = visit_as("publisher")
    address = published_article(publisher, "Two at once", "The start.")
    first, second = visit_as("editor", address), visit_as("second-editor", address)
    write(second, text="## What to do\nThe words of the second editor.")
    press(second, "Save")
    the_site_says(second, "is saved as revision 2")

    write(first, text="## What to do\nThe words of the first editor.")
    press(first, "Save")
    conflict = first.get_by_role("alert").filter(has_text="second-editor saved revision 2 while you were writing")
    expect(conflict.locator(".difference")).to_contain_text("The words of the second editor.")
    expect(conflict.locator(".difference")).to_contain_text("The words of the first editor.")
    suits_everybody(first, "admin-article-conflict")
    press(first, "Save mine on top")
    the_site_says(first, "is saved as revision 3")
    first.goto(f"{address.removesuffix('change/')}history/")
    expect(first.locator(".revision-list > li")).to_have_count(3)


def test_a_form_that_was_closed_unsaved_is_brought_back(visit_as: Visit) -> None:
    publisher = visit_as("publisher")
    address = published_article(publisher, "Closed too early", "The start.")
    editor = visit_as("editor", address)
    write(editor, text="## What to do\nTyped and never saved.")
    editor.close(run_before_unload=True)
    editor = visit_as("editor")
    wait_for_kept_words(editor, address)
    suits_everybody(editor, "admin-article-unsaved")
    follow(editor, editor.get_by_role("link", name="Bring it back"))
    expect(editor.get_by_label("Text", exact=False).last).to_have_value(re.compile("Typed and never saved."))
    press(editor, "Save")
    the_site_says(editor, "is saved as revision 2")
    expect(editor.get_by_text("that was not saved")).to_have_count(0)
