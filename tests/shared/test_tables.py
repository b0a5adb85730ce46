"""Tables as people send them: encodings, delimiters, books, and what is none of these."""

import io

import pytest
from openpyxl import Workbook

from shared.tables import TableUnreadable, open_rows

ROWS = [["Mã", "Tên"], ["a", "Sở Y tế"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_in_the_usual_encodings(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS)
    assert [list(row) for _, row in open_rows(text.encode(encoding))] == ROWS


def test_a_book_is_read_by_its_content() -> None:
    book, written = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in ROWS:
        sheet.append(row)
    book.save(written)
    assert [list(row) for _, row in open_rows(written.getvalue())] == ROWS


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0old", "old_excel"),
        (b"PK\x03\x04cut off", "damaged"),
        (bytes(range(256)), "encoding"),
        (b'a,"b\n' + b"x" * 1_100_000, "damaged"),
    ],
)
def test_what_is_no_table_is_named(data: bytes, code: str) -> None:
    with pytest.raises(TableUnreadable) as refused:
        list(open_rows(data))
    assert refused.value.code == code
