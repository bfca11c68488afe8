"""Pictures: taken in, made anew, kept in the data folder under the digest of their bytes, and found again.

What readers get was written by us, pixel by pixel: nothing that hides in a file (places, names, scripts) survives that.
The file is on the disk for good before its row says that there is one.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import threading
import warnings
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from PIL import Image as Pixels
from PIL import ImageOps

from kb.markdown_page import OWN_IMAGE
from kb.models import Document, Image, Revision

MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000
MAX_SIDE = 8_000  # of what is taken in
MOST_SHOWN = 2_400  # of what is kept: no screen shows more
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_NAME = re.compile(r"([0-9a-f]{64})(\.png|\.jpg|\.webp)")
_one_at_a_time = threading.Semaphore(2)  # a large picture takes 100 MB while it is open


class BadPicture(ValueError):
    """A file that cannot be shown as a picture; the message says why."""


def folder() -> Path:
    """Where the pictures lie."""
    return Path(settings.DATA_DIR) / "images"


def path_of(name: str) -> Path | None:
    """The file of a picture, None where there is none of this name."""
    if not _NAME.fullmatch(name):
        return None
    path = folder() / name
    return path if path.is_file() else None


def markdown_of(image: Image, words: str = "") -> str:
    """What shows a picture in an article."""
    return f"![{words}]({address_of(image)})"


def address_of(image: Image) -> str:
    """The address as it is written in an article: its end says how large the picture is, so that pages do not jump."""
    return f"{image.get_absolute_url()}#{image.width}x{image.height}"


def store(data: bytes, *, name: str) -> Image:
    """Makes a picture anew and keeps it; the same picture again is the one that is there. Raises BadPicture."""
    return _keep(*remade(data), name=name)


def remade(data: bytes) -> tuple[bytes, str, int, int]:
    """The bytes of the picture as it is kept, its suffix, width and height. Raises BadPicture."""
    if len(data) > MAX_BYTES:
        raise BadPicture(_("The picture is larger than %d MB.") % (MAX_BYTES // 1_000_000))
    if data[:512].lstrip().lower().startswith((b"<svg", b"<?xml", b"<!doctype")):
        raise BadPicture(_("Drawings (SVG) can hold scripts and are not taken. Save it as PNG."))
    try:
        with _one_at_a_time, warnings.catch_warnings(action="error"):
            return _remade(data)
    except BadPicture:
        raise
    except (Pixels.DecompressionBombWarning, Pixels.DecompressionBombError) as error:
        raise BadPicture(_("The picture has more points than any screen shows.")) from error
    except Exception as error:  # Pillow raises many sorts for files that are broken or made to break it
        raise BadPicture(_("This is no picture that can be read (PNG, JPEG, WebP or GIF).")) from error


def _remade(data: bytes) -> tuple[bytes, str, int, int]:
    with Pixels.open(io.BytesIO(data), formats=_FORMATS) as opened:
        width, height = opened.size
        if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
            message = _(
                "The picture has %(width)d × %(height)d points; %(most)d million, and %(side)d on a side, are the most."
            )
            raise BadPicture(
                message % {"width": width, "height": height, "most": MAX_PIXELS // 1_000_000, "side": MAX_SIDE}
            )
        kind = opened.format
        opened.load()
        pixels = ImageOps.exif_transpose(opened)
    pixels.info = {name: value for name, value in pixels.info.items() if name == "transparency"}
    if max(pixels.size) > MOST_SHOWN:
        pixels = _with_all_colours(pixels)
        pixels.thumbnail((MOST_SHOWN, MOST_SHOWN))
    if pixels.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        pixels = pixels.convert("RGB")
    written = io.BytesIO()
    if kind == "JPEG":
        pixels.convert("RGB").save(written, "JPEG", quality=85, optimize=True)
        suffix = ".jpg"
    elif kind == "WEBP":
        _with_all_colours(pixels).save(written, "WEBP", quality=85, method=4)
        suffix = ".webp"
    else:
        pixels.save(written, "PNG", compress_level=6)
        suffix = ".png"
    return written.getvalue(), suffix, *pixels.size


def _with_all_colours(pixels: Pixels.Image) -> Pixels.Image:
    """Of a picture with a palette, one that can be made smaller."""
    if pixels.mode in ("RGB", "RGBA", "L", "LA"):
        return pixels
    return pixels.convert("RGBA" if "transparency" in pixels.info else "RGB")


def adopt(path: Path, *, dry_run: bool = False) -> bool:
    """Takes a picture over from an export; whether it was new. Its name must be that of its bytes. Raises BadPicture."""
    named = _NAME.fullmatch(path.name)
    if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
        raise BadPicture(_("This is no picture of an export, or it is too large."))
    data = path.read_bytes()
    if not named or hashlib.sha256(data).hexdigest() != named[1]:
        raise BadPicture(_("Its name does not fit what is in it; upload it in the admin instead."))
    remade(data)  # only pictures that could be taken in any other way
    with Pixels.open(io.BytesIO(data), formats=_FORMATS) as opened:
        if f".{(opened.format or '').lower().replace('jpeg', 'jpg')}" != named[2] or opened.getexif():
            raise BadPicture(_("It was not written by an export; upload it in the admin instead."))
        size = opened.size
    is_new = path_of(path.name) is None or not Image.objects.filter(digest=named[1]).exists()
    if not dry_run:
        _keep(data, named[2], *size, name=path.name)
    return is_new


def used_in(text: str) -> set[str]:
    """The names of the pictures that a text shows."""
    return {found[0].rpartition("/")[2].partition("#")[0] for found in OWN_IMAGE.finditer(text)}


def is_used(image: Image) -> bool:
    """Whether a text shows it that readers get, or that is the newest of its document."""
    shown = Q(pk__in=Document.objects.values("published")) | Q(pk__in=Document.objects.values("latest"))
    return Revision.objects.filter(shown, text__contains=image.file_name).exists()


def discard(image: Image) -> None:
    """Deletes a picture that no text shows."""
    path = folder() / image.file_name
    image.delete()
    path.unlink(missing_ok=True)


def _keep(data: bytes, suffix: str, width: int, height: int, *, name: str) -> Image:
    digest = hashlib.sha256(data).hexdigest()
    _write(folder() / f"{digest}{suffix}", data)
    values = {"suffix": suffix, "name": name[-200:], "width": width, "height": height, "size": len(data)}
    return Image.objects.get_or_create(digest=digest, defaults=values)[0]


def _write(path: Path, data: bytes) -> None:
    """Puts a file there whole, or not at all, also through a power cut."""
    if path.is_file() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    os.replace(file.name, path)
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
