"""The copies as stored: units and calendars as auth tells them, people with name and mail sealed.

`fetched_at` is when the fetch began: a fetch that began later knows better.
"""

from datetime import datetime
from typing import Any, Literal

from pymongo import IndexModel

from shared.cipher import Cipher
from shared.contracts.auth.directory import CalendarOut, PersonOut, UnitOut
from shared.documents import Document
from shared.working_calendar import WorkingCalendar


class UnitDocument(UnitOut, Document):
    """A unit; it stays when it is abolished, questions name it."""

    id: str  # type: ignore[assignment]
    fetched_at: datetime

    class Settings:
        """Storage."""

        name = "directory_units"
        indexes = (IndexModel([("parent", 1)]), IndexModel([("successor", 1)]))

    @classmethod
    def of(cls, unit: UnitOut, fetched_at: datetime) -> "UnitDocument":
        """Return a unit as it is stored."""
        return cls(**unit.model_dump(), fetched_at=fetched_at)


class CalendarDocument(Document):
    """A working calendar; its days are kept as JSON, with text keys."""

    id: str  # type: ignore[assignment]
    calendar: dict[str, Any]
    fetched_at: datetime

    class Settings:
        """Storage."""

        name = "directory_calendars"

    @classmethod
    def of(cls, told: CalendarOut, fetched_at: datetime) -> "CalendarDocument":
        """Return a calendar as it is stored."""
        stored = told.calendar.model_dump(mode="json")
        return cls(id=told.id, calendar=stored, fetched_at=fetched_at)

    def working_calendar(self) -> WorkingCalendar:
        """Return the calendar to count with."""
        return WorkingCalendar.model_validate(self.calendar)


class PersonDocument(Document):
    """Somebody to notify; `role_keys` are `officer:so-tu-phap`, of active people only."""

    id: str  # type: ignore[assignment]
    sealed_name: str
    sealed_email: str
    language: Literal["vi", "en"]
    role_keys: list[str]
    fetched_at: datetime

    class Settings:
        """Storage."""

        name = "directory_people"
        indexes = (IndexModel([("role_keys", 1)]),)

    @classmethod
    def of(cls, person: PersonOut, fetched_at: datetime, cipher: Cipher) -> "PersonDocument":
        """Return a person as they are stored."""
        keys = [role_key(role.role, role.unit) for role in person.roles if role.unit]
        return cls(
            id=person.id,
            sealed_name=cipher.seal(person.name, f"directory.name:{person.id}"),
            sealed_email=cipher.seal(person.email, f"directory.email:{person.id}"),
            language=person.language,
            role_keys=keys if person.is_active else [],
            fetched_at=fetched_at,
        )

    def name(self, cipher: Cipher) -> str:
        """Return the name in clear."""
        return cipher.open(self.sealed_name, f"directory.name:{self.id}")

    def email(self, cipher: Cipher) -> str:
        """Return the address in clear, empty when there is none."""
        return cipher.open(self.sealed_email, f"directory.email:{self.id}")


def role_key(role: str, unit: str) -> str:
    """Return how a person's role for a unit is found."""
    return f"{role}:{unit}"
