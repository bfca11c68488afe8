"""Pictures are made anew: what readers get holds points and nothing else, and nothing that is sent here can fill the memory."""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image as Pixels

from kb import pictures
from kb.models import Image
from tests.factories import article_text, make_article, picture

pytestmark = pytest.mark.django_db


def opened(image: Image) -> Pixels.Image:
    return Pixels.open(pictures.path_of(image.file_name))


@pytest.mark.parametrize(
    ("format", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp"), ("GIF", ".png"), ("BMP", ".png")]
)
def test_a_picture_is_kept_under_the_digest_of_its_bytes(format, suffix):
    image = pictures.store(picture(format=format), name="a.x")

    data = pictures.path_of(image.file_name).read_bytes()
    assert image.suffix == suffix and hashlib.sha256(data).hexdigest() == image.digest
    assert (image.width, image.height, image.size) == (8, 6, len(data))
    assert pictures.address_of(image) == f"/images/{image.digest}{suffix}#8x6"


def test_the_same_picture_is_kept_once():
    first, second = (pictures.store(picture(), name=name) for name in ("a.png", "b.png"))
    assert first == second and Image.objects.count() == 1


def test_what_hides_in_a_file_is_gone_and_its_turn_is_applied():
    exif = Pixels.Exif()
    exif[0x0112], exif[0x010E] = 6, "a secret place"  # turned by a quarter; a description
    image = pictures.store(picture(size=(8, 4), format="JPEG", exif=exif), name="a.jpg")

    data = pictures.path_of(image.file_name).read_bytes()
    assert b"secret" not in data and not opened(image).getexif()
    assert (image.width, image.height) == (4, 8)


def test_what_is_appended_to_a_picture_is_gone():
    image = pictures.store(picture() + b"<script>alert(1)</script>", name="a.png")
    assert b"script" not in pictures.path_of(image.file_name).read_bytes()


def test_transparency_is_kept():
    written = BytesIO()
    Pixels.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")
    assert opened(pictures.store(written.getvalue(), name="a.png")).getpixel((0, 0))[3] == 0


def test_a_large_picture_is_made_smaller():
    image = pictures.store(picture(size=(4800, 100)), name="wide.png")
    assert (image.width, image.height) == (2400, 50)


def _png_that_says(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be of this size."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 100)) + part(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no picture"),
        (b"not a picture at all", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"  <!DOCTYPE svg><svg/>", "SVG"),
        (b"%PDF-1.4", "no picture"),
        (b"\x00" * (pictures.MAX_BYTES + 1), "larger than 10 MB"),
        (_png_that_says(20_000, 20_000), "more points than any screen"),
        (_png_that_says(7_000, 7_000), "7000 × 7000"),
        (_png_that_says(9_000, 10), "9000 × 10"),
        (_png_that_says(50, 50)[:60], "no picture"),
        (picture()[:-50], "no picture"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused(data, reason):
    with pytest.raises(pictures.BadPicture, match=reason):
        pictures.store(data, name="x")
    assert not Image.objects.exists()


def test_a_format_that_we_do_not_take_is_refused():
    with pytest.raises(pictures.BadPicture):
        pictures.store(picture(format="TIFF"), name="a.tiff")


@pytest.mark.parametrize(
    "name", ["../secret_key", "a.png", "", f"{'A' * 64}.png", f"{'a' * 64}.svg", f"{'a' * 64}.png\n"]
)
def test_only_names_of_pictures_lead_to_a_file(name):
    assert pictures.path_of(name) is None


def test_the_pictures_of_a_text_are_known():
    name = f"{'b' * 64}.webp"
    assert pictures.used_in(f"![a](/images/{name}#3x4) and <img src='/images/{name}'> and /images/x.png") == {name}


def test_a_picture_that_a_text_shows_is_used():
    shown, unused = (pictures.store(picture(colour=colour), name=colour) for colour in ("red", "blue"))
    make_article(text=article_text(title="A", body=pictures.markdown_of(shown, "Red")))

    assert pictures.is_used(shown) and not pictures.is_used(unused)
    pictures.discard(unused)
    assert pictures.path_of(unused.file_name) is None and Image.objects.get() == shown
