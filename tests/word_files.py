"""Small Word files, made by hand."""

from __future__ import annotations

import io
import zipfile

from tests.factories import picture

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>
<Default Extension="png" ContentType="image/png"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_ROOT = f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_R}/officeDocument" Target="word/document.xml"/></Relationships>"""
_RELATED = f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="p1" Type="{_R}/image" Target="media/a.png"/>
<Relationship Id="l1" Type="{_R}/hyperlink" Target="https://example.org/cable" TargetMode="External"/></Relationships>"""


def paragraph(text: str, style: str = "", bold: bool = False, inner: str = "") -> str:
    said = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = f'<w:r>{"<w:rPr><w:b/></w:rPr>" if bold else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'
    return f"<w:p>{said}{run}{inner}</w:p>"


PICTURE = f"""<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:docPr id="1" name="x" descr="The plug"/><a:graphic xmlns:a="{_A}"><a:graphicData><pic:pic xmlns:pic="{_A.replace("main", "picture")}">
<pic:blipFill><a:blip r:embed="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"""
TABLE = f"<w:tbl><w:tr><w:tc>{paragraph('Cell one')}</w:tc><w:tc>{paragraph('Cell two')}</w:tc></w:tr></w:tbl>"
LINK = '<w:hyperlink r:id="l1"><w:r><w:t>the maker</w:t></w:r></w:hyperlink>'


def docx(body: str, *, image: bytes = b"", **parts: bytes) -> bytes:
    """A small Word file; `parts` are further members by name."""
    document = f'<?xml version="1.0"?><w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _ROOT)
        packed.writestr("word/_rels/document.xml.rels", _RELATED)
        packed.writestr("word/document.xml", document)
        packed.writestr("word/media/a.png", image or picture())
        for name, data in parts.items():
            packed.writestr(name, data)
    return written.getvalue()
