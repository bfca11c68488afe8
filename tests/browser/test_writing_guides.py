"""A guide in the admin: its text is changed, what is wrong is shown by line, and it is walked before and after publishing."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Watch, sign_in
from tests.browser.hands import answer, follow
from tests.browser.judging import suits_everybody
from tests.browser.test_writing_articles import press, the_site_says
from tests.factories import guide_text

NEW = "/admin/wizard/guide/add/"
LINE_OF_CARET = """element => element.value.slice(0, element.selectionStart).split("\\n").length"""
GUIDE = guide_text(title="No picture on the wall", topic="it-planning", symptoms=["no picture"])


def text_field(page: Page):
    return page.locator("textarea.code-field")


def test_a_wrong_line_is_found_mended_published_and_walked(visit: Visit, visit_as: Visit) -> None:
    publisher = visit_as("publisher", NEW)
    broken = GUIDE.replace("to: plug-in", "to: plug-inn")
    line = 1 + broken[: broken.index("plug-inn")].count("\n")
    text_field(publisher).fill(broken)
    press(publisher, "Preview")
    found = publisher.locator(".finding", has_text="plug-inn").first
    expect(found).to_contain_text("plug-in")
    suits_everybody(publisher, "admin-guide-findings")
    found.get_by_role("link", name=f"line {line}").click()
    expect(text_field(publisher)).to_be_focused()
    assert text_field(publisher).evaluate(LINE_OF_CARET) == line

    press(publisher, "Save and publish")
    the_site_says(publisher, "not published")
    expect(text_field(publisher)).to_have_value(broken)
    text_field(publisher).fill(GUIDE)
    press(publisher, "Preview")
    expect(publisher.locator(".preview .map")).to_be_visible()
    suits_everybody(publisher, "admin-guide-preview-of-a-form")
    press(publisher, "Save")
    follow(publisher, publisher.get_by_role("link", name="Walk the newest revision"))
    expect(publisher.get_by_text("which readers do not get")).to_be_visible()
    answer(publisher, "Is a light on?", "No")
    expect(publisher.locator(".question")).to_have_text("Plug it in")
    assert visit().goto("/fix/no-picture-on-the-wall/").status == 404

    publisher.goto("/admin/wizard/guide/")
    follow(publisher, publisher.get_by_role("link", name="No picture on the wall"))
    press(publisher, "Save and publish")
    the_site_says(publisher, "readers get revision 2 now")
    reader = visit("/", js=False)
    follow(reader, reader.get_by_role("link", name="No picture on the wall"))
    answer(reader, "Is a light on?", "No")
    expect(reader.locator(".question")).to_have_text("Plug it in")
    expect(reader).to_have_url(re.compile("/fix/no-picture-on-the-wall/plug-in/"))


def test_an_editor_of_a_guide_submits_and_cannot_publish(visit_as: Visit) -> None:
    editor = visit_as("editor", NEW)
    text_field(editor).fill(guide_text(title="No sound in the hall", topic="it-planning"))
    expect(editor.get_by_role("button", name="Save and publish")).to_have_count(0)
    press(editor, "Save and submit for review")
    the_site_says(editor, "waits for review now")
    expect(editor.get_by_role("link", name="Archive")).to_have_count(0)
    expect(editor.get_by_role("link", name="Decline")).to_have_count(0)


def test_signed_out_meanwhile_nothing_typed_is_lost(visit_as: Visit, watch: Watch) -> None:
    editor = visit_as("editor", NEW)
    typed = guide_text(title="Typed before the session ended", topic="it-planning")
    text_field(editor).fill(typed)
    editor.context.clear_cookies()
    watch.expect("net::ERR_FAILED")  # the question whether it can be sent
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_role("status").filter(has_text="sign in again in another tab")).to_be_visible()
    expect(text_field(editor)).to_have_value(typed)

    other_tab = editor.context.new_page()
    other_tab.goto("/accounts/login/")
    sign_in(other_tab, "editor")
    press(editor, "Save")
    the_site_says(editor, "is saved as revision 1")


def test_the_lines_of_a_guide_are_numbered_beside_them(visit_as: Visit) -> None:
    editor = visit_as("editor", NEW)
    long = GUIDE.replace("No picture on the wall", "No picture on the wall " * 9)
    text_field(editor).fill(long)
    numbers = editor.locator(".line-numbers")
    expect(numbers).to_have_text("\n".join(str(n) for n in range(1, 2 + long.count("\n"))))
    height = text_field(editor).evaluate("element => element.offsetHeight")
    expect(numbers).to_have_js_property("offsetHeight", height)  # which the script sets once the browser tells it
    field, beside = text_field(editor).bounding_box(), numbers.bounding_box()
    assert abs(field["height"] - beside["height"]) < 1 and abs(field["y"] - beside["y"]) < 1
    one_to_one = "element => [element.scrollHeight, document.querySelector('.line-numbers').scrollHeight]"
    text, column = text_field(editor).evaluate(one_to_one)
    assert abs(text - column) < 40, "a line in the text is not one number high"
    text_field(editor).evaluate("element => { element.scrollTop = 300 }")
    expect(numbers).to_have_js_property("scrollTop", 300)


def test_without_scripts_the_lines_are_named_in_the_list_alone(visit_as: Visit) -> None:
    editor = visit_as("editor", NEW, js=False)
    text_field(editor).fill(GUIDE.replace("to: plug-in", "to: plug-inn"))
    press(editor, "Preview")
    expect(editor.locator(".line-numbers")).to_have_count(0)
    expect(editor.locator(".finding").first).to_contain_text(re.compile(r"line \d+"))
    expect(editor.locator(".findings summary")).to_contain_text("more that follow from it")
