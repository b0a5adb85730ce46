"""How long a row of the queue has left, in working days of its lead unit's calendar."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.qa.directory.documents import CalendarDocument, UnitDocument
from services.qa.questions.model import OPEN
from shared.contracts.qa.questions import QueueItem
from shared.working_calendar import WorkingCalendar, local_day, working_days_between


async def tell_days_left(items: Sequence[QueueItem], at: datetime) -> None:
    """Say of each open row how many working days are left after today, negative when overdue.

    Nothing is said while the clock stands still, nor of a unit we have no copy of.
    """
    calendars = await _calendars({item.unit.id for item in items})
    for item in items:
        calendar = calendars.get(item.unit.id)
        if calendar and item.status in OPEN and not item.waits_for_sender:
            due_at = item.support_due_at or item.due_at
            item.days_left = days_between(calendar, at, due_at)


def days_between(calendar: WorkingCalendar, at: datetime, due_at: datetime) -> int:
    """Return the working days after the day of `at` until that of `due_at`, or back to it."""
    today, due_day = local_day(calendar, at), local_day(calendar, due_at)
    if due_day >= today:
        left = working_days_between(calendar, today, due_day)
        return left if left or at <= due_at else -1
    return -max(working_days_between(calendar, due_day, today), 1)


async def _calendars(units: Iterable[str]) -> dict[str, WorkingCalendar]:
    found = UnitDocument.get_pymongo_collection().find(
        {"_id": {"$in": sorted(units)}}, {"calendar": 1}
    )
    named = {row["_id"]: row["calendar"] for row in await found.to_list()}
    stored = await CalendarDocument.find({"_id": {"$in": sorted(set(named.values()))}}).to_list()
    calendars = {one.id: one.working_calendar() for one in stored}
    return {unit: calendars[name] for unit, name in named.items() if name in calendars}
