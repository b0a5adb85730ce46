"""The audit log as administrators of everything read it."""

from datetime import datetime

from pydantic import BaseModel


class AuditRow(BaseModel):
    """One fact; names are those of people of the directory, nobody else is named."""

    id: str
    at: datetime
    action: str
    reason: str = ""
    person: str | None = None
    person_name: str = ""
    actor: str | None = None
    actor_name: str = ""
    subject: dict[str, str] = {}
    request_id: str | None = None
    is_sealed: bool
