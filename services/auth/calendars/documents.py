"""Working calendars as stored."""

from typing import Any

from beanie import Document

from shared.contracts.auth.directory import CalendarOut
from shared.working_calendar import WorkingCalendar


class CalendarDocument(Document):
    """One calendar; its days are kept as JSON, with text keys."""

    id: str  # type: ignore[assignment]
    name: str
    calendar: dict[str, Any]

    class Settings:
        """Storage."""

        name = "calendars"

    @classmethod
    def of(cls, calendar: CalendarOut) -> "CalendarDocument":
        """Return a calendar as it is stored."""
        stored = calendar.calendar.model_dump(mode="json")
        return cls(id=calendar.id, name=calendar.name, calendar=stored)

    def calendar_out(self) -> CalendarOut:
        """Return it as other services read it."""
        calendar = WorkingCalendar.model_validate(self.calendar)
        return CalendarOut(id=self.id, name=self.name, calendar=calendar)
