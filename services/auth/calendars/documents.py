"""Working calendars as stored."""

from typing import Any

from services.auth.calendars.model import Calendar
from shared.contracts.auth.directory import CalendarOut
from shared.documents import Document
from shared.working_calendar import WorkingCalendar


class CalendarDocument(Document):
    """One calendar; its days are kept as JSON, with text keys."""

    id: str  # type: ignore[assignment]
    name: str
    calendar: dict[str, Any]
    version: int = 1

    class Settings:
        """Storage."""

        name = "calendars"

    @classmethod
    def of(cls, calendar: CalendarOut | Calendar) -> "CalendarDocument":
        """Return a calendar as it is stored; what others are told of has no version yet."""
        version = calendar.version if isinstance(calendar, Calendar) else 1
        stored = calendar.calendar.model_dump(mode="json")
        return cls(id=calendar.id, name=calendar.name, calendar=stored, version=version)

    def calendar_out(self) -> CalendarOut:
        """Return it as other services read it."""
        calendar = WorkingCalendar.model_validate(self.calendar)
        return CalendarOut(id=self.id, name=self.name, calendar=calendar)

    def record(self) -> Calendar:
        """Return it as the rules know it."""
        return Calendar(**self.calendar_out().model_dump(), version=self.version)
