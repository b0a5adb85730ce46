"""The audit log as stored; rows are added and never changed."""

from datetime import datetime

from beanie import Document
from pydantic import Field
from pymongo import IndexModel

from shared.clock import now
from shared.ids import new_id
from shared.logging import current_request_id


class AuditEventDocument(Document):
    """One fact: codes and ids only. `person` is whose account, `actor` who did it."""

    id: str = Field(default_factory=new_id)  # type: ignore[assignment]
    at: datetime = Field(default_factory=now)
    action: str
    reason: str = ""
    person: str | None = None
    actor: str | None = None
    subject: dict[str, str] = Field(default_factory=dict)
    request_id: str | None = Field(default_factory=current_request_id)

    class Settings:
        """Storage."""

        name = "audit"
        indexes = (IndexModel([("person", 1), ("_id", -1)]),)
