"""Writing and reading XLSX with openpyxl.

A module of its own, which `spreadsheets` and the readers of files load when a book comes: openpyxl
is large, and most processes never meet one.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from shared.spreadsheets import Sheet, Value

_FIRST_WIDTH, _OTHER_WIDTH = 44, 14


def first_sheet(data: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of a book's first sheet with their numbers from 1.

    A formula gives the value it had when it was saved. A broken book fails anywhere, in any way;
    what it unpacks to must have been bounded before.
    """
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    yield from enumerate(book.worksheets[0].iter_rows(values_only=True), 1)


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return a book of these sheets; heading rows and first columns stay in sight."""
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
