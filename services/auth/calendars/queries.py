"""Reading working calendars, stored ones and those shipped as data."""

from pathlib import Path

from services.auth.calendars.documents import CalendarDocument
from services.auth.calendars.model import Calendar
from services.auth.units.documents import UnitDocument
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


async def find_record(calendar: str) -> Calendar | None:
    """Return a calendar as the rules know it."""
    found = await CalendarDocument.get(calendar)
    return found.record() if found else None


async def all_records() -> list[Calendar]:
    """Return every calendar as the rules know it."""
    found = await CalendarDocument.find_all().sort("_id").to_list()
    return [document.record() for document in found]


async def count_followers(calendar: str) -> int:
    """Return how many units follow a calendar and are not abolished."""
    return await UnitDocument.find({"calendar": calendar, "valid_to": None}).count()


def shipped_calendars() -> list[CalendarOut]:
    """Return the calendars that come with the program, to begin with."""
    return [
        CalendarOut.model_validate_json(file.read_text("utf-8"))
        for file in sorted(_DATA.glob("*.json"))
    ]
