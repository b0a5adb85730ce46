"""A file of 100,000 rows is refused after the first it may have, in little memory."""

import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from services.auth.imports.reading import MOST_ROWS, read_table
from services.auth.imports.service import MOST_BYTES
from shared.tables import TableUnreadable

HEADINGS = ("Mã", "Tên", "Loại", "Cơ quan chủ quản")
ROWS = 100_000
SHEET = "xl/worksheets/sheet1.xml"
MOST_MEMORY = 8 * MOST_BYTES


def sheet_of(rows: int, ending: str) -> bytes:
    """Return a workbook as spreadsheet programs write it: its size first, then its rows."""
    empty, book = io.BytesIO(), io.BytesIO()
    Workbook().save(empty)
    cells = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADINGS)
    with zipfile.ZipFile(empty) as parts, zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as made:
        for name in parts.namelist():
            if name != SHEET:
                made.writestr(name, parts.read(name))
        made.writestr(
            SHEET,
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f'<dimension ref="A1:D{rows + 1}"/><sheetData>{f"<row>{cells}</row>" * (rows + 1)}'
            f"</sheetData>{ending}",
        )
    return book.getvalue()


def text_of(rows: int, ending: str = "") -> bytes:
    return (",".join(HEADINGS) + "\nphong-1,Phòng một,division,so-y-te" * rows + ending).encode()


# Whoever read on to the end would find them damaged.
@pytest.mark.parametrize(
    "data",
    [text_of(ROWS, '\n"' + "x" * 1_100_000), sheet_of(ROWS, "</broken>")],
    ids=["csv", "xlsx"],
)
def test_a_file_of_too_many_rows_is_not_read_to_its_end(data: bytes) -> None:
    assert len(data) < MOST_BYTES
    tracemalloc.start()
    try:
        with pytest.raises(TableUnreadable) as refused:
            read_table(data, "units")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.code == "too_many_rows"
    assert peak < MOST_MEMORY


@pytest.mark.parametrize("data", [text_of(MOST_ROWS), sheet_of(MOST_ROWS, "</worksheet>")])
def test_as_many_rows_as_may_be_are_read(data: bytes) -> None:
    assert len(read_table(data, "units").rows) == MOST_ROWS
