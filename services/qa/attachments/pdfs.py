"""PDF: taken as it is, unless something in it acts by itself, is hidden or is locked.

A scan for names, not a reader: a name may be written with `#xx` for any letter and stand in a
compressed object stream, so both are looked into. What cannot be looked into is refused.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from services.qa.attachments.checks import Reason, matches_in, refusal

_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_STREAMS = 20_000
_TAIL = 2_048
_DICTIONARY = 4_096
_ACTING = (
    "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm",
    "ImportData", "GoToE", "Rendition",
)  # fmt: skip


def _name(text: str) -> bytes:
    """Return the expression of a name with any letter maybe written as `#xx`."""
    letters = (f"(?:{letter}|#{ord(letter):02x}|#{ord(letter):02X})" for letter in text)
    return ("/" + "".join(letters) + "(?![A-Za-z0-9])").encode()


_ACTING_NAME = re.compile(b"|".join(_name(name) for name in _ACTING))
_ENCRYPT = re.compile(_name("Encrypt"))
_OBJECT_STREAM = re.compile(_name("ObjStm"))
_FILTER = re.compile(_name("Filter"))
_FLATE = re.compile(rb"\s*\[?\s*" + _name("FlateDecode") + rb"\s*\]?\s*(?:/|>>)")
_PREDICTOR = re.compile(_name("Predictor"))
_STREAM = re.compile(rb"\bstream\r?\n")
_PAGE_MARKUP = re.compile(rb"<\s*(?:!doctype|html|script|svg|\?php)", re.IGNORECASE)


def check_pdf(data: bytes) -> None:
    """Raise `FileRefused` unless the file is one whole PDF that only shows itself."""
    if re.match(rb"%PDF-[12]\.\d", data) is None:
        raise refusal(Reason.DAMAGED, "The PDF has no proper beginning.")
    tail = data[-_TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise refusal(Reason.DAMAGED, "The PDF is cut off.")
    if _PAGE_MARKUP.search(data[:_TAIL]) or zipfile.is_zipfile(io.BytesIO(data)):
        raise refusal(Reason.TWO_KINDS, "The file is a PDF and something else too.")
    if next(matches_in(_ENCRYPT, data), None):
        raise refusal(Reason.ENCRYPTED, "Locked PDF files are not accepted.")
    left = _MOST_UNPACKED
    _check_names(data)
    for part in _object_streams(data, left):
        left -= len(part)
        _check_names(part)
        if left <= 0:
            raise refusal(Reason.TOO_LARGE_INSIDE, "The PDF unpacks to too much.")


def _check_names(part: bytes) -> None:
    if found := next(matches_in(_ACTING_NAME, part), None):
        name = found.group().decode("ascii", "replace")
        raise refusal(Reason.ACTIVE_CONTENT, f"The PDF holds something that acts: {name}.")


def _object_streams(data: bytes, most: int) -> Iterator[bytes]:
    """Yield what is in the compressed object streams, all together at most `most` bytes and one."""
    for number, found in enumerate(matches_in(_OBJECT_STREAM, data)):
        if number >= _MOST_STREAMS:
            raise refusal(Reason.TOO_LARGE_INSIDE, "The PDF has too many parts.")
        nearest = max(0, found.start() - _DICTIONARY)
        begins = max(data.rfind(b"obj", nearest, found.start()), nearest)
        stream = _STREAM.search(data, found.end(), found.end() + _DICTIONARY)
        if stream is None:
            raise refusal(Reason.DAMAGED, "The PDF cannot be looked into.")
        dictionary = data[begins : stream.start()]
        filtered = _FILTER.search(dictionary)
        if filtered is None:
            continue  # not compressed: looked through with the rest
        if not _FLATE.match(dictionary, filtered.end()) or _PREDICTOR.search(dictionary):
            raise refusal(Reason.DAMAGED, "The PDF cannot be looked into.")
        unpacked = _unpacked(data[stream.end() : data.find(b"endstream", stream.end())], most)
        most -= len(unpacked)
        yield unpacked
        if most < 0:
            return


def _unpacked(packed: bytes, most: int) -> bytes:
    """Return what is in a stream, at most `most` bytes and one."""
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(packed, most + 1)
    except zlib.error as error:
        raise refusal(Reason.DAMAGED, "The PDF cannot be looked into.") from error
    if not unpacking.eof and len(unpacked) <= most:
        raise refusal(Reason.DAMAGED, "The PDF cannot be looked into.")
    return unpacked
