"""How long a row of the queue has left, in working days of its lead unit's calendar. No I/O."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from services.qa.questions.model import OPEN
from shared.contracts.qa.questions import QueueItem
from shared.working_calendar import (
    ONE_DAY,
    WorkingCalendar,
    add_working_days,
    closing_time,
    local_day,
    working_days_between,
)


def tell_days_left(
    items: Iterable[QueueItem], at: datetime, calendars: Mapping[str, WorkingCalendar]
) -> None:
    """Say of each open row how many working days are left after today, negative when overdue.

    `calendars` are by unit. Nothing is said while the clock stands still, nor of a unit without.
    """
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


def soon_ends(calendar: WorkingCalendar, at: datetime, working_days: int) -> datetime:
    """Return until when a question is due that is due soon from so many working days before on."""
    last = add_working_days(calendar, local_day(calendar, at), working_days)
    return closing_time(calendar, last) + ONE_DAY
