"""The audit log as stored: rows are added and never changed, seals chain them by their hashes."""

from datetime import datetime

from beanie import Insert, before_event
from pydantic import Field
from pymongo import IndexModel

from services.auth.audit.model import SealedRow
from shared.clock import now
from shared.documents import Document
from shared.ids import new_id
from shared.logging import current_request_id


class AuditEventDocument(Document):
    """One fact: codes and ids only. `person` is whose account, `actor` who did it.

    `is_unsealed` is there until a seal covers the row; neither it nor `kind` is part of what is
    sealed.
    """

    id: str = Field(default_factory=new_id)  # type: ignore[assignment]
    at: datetime = Field(default_factory=now)
    action: str
    reason: str = ""
    person: str | None = None
    actor: str | None = None
    subject: dict[str, str] = Field(default_factory=dict)
    request_id: str | None = Field(default_factory=current_request_id)
    is_unsealed: bool | None = True
    kind: str = ""
    """What comes before the dot of the action, to be listed by."""

    @before_event(Insert)
    def sort_in(self) -> None:
        """Say of which kind it is."""
        self.kind = self.action.partition(".")[0]

    class Settings:
        """Storage."""

        name = "audit"
        indexes = (
            IndexModel([("person", 1), ("_id", -1)]),
            IndexModel([("actor", 1), ("_id", -1)]),
            IndexModel([("action", 1), ("_id", -1)]),
            IndexModel([("kind", 1), ("_id", -1)]),
            IndexModel([("is_unsealed", 1), ("_id", 1)], sparse=True),
        )


class AuditSealDocument(Document):
    """A link of the chain: the hashes of some rows, and the hash of the link before."""

    id: int  # type: ignore[assignment]
    at: datetime
    previous: str
    rows: list[SealedRow]
    hash: str

    class Settings:
        """Storage."""

        name = "audit_seals"
