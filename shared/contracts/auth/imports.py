"""Units and people as tables: `POST /directory-imports?kind=&dry_run=`, the body is the file.

A unit is known by its id, a person by their id or else their e-mail: the same file again changes
nothing. Columns come in any order, with Vietnamese or English names, marks or none.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

TableKind = Literal["units", "people"]
TableFormat = Literal["csv", "xlsx"]
ImportState = Literal["waiting", "running", "done", "failed"]

COLUMNS: dict[TableKind, dict[str, tuple[str, ...]]] = {
    "units": {
        "id": ("mã", "mã đơn vị", "id"),
        "name": ("tên", "tên đơn vị", "name"),
        "name_en": ("tên tiếng anh", "name en", "english name"),
        "kind": ("loại", "kind"),
        "parent": ("cơ quan chủ quản", "mã cơ quan chủ quản", "parent"),
        "calendar": ("lịch làm việc", "calendar"),
        "email": ("thư điện tử", "email"),
        "phone": ("điện thoại", "phone"),
        "address": ("địa chỉ", "address"),
        "valid_from": ("hiệu lực từ", "valid from"),
        "accepts_questions": ("nhận câu hỏi", "accepts questions"),
        "codes": ("mã định danh", "codes"),
    },
    "people": {
        "id": ("mã", "id"),
        "name": ("họ và tên", "họ tên", "name"),
        "email": ("thư điện tử", "email"),
        "language": ("ngôn ngữ", "language"),
        "roles": ("vai trò", "roles"),
    },
}
"""What a column is called, by field; the first name is the one to show."""

REQUIRED: dict[TableKind, tuple[str, ...]] = {
    "units": ("id", "name", "kind", "parent"),
    "people": ("name", "email"),
}
"""The columns a file must have."""


class RowFault(BaseModel):
    """Why a row was not taken: its number in the file, the field or none, a code, its detail."""

    row: int
    field: str = ""
    code: str
    detail: str = ""


class DirectoryImport(BaseModel):
    """How an import stands; in a dry run the numbers say what it would do."""

    id: str
    kind: TableKind
    file_name: str
    dry_run: bool
    state: ImportState
    failure: str = ""
    at: datetime
    rows_total: int | None = None
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    ignored_columns: list[str] = []
    faults: list[RowFault] = []
    """The first hundred."""
