"""Versions of the directory's records, as stored."""

from datetime import datetime

from pydantic import Field
from pymongo import IndexModel

from shared.clock import now
from shared.contracts.auth.directory import Entity
from shared.documents import Document


class RecordVersionDocument(Document):
    """One change: what the record said before and after, as JSON, sealed for people.

    The id is made of entity, record and version: a version is written once.
    """

    id: str  # type: ignore[assignment]
    entity: Entity
    record: str
    version: int
    at: datetime = Field(default_factory=now)
    by: str
    action: str
    reason: str = ""
    before: str
    after: str

    class Settings:
        """Storage."""

        name = "record_versions"
        indexes = (IndexModel([("entity", 1), ("record", 1), ("version", -1)]),)


def version_id(entity: Entity, record: str, version: int) -> str:
    """Return the id of a version's row."""
    return f"{entity}:{record}:{version:08}"
