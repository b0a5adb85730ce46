"""How reports and their files are stored."""

from datetime import datetime
from typing import Any

from pydantic import field_validator
from pymongo import IndexModel

from services.survey.reports.model import Report
from shared.contracts.survey.reports import PlannedKind
from shared.documents import Document


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
            IndexModel([("mark", 1)]),
        )


class ReportPlanDocument(Document):
    """Which reports of a unit, under the unit's id, are made by themselves; `by` said so last."""

    id: str  # type: ignore[assignment]
    kinds: list[PlannedKind]
    by: str
    changed_at: datetime

    class Settings:
        """Where it is kept."""

        name = "report_plans"


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
