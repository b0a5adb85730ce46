"""Rows of a file somebody sends: CSV in the usual encodings or XLSX, told apart by content.

Values come as the file has them: text, numbers, moments; a formula gives the value it had when it
was saved. Slow for large files: read in a thread.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

Cell = str | int | float | bool | date | datetime | None
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_CELL = 1_000_000
_MOST_UNPACKED = 100 * 1024 * 1024


class TableUnreadable(Exception):
    """The file is no table; `code`: damaged, old_excel, encoding, empty."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def open_rows(data: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield each row with its number from 1; raises `TableUnreadable`, also on the way."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableUnreadable("old_excel")
    if data.startswith(b"PK\x03\x04"):
        yield from _sheet_rows(data)
    else:
        yield from csv_rows(decode(data))


def decode(data: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 or windows-1258; raises `TableUnreadable`."""
    head = data[:4_096]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif head[1::2].count(0) > len(head) // 4:
        encodings = ["utf-16-le"]
    elif head[::2].count(0) > len(head) // 4:
        encodings = ["utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise TableUnreadable("encoding")


def csv_rows(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of CSV with their numbers; the heading tells what separates its cells."""
    csv.field_size_limit(_LONGEST_CELL)
    heading = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from enumerate(reader, 1)
    except csv.Error as error:
        raise TableUnreadable("damaged") from error


def _sheet_rows(data: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of the first sheet; a book that swells beyond measure is not opened."""
    from shared.workbooks import first_sheet  # noqa: PLC0415 - large, and seldom needed

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_UNPACKED:
                raise TableUnreadable("damaged")
        yield from first_sheet(data)
    except TableUnreadable:
        raise
    except Exception as error:  # a broken book fails anywhere in its reader, in any way
        raise TableUnreadable("damaged") from error
