"""Figures as a table to take away: CSV and XLSX, with Vietnamese or English headings."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from shared.contracts.qa.figures import QaCounts

Language = Literal["vi", "en"]
Value = str | int | float | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDTHS = {"name": 44, "other": 13}

# What stands in each column after the name; shares are parts of 1.
_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("received", "Đã gửi", "Received"),
    ("answered", "Đã trả lời", "Answered"),
    ("on_time", "Đúng hạn", "On time"),
    ("late", "Trễ hạn", "Late"),
    ("open", "Đang xử lý", "Open"),
    ("waiting", "Chờ người gửi", "Waiting for the sender"),
    ("overdue", "Quá hạn", "Overdue"),
    ("on_time_share", "Tỷ lệ đúng hạn", "On-time share"),
    ("median_days", "Trung vị (ngày làm việc)", "Median (working days)"),
    ("p90_days", "90% xong trong (ngày làm việc)", "90% within (working days)"),
    ("forwarded", "Chuyển xử lý", "Forwarded"),
    ("reopened", "Mở lại", "Reopened"),
    ("escalated", "Chuyển cấp", "Escalated"),
    ("rejected", "Từ chối", "Rejected"),
    ("withdrawn", "Người gửi rút", "Withdrawn"),
    ("merged", "Gộp", "Merged"),
    ("ratings", "Số đánh giá", "Ratings"),
    ("satisfied", "Hài lòng", "Satisfied"),
    ("acceptable", "Chấp nhận", "Acceptable"),
    ("dissatisfied", "Không hài lòng", "Dissatisfied"),
    ("satisfaction_share", "Tỷ lệ hài lòng", "Satisfaction"),
)
_SHARES = {"on_time_share", "satisfaction_share"}


@dataclass(frozen=True)
class Table:
    """Rows of figures by name, with the words about them."""

    title: str
    first_heading: str
    rows: Sequence[tuple[str, QaCounts]]
    method: str
    language: Language

    def headings(self) -> list[str]:
        """Return the headings of all columns."""
        place = 1 if self.language == "vi" else 2
        return [self.first_heading, *(column[place] for column in _COLUMNS)]

    def values(self) -> list[list[Value]]:
        """Return the rows, the name first."""
        return [[name, *_values(counts)] for name, counts in self.rows]


def _values(counts: QaCounts) -> list[Value]:
    known = counts.model_dump(exclude={"ratings", "working_time"})
    known |= counts.working_time.model_dump() | counts.ratings.model_dump()
    known["ratings"] = counts.ratings.n
    return [known[key] for key, _, _ in _COLUMNS]


def as_csv(table: Table) -> bytes:
    """Return CSV with a byte order mark, which spreadsheet programs need to see Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.headings())
    for row in table.values():
        writer.writerow([_harmless(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> Value:
    """Return a text that no spreadsheet program takes for a formula."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def as_xlsx(table: Table) -> bytes:
    """Return a workbook: the table, and a sheet about how it was counted."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Số liệu" if table.language == "vi" else "Figures")
    sheet.freeze_panes = "B2"
    for place in range(1, len(_COLUMNS) + 2):
        width = _WIDTHS["name" if place == 1 else "other"]
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, heading, is_heading=True) for heading in table.headings()])
    for name, *numbers in table.values():
        cells = [
            _cell(sheet, number, is_share=key in _SHARES)
            for number, (key, _, _) in zip(numbers, _COLUMNS, strict=True)
        ]
        sheet.append([_cell(sheet, name), *cells])
    about = book.create_sheet("Cách tính" if table.language == "vi" else "Method")
    about.column_dimensions["A"].width = 100
    for line in (table.title, table.method):
        about.append([_cell(about, line)])
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


WRITERS: dict[str, tuple[Callable[[Table], bytes], str]] = {
    "csv": (as_csv, CSV),
    "xlsx": (as_xlsx, XLSX),
}
"""How each kind of file is written, and its media type."""
