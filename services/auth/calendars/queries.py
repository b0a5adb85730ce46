"""Reading working calendars, stored ones and those shipped as data."""

from pathlib import Path

from services.auth.calendars.documents import CalendarDocument
from shared.contracts.auth.directory import CalendarOut

_DATA = Path(__file__).parent / "data"


async def find_calendar(calendar: str) -> CalendarOut | None:
    """Return a calendar."""
    found = await CalendarDocument.get(calendar)
    return found.calendar_out() if found else None


async def all_calendars() -> list[CalendarOut]:
    """Return every calendar."""
    found = await CalendarDocument.find_all().sort("_id").to_list()
    return [document.calendar_out() for document in found]


def shipped_calendars() -> list[CalendarOut]:
    """Return the calendars that come with the program, to begin with."""
    return [
        CalendarOut.model_validate_json(file.read_text("utf-8"))
        for file in sorted(_DATA.glob("*.json"))
    ]
