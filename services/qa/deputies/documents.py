"""Deputies as stored."""

from datetime import date, datetime

from pydantic import Field
from pymongo import IndexModel

from shared.clock import now
from shared.documents import Document
from shared.ids import new_id


class DeputyDocument(Document):
    """`deputy` stands in for `person` on these local days; one ended early keeps its row."""

    id: str = Field(default_factory=new_id)  # type: ignore[assignment]
    person: str
    deputy: str
    starts_on: date
    ends_on: date
    appointed_by: str
    appointed_at: datetime = Field(default_factory=now)
    ended_by: str = ""
    ended_at: datetime | None = None

    class Settings:
        """Storage."""

        name = "deputies"
        indexes = (IndexModel([("person", 1)]), IndexModel([("deputy", 1)]))

    def is_valid_on(self, day: date) -> bool:
        """Say whether the deputy stands in on a local day."""
        return self.ended_at is None and self.starts_on <= day <= self.ends_on
