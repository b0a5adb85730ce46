"""Tables to take away: CSV and XLSX that no spreadsheet program takes for formulas."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

Value = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_FIRST_WIDTH, _OTHER_WIDTH = 44, 14


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook; `shares` are the columns, from 0, whose numbers are parts of 1."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]
    shares: frozenset[int] = field(default_factory=frozenset)


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Return CSV (RFC 4180) with the byte order mark that programs need to see Vietnamese."""
    return codecs.BOM_UTF8 + csv_rows([headings]) + csv_rows(rows)


def csv_rows(rows: Iterable[Sequence[Value]]) -> bytes:
    """Return rows of CSV, to go on behind those sent before."""
    text = io.StringIO()
    csv.writer(text).writerows([_inert(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _inert(value: Value) -> Value:
    """Return a text that begins like no formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """Return a workbook; its heading rows and first columns stay in sight."""
    book = Workbook(write_only=True)
    for told in sheets:
        sheet = book.create_sheet(told.title)
        sheet.freeze_panes = "B2"
        for place in range(1, len(told.headings) + 1):
            width = _FIRST_WIDTH if place == 1 else _OTHER_WIDTH
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.append([_cell(sheet, heading, is_heading=True) for heading in told.headings])
        for row in told.rows:
            sheet.append(
                [
                    _cell(sheet, value, is_share=place in told.shares)
                    for place, value in enumerate(row)
                ]
            )
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: object, value: Value, *, is_heading: bool = False, is_share: bool = False) -> Cell:
    """Return a cell; a text is written as text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_heading:
        cell.font = Font(bold=True)
    if is_share:
        cell.number_format = "0.0%"
    return cell
