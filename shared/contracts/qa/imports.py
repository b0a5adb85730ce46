"""Taking over an old portal's questions and ready answers, or topics, from a file.

`POST /imports?kind=questions|faq|topics&source=&dry_run=` by an administrator: the body is the
file (CSV, XLSX or JSON, by its content), with `X-File-Name`; 202 and an `ImportOut` to follow with
`GET /imports/{id}`. `GET /imports` lists them, newest first; `GET /imports/{id}/errors.csv` has
every row that was refused. `source` (a slug) names the old portal: within it an external id means
one question, so that the same file again changes nothing. A topic is known by its own id; of one
that is there already, columns that are missing and places that are empty stay as they are.

Columns, in Vietnamese or English, in any order, any case, with or without marks: see
`COLUMNS`. Others are ignored, and named in `ignored_columns`.
"""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel

from shared.contracts.qa.base import PersonRef


class ImportKind(StrEnum):
    """What the rows are."""

    QUESTIONS = "questions"
    FAQ = "faq"
    TOPICS = "topics"


class ImportState(StrEnum):
    """How far an import has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """The file as a whole cannot be read: `failure` says why."""


COLUMNS: dict[ImportKind, dict[str, tuple[str, ...]]] = {
    ImportKind.QUESTIONS: {
        "external_id": ("mã", "mã câu hỏi", "id", "external id", "code"),
        "title": ("tiêu đề", "title", "subject"),
        "body": ("nội dung", "câu hỏi", "nội dung câu hỏi", "body", "question"),
        "answer": ("trả lời", "câu trả lời", "nội dung trả lời", "answer", "reply"),
        "unit": ("đơn vị", "đơn vị trả lời", "đơn vị xử lý", "cơ quan", "unit", "agency"),
        "topic": ("lĩnh vực", "chủ đề", "topic", "category"),
        "asked_at": ("ngày hỏi", "ngày gửi", "asked at", "asked on", "date"),
        "answered_at": ("ngày trả lời", "ngày đăng", "answered at", "answered on"),
    },
    ImportKind.FAQ: {
        "external_id": ("mã", "id", "external id", "code"),
        "title": ("câu hỏi", "tiêu đề", "question", "title"),
        "answer": ("trả lời", "câu trả lời", "answer"),
        "unit": ("đơn vị", "cơ quan", "unit", "agency"),
        "topic": ("lĩnh vực", "chủ đề", "topic", "category"),
        "valid_from": ("hiệu lực từ", "từ ngày", "valid from"),
        "valid_to": ("hiệu lực đến", "đến ngày", "valid to"),
    },
    ImportKind.TOPICS: {
        "id": ("mã", "mã lĩnh vực", "id"),
        "name": ("tên", "tên lĩnh vực", "name"),
        "name_en": ("tên tiếng anh", "name en", "english name"),
        "unit": ("đơn vị trả lời", "đơn vị", "unit"),
        "position": ("thứ tự", "position"),
        "is_open": ("đang dùng", "is open", "open"),
    },
}
"""What a column is called, by field; the first name is the one to show."""

REQUIRED: dict[ImportKind, tuple[str, ...]] = {
    ImportKind.QUESTIONS: ("external_id", "body", "answer", "unit", "asked_at"),
    ImportKind.FAQ: ("external_id", "title", "answer", "unit"),
    ImportKind.TOPICS: ("id", "name"),
}
"""The columns a file must have."""


class RowError(BaseModel):
    """Why a row was not taken; `row` is its number in the file, headings included, from 1.

    `field` is a key of `COLUMNS`, empty when it is the row as a whole; `is_warning` says that the
    row was taken nevertheless.
    """

    row: int
    field: str
    code: str
    message: str
    message_en: str
    is_warning: bool = False


class ImportOut(BaseModel):
    """How an import stands; in a dry run the numbers say what it would do.

    `rows_total` is null until the file was read once. `kept` counts rows whose question was worked
    on here since, and stays as it is. `errors` are the first hundred.
    """

    id: str
    kind: ImportKind
    source: str
    file_name: str
    dry_run: bool
    state: ImportState
    failure: str = ""
    failure_en: str = ""
    at: datetime
    by: PersonRef
    finished_at: datetime | None = None
    rows_total: int | None = None
    rows_done: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0
    refused: int = 0
    warned: int = 0
    ignored_columns: list[str] = []
    errors: list[RowError] = []


ImportFormat = Literal["csv", "xlsx", "json"]
