"""Rows of a file, one after the other: CSV in the usual encodings, XLSX or JSON, by its content.

Values come as the file has them: text, numbers, moments. Slow for large files: read in a thread.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.qa.attachments.packages import check_package
from services.qa.attachments.problems import FileRefused
from services.qa.imports.columns import Columns, columns_of
from services.qa.imports.problems import FileUnreadable
from shared.contracts.qa.imports import ImportKind
from shared.tables import Cell, TableUnreadable, csv_rows, decode

_MOST_UNPACKED = 400 * 1024 * 1024
_BLANK = (None, "")


@dataclass(frozen=True)
class Row:
    """A row: its number in the file, headings included, and its values by field."""

    number: int
    cells: dict[str, Cell] = field(default_factory=dict)
    is_object: bool = True
    """False for an entry of a JSON list that is no object."""


@dataclass(frozen=True)
class Table:
    """A file being read; `rows` can be gone through once."""

    columns: Columns
    rows: Iterator[Row]


def open_table(data: bytes, kind: ImportKind) -> Table:
    """Begin to read a file; raises `FileUnreadable`, also later while its rows are read."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileUnreadable("old_excel")
    if data.startswith(b"PK\x03\x04"):
        return _named(_sheet_rows(data), kind)
    try:
        text = decode(data)
    except TableUnreadable as error:
        raise FileUnreadable(error.code) from error
    if text.lstrip()[:1] in {"[", "{"}:
        return _json_table(text, kind)
    return _named(_text_rows(text), kind)


def _named(rows: Iterator[tuple[int, Sequence[Cell]]], kind: ImportKind) -> Table:
    """Return the table below the first row that holds anything."""
    for _, values in rows:
        if any(value not in _BLANK for value in values):
            columns = columns_of([str(value or "") for value in values], kind)
            return Table(columns, _below(rows, columns))
    raise FileUnreadable("empty")


def _below(rows: Iterator[tuple[int, Sequence[Cell]]], columns: Columns) -> Iterator[Row]:
    for number, values in rows:
        cells = {name: value for name, value in zip(columns.fields, values, strict=False) if name}
        if any(value not in _BLANK for value in cells.values()):
            yield Row(number, cells)


def _text_rows(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    try:
        yield from csv_rows(text)
    except TableUnreadable as error:
        raise FileUnreadable(error.code) from error


def _sheet_rows(data: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of the first sheet; a formula gives the value it had when it was saved."""
    from shared.workbooks import first_sheet  # noqa: PLC0415 - large, and seldom needed

    try:
        if check_package(data, _MOST_UNPACKED) != "xlsx":
            raise FileUnreadable("damaged")
        yield from first_sheet(data)
    except FileUnreadable:
        raise
    except FileRefused as refused:
        code = "old_excel" if refused.extra["reason"] == "encrypted" else "damaged"
        raise FileUnreadable(code) from refused
    except Exception as error:  # a broken book fails anywhere in its reader, in any way
        raise FileUnreadable("damaged") from error


def _json_table(text: str, kind: ImportKind) -> Table:
    """Return the objects of a list, or of one object to a line; the first one names the columns."""
    entries = _json_entries(text)
    first = next(entries, None)
    if first is None:
        raise FileUnreadable("empty")
    if not isinstance(first, dict):
        raise FileUnreadable("damaged")
    columns = columns_of(list(first), kind)
    names = dict(zip(first, columns.fields, strict=True))

    def rows() -> Iterator[Row]:
        yield _json_row(1, first, names)
        for number, entry in enumerate(entries, 2):
            yield _json_row(number, entry, names)

    return Table(columns, rows())


def _json_row(number: int, entry: Any, names: dict[str, str]) -> Row:  # noqa: ANN401 - any JSON
    if not isinstance(entry, dict):
        return Row(number, is_object=False)
    cells: dict[str, Cell] = {
        names[key]: value if isinstance(value, str | int | float | None) else json.dumps(value)
        for key, value in entry.items()
        if names.get(key)
    }
    return Row(number, cells)


def _json_entries(text: str) -> Iterator[Any]:
    """Yield the entries of a JSON list one by one, so that memory holds one at a time."""
    decoder = json.JSONDecoder()
    place = _behind(text, 0, " \t\r\n")
    is_list = text[place] == "["
    place = _behind(text, place + is_list, " \t\r\n")
    while place < len(text) and text[place] != "]":
        try:
            entry, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise FileUnreadable("damaged") from error
        yield entry
        place = _behind(text, place, " \t\r\n,")
    if is_list and place >= len(text):
        raise FileUnreadable("damaged")


def _behind(text: str, place: int, blanks: str) -> int:
    while place < len(text) and text[place] in blanks:
        place += 1
    return place
