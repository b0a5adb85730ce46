"""DOCX and XLSX: zip packages taken as they are, unless they act, hide, lock or swell."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from services.qa.attachments.checks import Reason, refusal
from services.qa.attachments.markup import check_markup, check_relations

_MOST_PARTS = 5_000
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_SWELLING = 300  # times; plain spreadsheets reach about 50
_SMALL = 8 * 1024 * 1024
_STEP = 256 * 1024
_END = struct.Struct("<4s4H2LH")
_MAIN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_MACROS = re.compile(
    r"vbaproject|vbadata|(?:^|/)activex/|(?:^|/)macrosheets/|oleobject|\.(?:exe|dll|js|vbs|ps1|bat"
    r"|cmd|scr|lnk|hta|docm|dotm|xlsm|xltm|xlsb|pptm)$"
)
_MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)


def check_package(data: bytes, most_unpacked: int = _MOST_UNPACKED) -> str:
    """Return `docx` or `xlsx`; raises `FileRefused` unless it is a whole and harmless one."""
    _check_frame(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_parts(package.infolist())
            kind = _kind(package)
            _check_contents(package, most_unpacked)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError) as error:
        raise refusal(Reason.DAMAGED, "The document cannot be read.") from error
    except (NotImplementedError, RuntimeError) as error:
        raise refusal(Reason.ENCRYPTED, "Locked documents are not accepted.") from error
    return kind


def _check_frame(data: bytes) -> None:
    """Refuse a package with anything before, behind or between: it would be two files in one."""
    if len(data) < _END.size:
        raise refusal(Reason.DAMAGED, "The document is cut off.")
    mark, *_, size, offset, comment = _END.unpack(data[-_END.size :])
    if mark != b"PK\x05\x06":
        cut = b"PK\x05\x06" not in data
        detail = "The document is cut off." if cut else "Something follows the document."
        raise refusal(Reason.DAMAGED if cut else Reason.TWO_KINDS, detail)
    if comment or offset + size != len(data) - _END.size or b"%PDF-" in data[:_STEP]:
        raise refusal(Reason.TWO_KINDS, "The file is a document and something else too.")


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.casefold() for part in parts}
    if len(parts) > _MOST_PARTS:
        raise refusal(Reason.TOO_LARGE_INSIDE, "The document has too many parts.")
    if len(names) != len(parts) or not all(_is_plain(part.filename) for part in parts):
        raise refusal(Reason.DAMAGED, "The document has parts with impossible names.")
    if any(part.flag_bits & 0x1 for part in parts):
        raise refusal(Reason.ENCRYPTED, "Locked documents are not accepted.")
    if found := next((name for name in sorted(names) if _MACROS.search(name)), None):
        raise refusal(Reason.ACTIVE_CONTENT, f"The document holds something that acts: {found}.")
    if min(part.header_offset for part in parts) != 0:
        raise refusal(Reason.TWO_KINDS, "The file is a document and something else too.")


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        not path.is_absolute()
        and ".." not in path.parts
        and "\\" not in name
        and ":" not in name
        and name.isprintable()
        and 0 < len(name) <= 255
    )


def _kind(package: zipfile.ZipFile) -> str:
    types = _unpacked(package, package.getinfo("[Content_Types].xml"), _SMALL)
    names = set(package.namelist())
    for kind, (main, content_type) in _MAIN.items():
        if main in names and content_type in types:
            return kind
    if _MACRO_TYPES.search(types):
        raise refusal(Reason.ACTIVE_CONTENT, "Documents with macros are not accepted.")
    raise refusal(Reason.UNKNOWN_TYPE, "Only JPG, PNG, PDF, DOCX and XLSX files are accepted.")


def _check_contents(package: zipfile.ZipFile, most_unpacked: int) -> None:
    left = most_unpacked
    for part in package.infolist():
        content = _unpacked(package, part, left)
        left -= len(content)
        name = part.filename.casefold()
        if name.endswith((".xml", ".rels")):
            check_markup(content)
        if name.endswith(".rels"):
            check_relations(content)
        elif "/embeddings/" in name:
            check_package(bytes(content), left)


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytearray:
    """Return a part; whatever its head says, no more than allowed is unpacked."""
    most = min(most, max(_SMALL, part.compress_size * _MOST_SWELLING))
    content = bytearray()
    with package.open(part) as stream:
        while piece := stream.read(_STEP):
            content += piece
            if len(content) > most:
                raise refusal(Reason.TOO_LARGE_INSIDE, "The document unpacks to too much.")
    return content
