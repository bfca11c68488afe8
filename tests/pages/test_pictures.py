"""The pictures of articles: how they are served, and how they are uploaded in the admin."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kb import pictures
from kb.models import Image
from tests.factories import article_text, make_article, picture

pytestmark = pytest.mark.django_db


def upload(client, data: bytes, name: str = "The plug"):
    file = SimpleUploadedFile("plug.png", data, "image/png")
    return client.post("/admin/kb/image/add/", {"file": file, "name": name})


def test_a_picture_may_be_kept_for_ever_and_does_nothing_but_show(client):
    image = pictures.store(picture(), name="a.png")
    answer = client.get(image.get_absolute_url())

    assert answer.status_code == 200 and answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff" and not answer.cookies
    assert b"".join(answer.streaming_content) == pictures.path_of(image.file_name).read_bytes()


def test_a_picture_is_not_compressed_once_more(client):
    image = pictures.store(picture(size=(600, 400)), name="a.png")
    assert "Content-Encoding" not in client.get(image.get_absolute_url(), headers={"accept-encoding": "gzip"})


@pytest.mark.parametrize("name", ["x.png", f"{'a' * 64}.png", "..%2Fsecret_key", "%00"])
def test_any_other_name_is_not_there(client, name):
    assert client.get(f"/images/{name}").status_code == 404


def test_behind_a_sign_in_pictures_are_too(client, settings, volunteer):
    settings.READERS = "signed-in"
    address = pictures.store(picture(), name="a.png").get_absolute_url()

    assert client.get(address).status_code == 302
    client.force_login(volunteer)
    assert client.get(address)["Cache-Control"] in ("no-store", "private, max-age=31536000, immutable")


def test_an_article_shows_its_picture_in_its_size(client):
    image = pictures.store(picture(), name="a.png")
    article = make_article(text=article_text(title="A", body=pictures.markdown_of(image, "The plug")))
    text = client.get(article.get_absolute_url()).content.decode()

    assert f'<img alt="The plug" src="{image.get_absolute_url()}" loading="lazy" width="8" height="6">' in text


def test_an_editor_uploads_a_picture_and_reads_what_to_paste(client, editor):
    client.force_login(editor)
    answer = upload(client, picture())

    image = Image.objects.get()
    assert answer["Location"] == f"/admin/kb/image/{image.pk}/change/" and image.name == "The plug"
    page = client.get(answer["Location"]).content.decode()
    assert f"![The plug](/images/{image.file_name}#8x6)" in page and f'src="/images/{image.file_name}"' in page
    assert f'src="/images/{image.file_name}"' in client.get("/admin/kb/image/").content.decode()


def test_the_same_picture_again_leads_to_the_one_that_is_there(client, editor):
    client.force_login(editor)
    upload(client, picture())
    answer = upload(client, picture(), name="Another name")

    assert answer["Location"] == f"/admin/kb/image/{Image.objects.get().pk}/change/"


def test_what_is_no_picture_is_refused_with_a_reason(client, editor):
    client.force_login(editor)
    answer = upload(client, b"<svg></svg>")

    assert answer.status_code == 200 and not Image.objects.exists()
    assert "Drawings (SVG) can hold scripts" in answer.content.decode()


def test_who_may_only_read_uploads_nothing(client, volunteer):
    client.force_login(volunteer)
    assert upload(client, picture()).status_code == 403 and not Image.objects.exists()


def test_a_publisher_deletes_a_picture_only_where_nothing_shows_it(client, editor, publisher):
    image = pictures.store(picture(), name="a.png")
    address = f"/admin/kb/image/{image.pk}/delete/"
    client.force_login(editor)
    assert client.post(address, {"post": "yes"}).status_code == 403
    client.force_login(publisher)
    article = make_article(text=article_text(title="A", body=pictures.markdown_of(image, "x")))
    assert client.post(address, {"post": "yes"}).status_code == 403
    article.revisions.update(text="gone")
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Image.objects.exists() and pictures.path_of(image.file_name) is None
