"""Figures as a table to take away: CSV and XLSX, with Vietnamese or English headings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from shared import spreadsheets
from shared.contracts.qa.figures import QaCounts
from shared.spreadsheets import CSV, XLSX, Sheet, Value

Language = Literal["vi", "en"]

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
_SHARES = frozenset(
    place for place, (key, _, _) in enumerate(_COLUMNS, 1) if key.endswith("_share")
)


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
    """Return CSV."""
    return spreadsheets.as_csv(table.headings(), table.values())


def as_xlsx(table: Table) -> bytes:
    """Return a workbook: the table, and a sheet about how it was counted."""
    is_vi = table.language == "vi"
    figures = Sheet(
        "Số liệu" if is_vi else "Figures", table.headings(), table.values(), shares=_SHARES
    )
    about = Sheet("Cách tính" if is_vi else "Method", [table.title], [[table.method]])
    return spreadsheets.as_xlsx([figures, about])


WRITERS: dict[str, tuple[Callable[[Table], bytes], str]] = {
    "csv": (as_csv, CSV),
    "xlsx": (as_xlsx, XLSX),
}
"""How each kind of file is written, and its media type."""
