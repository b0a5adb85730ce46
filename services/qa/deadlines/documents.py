"""Policies and deadlines as stored."""

from datetime import date, datetime

from beanie import Document
from pydantic import BaseModel
from pymongo import IndexModel

from services.qa.deadlines.model import Policy
from shared.working_time import DayExplained


class PolicyDocument(Policy, Document):
    """A policy; a change is a new one, valid from its day."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "deadline_policies"
        indexes = (IndexModel([("scope", 1)]),)


class StoredDay(BaseModel):
    """One day of an explanation; counting days have their number, others why they do not count."""

    day: date
    kind: str
    note: str = ""
    source: str = ""
    counted: int

    @classmethod
    def of(cls, day: DayExplained) -> "StoredDay":
        """Return a day as it is stored."""
        return cls(
            day=day.day, kind=day.kind, note=day.note, source=day.source, counted=day.counted_so_far
        )


class DeadlineDocument(Document):
    """The clock of one question, whose id it has: policy, result and explanation."""

    id: str  # type: ignore[assignment]
    clock: int
    policy: str
    policy_text: str
    policy_text_en: str
    working_days: int
    calendar: str
    starts_at: datetime
    receive_by: datetime
    due_at: datetime
    is_provisional: bool
    days: list[StoredDay]

    class Settings:
        """Storage."""

        name = "deadlines"
