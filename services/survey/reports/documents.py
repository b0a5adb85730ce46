"""How reports and their files are stored."""

from typing import Any

from beanie import Document
from pydantic import field_validator
from pymongo import IndexModel

from services.survey.reports.model import Report


class ReportDocument(Report, Document):
    """A report; only one to be made has `due_at`."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Where it is kept."""

        name = "reports"
        keep_nulls = False
        indexes = (
            IndexModel([("due_at", 1)], sparse=True),
            IndexModel([("unit", 1), ("mark", 1)]),
        )


class ReportFileDocument(Document):
    """One file of a report, whose id and format make its own; never changed once stored."""

    id: str  # type: ignore[assignment]
    media_type: str
    sha256: str
    content: bytes

    class Settings:
        """Where it is kept."""

        name = "report_files"

    @field_validator("content", mode="before")
    @classmethod
    def _plain(cls, content: Any) -> bytes:  # noqa: ANN401 - what BSON gives
        return bytes(content)


def file_id(report: str, kind: str) -> str:
    """Return the id of a report's file."""
    return f"{report}:{kind}"
