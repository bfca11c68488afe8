"""Word files (.docx) -> draft articles with their pictures.

A .docx is a zip of XML. Its sizes are judged before anything is unpacked, so that a small file cannot become a large one.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass, field, replace
from typing import Any

import mammoth
from django.utils.translation import gettext as _

from kb import dialects, pictures, publishing
from kb.article import write
from kb.models import Document, OldAddress

MAX_BYTES = 20_000_000  # of the file
MAX_PARTS = 2_000
MAX_XML = 8_000_000  # bytes of all the text in it, unpacked
MAX_UNPACKED = 100_000_000  # with its pictures
KIND = "article"


class BadWord(ValueError):
    """A file that cannot be brought in; the message says why."""


@dataclass
class Brought:
    """What became of a file: the draft, and what was left out."""

    document: Document
    notes: list[str] = field(default_factory=list)


def import_word(data: bytes, *, name: str, topic: str, by: Any) -> Brought:
    """Makes a draft of a Word file. Raises BadWord; whoever may not write articles gets PermissionDenied."""
    check(data)
    notes: list[str] = []
    html = _html(data, name, notes)
    try:
        fields = dialects.convert_html(html, name=name.rpartition(".")[0] or name)
    except Exception as error:  # whatever a file of anybody's making leads to
        raise BadWord(_("The text in this file cannot be read; it may be nested too deeply.")) from error
    text = write(replace(fields, topic=topic))
    document = publishing.create(kind=KIND, slug=_free_slug(fields.title), text=text, by=by, note=f"From {name}"[:300])
    return Brought(document, notes)


def check(data: bytes) -> None:
    """Raises BadWord for what is no Word file, or one that is made to fill the memory."""
    if len(data) > MAX_BYTES:
        raise BadWord(_("The file is larger than %d MB.") % (MAX_BYTES // 1_000_000))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "[Content_Types].xml" not in names or not any(name.startswith("word/") for name in names):
                raise BadWord(_("This is no Word file (.docx). Save an older .doc as .docx first."))
            texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
            unpacked, text_size = (sum(part.file_size for part in some) for some in (parts, texts))
            if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or text_size > MAX_XML:
                raise BadWord(_("This file is too large when it is unpacked. Divide the document into several."))
            for part in texts:
                _check_text(packed, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise BadWord(_("This is no Word file (.docx), or it is damaged or has a password.")) from error


def _check_text(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No XML part declares anything: entities of entities would grow without end. Word writes UTF-8."""
    with packed.open(part) as file:
        text = file.read(part.file_size + 1)
    if len(text) > part.file_size or b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text[:200]:
        raise BadWord(_("This file holds what no Word file holds, and is not read."))


def _html(data: bytes, name: str, notes: list[str]) -> str:
    def picture(image: Any) -> dict[str, str]:
        try:
            with image.open() as opened:
                kept = pictures.store(opened.read(pictures.MAX_BYTES + 1), name=name)
        except (pictures.BadPicture, OSError, KeyError) as error:
            notes.append(_("A picture was left out: %s") % error)
            return {"src": ""}
        return {"src": pictures.address_of(kept)}

    try:
        made = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(picture))
    except Exception as error:  # mammoth raises many sorts for files that are broken
        raise BadWord(_("This Word file cannot be read; it may be damaged.")) from error
    return made.value


def _free_slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70].strip("-") or "from-word"
    taken = set(Document.objects.of_kind(KIND).filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(OldAddress.objects.filter(kind=KIND, slug__startswith=base).values_list("slug", flat=True))
    number = 1
    while (slug := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return slug
