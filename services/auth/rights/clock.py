"""By which calendar the law's time limits are counted: that of the top unit."""

from services.auth.calendars.documents import CalendarDocument
from services.auth.calendars.model import CalendarNotFound
from services.auth.units.documents import UnitDocument
from shared.mongo import Transaction
from shared.working_time import WorkingCalendar


async def calendar_to_count_by(tx: Transaction) -> WorkingCalendar:
    """Return the calendar; raises `CalendarNotFound` while there is no directory."""
    root = await UnitDocument.find_one({"parent": None}, session=tx.session)
    stored = await CalendarDocument.get(root.calendar, session=tx.session) if root else None
    if stored is None:
        raise CalendarNotFound
    return stored.calendar_out().calendar
