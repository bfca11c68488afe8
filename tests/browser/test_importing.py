"""What an editor brings in by hand: a Word file becomes a draft, a picture says what to paste, a bad file says why it is refused."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import follow
from tests.browser.judging import suits_everybody
from tests.factories import picture
from tests.word_files import PICTURE, TABLE, docx, paragraph

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def choose(page: Page, label: str, name: str, data: bytes, kind: str = WORD) -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": kind, "buffer": data})


def test_a_word_file_becomes_a_draft_and_says_what_was_left_out(visit_as: Visit, js: bool) -> None:
    page = visit_as("editor", "/admin/kb/article/", js=js)
    follow(page, page.get_by_role("link", name="From a Word file"))
    text = paragraph(f"Ring the bell {'with' if js else 'without'} a rope", "Heading1") + paragraph("Pull it twice.")
    choose(page, "Word file", "Bells.docx", docx(text + TABLE + PICTURE, image=b"<svg/>"))
    page.get_by_label("Topic").select_option(label="Planning and support")
    follow(page, page.get_by_role("button", name="Make a draft of it"))

    expect(page.locator(".messagelist")).to_contain_text("This is a draft now.")
    expect(page.locator(".messagelist")).to_contain_text("A picture was left out")
    expect(page.get_by_label("Title", exact=False).first).to_have_value(
        f"Ring the bell {'with' if js else 'without'} a rope"
    )
    if js:
        suits_everybody(page, "admin-draft-from-word")


def test_a_file_that_is_no_word_file_is_refused_beside_the_field(visit_as: Visit) -> None:
    page = visit_as("editor", "/admin/kb/article/word/")
    choose(page, "Word file", "Bells.docx", b"This is no Word file.")
    follow(page, page.get_by_role("button", name="Make a draft of it"))

    expect(page.get_by_role("alert")).to_contain_text("This is no Word file (.docx), or it is damaged")
    suits_everybody(page, "admin-word-damaged")


def test_a_picture_says_what_to_paste(visit_as: Visit) -> None:
    page = visit_as("editor", "/admin/kb/image/add/")
    choose(page, "Picture", "rope.png", picture(size=(40, 30), colour="navy"), "image/png")
    page.get_by_label("What it shows").fill("The rope of the bell")
    follow(page, page.get_by_role("button", name="Save", exact=True))

    expect(page.locator(".to-paste")).to_contain_text("![The rope of the bell](/images/")
    suits_everybody(page, "admin-picture-added")
