"""Word files become drafts; files that are made to harm are refused before they are read."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from kb import article, word
from kb.models import Document, Image
from tests.factories import make_article, make_topic
from tests.word_files import LINK, PICTURE, TABLE, docx, paragraph

pytestmark = pytest.mark.django_db


def bring(data: bytes, **options) -> word.Brought:
    return word.import_word(data, **{"name": "How to mend.docx", "topic": "", "by": None, **options})


def test_a_word_file_becomes_a_draft_with_its_pictures():
    make_topic()
    text = paragraph("Mend a cable", "Heading1") + paragraph(
        "Take it out, and say so to everybody who uses it. ", inner=LINK
    )
    text += paragraph("Steps * [1]", "Heading2") + paragraph("Pull", bold=True) + TABLE + PICTURE
    brought = bring(docx(text), topic="networks")

    document = brought.document
    assert (
        document.published is None
        and document.slug == "mend-a-cable"
        and document.latest.note == "From How to mend.docx"
    )
    fields = article.read_fields(document.latest.text)
    assert (fields.title, fields.topic) == ("Mend a cable", "networks")
    assert fields.summary.startswith("Take it out, and say so")
    assert "[the maker](https://example.org/cable)" in fields.body
    assert "## Steps \\* \\[1]" in fields.body and "**Pull**" in fields.body and "Cell two" in fields.body
    assert f"![The plug](/images/{Image.objects.get().file_name}#8x6)" in fields.body


def test_a_file_without_a_heading_is_named_after_itself_and_a_name_that_is_taken_is_counted_on():
    make_article(slug="how-to-mend")
    assert bring(docx(paragraph("Only text."))).document.slug == "how-to-mend-2"
    assert bring(docx(paragraph("Only text."))).document.title == "How to mend"


def test_a_picture_that_cannot_be_shown_is_its_words():
    brought = bring(docx(paragraph("Text.") + PICTURE, image=b"<svg/>"))
    assert "The plug" in brought.document.latest.text and "/images/" not in brought.document.latest.text
    assert len(brought.notes) == 1


def test_an_editor_may_and_a_reader_may_not(editor, volunteer):
    assert bring(docx(paragraph("A.")), by=editor).document.owner == editor
    with pytest.raises(PermissionDenied):
        bring(docx(paragraph("A.")), by=volunteer)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no Word file"),
        (b"PK\x03\x04 broken", "no Word file"),
        (b"\xd0\xcf\x11\xe0 an old .doc or one with a password", "no Word file"),
        (docx("<w:p>"), "damaged"),
        (docx(paragraph("x"), **{"word/big.xml": b" " * (word.MAX_XML + 1)}), "too large"),
        (docx(paragraph("x"), **{"word/media/big.png": b"\0" * (word.MAX_UNPACKED + 1)}), "too large"),
        (docx(paragraph("x"), **{f"word/{number}.bin": b"" for number in range(word.MAX_PARTS)}), "too large"),
        (docx(paragraph("x"), **{"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "holds what no Word file holds"),
        (docx(paragraph("x"), **{"word/a.xml": "<!DOCTYPE a>".encode("utf-16")}), "holds what no Word file holds"),
        (docx("<w:sdt><w:sdtContent>" * 3000 + "</w:sdtContent></w:sdt>" * 3000), "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_word_file_or_made_to_harm_is_refused(data, reason):
    with pytest.raises(word.BadWord, match=reason):
        bring(data)
    assert not Document.objects.exists()


def test_the_command_brings_several_and_says_which_failed(tmp_path):
    (tmp_path / "good.docx").write_bytes(docx(paragraph("Mend a plug", "Heading1")))
    (tmp_path / "bad.docx").write_bytes(b"x")
    out, errors = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit):
        files = [str(tmp_path / name) for name in ("bad.docx", "good.docx", "none.docx")]
        call_command("import_word", *files, stdout=out, stderr=errors)

    assert "draft: mend-a-plug (Mend a plug)" in out.getvalue()
    assert "bad.docx: This is no Word file" in errors.getvalue() and "none.docx: it cannot be read" in errors.getvalue()


def test_an_editor_uploads_a_word_file_in_the_admin(client, editor, volunteer):
    topic = make_topic()
    client.force_login(editor)
    assert "/admin/kb/article/word/" in client.get("/admin/kb/article/").content.decode()
    file = SimpleUploadedFile("Mend.docx", docx(paragraph("Mend a plug", "Heading1") + paragraph("Pull.")))
    answer = client.post("/admin/kb/article/word/", {"file": file, "topic": topic.pk})

    draft = Document.objects.get()
    assert answer["Location"] == f"/admin/kb/article/{draft.pk}/change/" and draft.owner == editor
    refused = client.post("/admin/kb/article/word/", {"file": SimpleUploadedFile("a.docx", b"x")})
    assert refused.status_code == 422 and "This is no Word file" in refused.content.decode()
    client.force_login(volunteer)
    assert client.get("/admin/kb/article/word/").status_code == 403
