"""Policies and deadlines as stored."""

from datetime import date, datetime
from typing import Any

from beanie.odm.utils.dump import get_dict
from pydantic import BaseModel, Field
from pymongo import IndexModel

from services.qa.deadlines.model import Policy
from services.qa.escalations.model import Climbing
from shared.documents import Document
from shared.working_time import DayExplained

Json = dict[str, Any]


class PolicyDocument(Policy, Document):
    """A version of a policy; a change is a new one, valid from its day."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "deadline_policies"
        indexes = (IndexModel([("scope", 1), ("number", 1)], unique=True),)


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


class StoredPause(BaseModel):
    """A stretch in which a clock stood still; without an end it still does."""

    starts: datetime
    ends: datetime | None = None


class RecountDocument(Document):
    """How far a recount has come: of a changed calendar, or of a unit that changed to another.

    Its id is the calendar's, or `unit:` and the unit's.
    """

    id: str  # type: ignore[assignment]
    unit: str | None = None
    wanted_at: datetime
    after: str = ""
    """The mark of the last question counted."""
    checked: int = 0
    moved: int = 0
    done_at: datetime | None = None
    look_again_at: datetime | None = None
    """When to count once more what was being asked while the calendar changed."""

    class Settings:
        """Storage."""

        name = "recounts"


class DeadlineDocument(Climbing, Document):
    """The clock of one question, whose id it has: policy, pauses, extension, result, explanation.

    `clock` counts how often it was set: each new number has its own steps of the ladder.
    """

    id: str  # type: ignore[assignment]
    policy: str
    policy_text: str
    policy_text_en: str
    working_days: int
    calendar: str
    starts_at: datetime
    pauses: list[StoredPause] = Field(default_factory=list)
    extension_days: int = 0
    receive_by: datetime
    due_at: datetime
    is_provisional: bool
    days: list[StoredDay]

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return bool(self.pauses) and self.pauses[-1].ends is None

    def row(self) -> Json:
        """Return it as it is stored, without what its days leave empty: a third of it."""
        row = dict(get_dict(self, to_db=True, keep_nulls=False))
        row["days"] = [
            {name: value for name, value in day.items() if value != ""} for day in row["days"]
        ]
        return row

    class Settings:
        """Storage."""

        name = "deadlines"
        keep_nulls = False
        indexes = (IndexModel([("step_mark", 1)], sparse=True),)
