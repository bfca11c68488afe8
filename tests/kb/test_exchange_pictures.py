"""Pictures go with the documents that show them, out and in again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image as Pixels

from kb import pictures
from kb.models import Image
from tests.factories import article_text, make_article, picture
from tests.kb.exchanging import Write, run

pytestmark = pytest.mark.django_db


def test_pictures_go_with_the_documents_that_show_them(tmp_path: Path) -> None:
    shown, unused = (pictures.store(picture(colour=colour), name=colour) for colour in ("red", "blue"))
    make_article(slug="a", text=article_text(title="A", body=pictures.markdown_of(shown, "Red")))
    make_article(slug="b", visibility="staff", text=article_text(title="B", body=pictures.markdown_of(unused, "Blue")))
    public, whole = tmp_path / "public", tmp_path / "whole"
    assert run("export_documents", "--public", public)[0] == 0
    assert run("export_documents", whole)[0] == 0

    assert [path.name for path in (public / "images").iterdir()] == [shown.file_name]
    assert len(list((whole / "images").iterdir())) == 2
    Image.objects.all().delete()
    for image in (shown, unused):
        (pictures.folder() / image.file_name).unlink()
    status, out, err = run("import_documents", whole, "--dry-run")
    assert f"new picture: {shown.file_name}" in out and not Image.objects.exists()
    status, out, err = run("import_documents", whole)
    assert (status, err) == (0, "") and Image.objects.count() == 2
    assert pictures.path_of(shown.file_name).read_bytes() == (whole / "images" / shown.file_name).read_bytes()
    assert "new picture" not in run("import_documents", whole)[1]


def test_a_picture_that_is_lost_is_named_by_the_export(tmp_path: Path) -> None:
    image = pictures.store(picture(), name="red")
    make_article(text=article_text(title="A", body=pictures.markdown_of(image, "Red")))
    (pictures.folder() / image.file_name).unlink()

    status, _, err = run("export_documents", tmp_path)
    assert status == 0 and err == f"warning: the picture {image.file_name} is not in the data folder any more.\n"


@pytest.mark.parametrize("name", ["a.png", f"{'a' * 64}.png", "notes.txt"])
def test_a_picture_that_no_export_wrote_is_refused(write: Write, name: str) -> None:
    status, _, err = run("import_documents", write({f"images/{name}": picture()}))

    assert status == 1 and f"images/{name}: Its name does not fit what is in it" in err and not Image.objects.exists()


def test_a_picture_with_hidden_notes_is_refused(write: Write) -> None:
    exif = Pixels.Exif()
    exif[0x010E] = "a secret place"
    data = picture(format="JPEG", exif=exif)
    status, _, err = run("import_documents", write({f"images/{hashlib.sha256(data).hexdigest()}.jpg": data}))

    assert status == 1 and "It was not written by an export" in err
