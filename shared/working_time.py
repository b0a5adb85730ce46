"""Deadlines in working days, with the day-by-day explanation a citizen can check.

Pure: calendar, moments and pauses in, due moment out; no clock is read. The calendar and
the counting functions are offered here too, so that callers import one module.
"""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.pauses import Pause, any_open, closed, pause_at
from shared.working_calendar import (
    MAX_WORKING_DAYS,
    ONE_DAY,
    WorkingCalendar,
    add_working_days,
    closing_time,
    is_provisional,
    is_working_day,
    local_day,
    working_days_between,
)
from shared.working_hours import (
    add_running_time,
    add_working_time,
    next_working_moment,
    opening_after,
    running_seconds_between,
    working_seconds_between,
)

__all__ = [
    "MAX_WORKING_DAYS",
    "DayExplained",
    "DayKind",
    "Deadline",
    "Pause",
    "WorkingCalendar",
    "add_running_time",
    "add_working_days",
    "add_working_time",
    "closing_time",
    "deadline",
    "is_provisional",
    "is_working_day",
    "local_day",
    "next_working_moment",
    "opening_after",
    "running_seconds_between",
    "working_days_between",
    "working_seconds_between",
]


class DayKind(StrEnum):
    """What a day was to a deadline; only `COUNTED` and `MAKEUP` days use it up."""

    EVENT = "event"
    COUNTED = "counted"
    WEEKEND = "weekend"
    DAY_OFF = "day_off"
    MAKEUP = "makeup"
    PAUSED = "paused"


class DayExplained(BaseModel):
    """One local date of a deadline; `note` and `source` are the calendar's or the pause's words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    day: date
    kind: DayKind
    note: str = ""
    source: str = ""
    counted_so_far: int = 0


class Deadline(BaseModel):
    """When something is due (UTC) and why: every local date from the event to the last.

    `provisional`: a date of these lies in a year whose days off are not confirmed, so the
    deadline may move. `paused`: the clock stands still; `due_at` is then a projection and
    nothing may be called overdue by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    due_at: AwareDatetime
    days: tuple[DayExplained, ...]
    provisional: bool
    paused: bool = False


def deadline(
    calendar: WorkingCalendar,
    start: datetime,
    working_days: int,
    pauses: Sequence[Pause] = (),
    extension_days: int = 0,
    *,
    as_of: datetime | None = None,
) -> Deadline:
    """Return when `working_days` and `extension_days` after `start` end, and each day between.

    The local day of the event itself is not counted, the first counted day is the next
    working day, and the deadline is the end of working hours of the last one (the
    convention of the Civil Code 2015, art. 147). Zero days mean the day of the event
    itself; when that is not worked, paused or its hours are over, the same as one day.

    A working day counts if the clock runs at the end of its working hours. So a pause
    moves the deadline by the working days whose closing lies after its start and not after
    its end: paused on Monday and resumed on Thursday within hours is three days, paused and
    resumed within one day's hours is none, and no due moment ever falls into a pause.

    An open pause is taken to last until `as_of`, without it no longer than its own start:
    `due_at` is the earliest possible and `paused` says that it is a projection.

    Raises ValueError for a naive `start`, negative days or more than `MAX_WORKING_DAYS`.
    """
    allowed = working_days + extension_days
    if working_days < 0 or extension_days < 0 or allowed > MAX_WORKING_DAYS:
        raise ValueError(f"0 to {MAX_WORKING_DAYS} working days")
    ended = closed(pauses, as_of)
    days = _walk(calendar, start, allowed, ended)
    due_day = days[-1].day
    years = {explained.day.year: explained.day for explained in days[1:] or days}
    return Deadline(
        due_at=closing_time(calendar, due_day),
        days=tuple(days),
        provisional=any(is_provisional(calendar, day) for day in years.values()),
        paused=any_open(pauses, as_of),
    )


def _walk(
    calendar: WorkingCalendar, start: datetime, allowed: int, pauses: Sequence[Pause]
) -> list[DayExplained]:
    day = local_day(calendar, start)
    days = [_event(calendar, day)]
    if allowed == 0 and _closes_after(calendar, day, start, pauses):
        return days
    counted = 0
    while counted < max(allowed, 1):
        day += ONE_DAY
        days.append(_explain(calendar, day, counted, pauses))
        counted = days[-1].counted_so_far
    return days


def _event(calendar: WorkingCalendar, day: date) -> DayExplained:
    note = calendar.days_off.get(day) or calendar.makeup_days.get(day)
    if note is None:
        return DayExplained(day=day, kind=DayKind.EVENT)
    return DayExplained(day=day, kind=DayKind.EVENT, note=note.label, source=note.source)


def _closes_after(
    calendar: WorkingCalendar, day: date, start: datetime, pauses: Sequence[Pause]
) -> bool:
    """Say whether working hours of the event's own day end later, with the clock running."""
    closing = closing_time(calendar, day)
    return is_working_day(calendar, day) and start < closing and not pause_at(pauses, closing)


def _explain(
    calendar: WorkingCalendar, day: date, counted: int, pauses: Sequence[Pause]
) -> DayExplained:
    kind, note, source = DayKind.COUNTED, "", ""
    if off := calendar.days_off.get(day):
        kind, note, source = DayKind.DAY_OFF, off.label, off.source
    elif not is_working_day(calendar, day):
        kind = DayKind.WEEKEND
    elif pauses and (pause := pause_at(pauses, closing_time(calendar, day))):
        kind, note = DayKind.PAUSED, pause.note
    elif makeup := calendar.makeup_days.get(day):
        kind, note, source = DayKind.MAKEUP, makeup.label, makeup.source
    if kind in {DayKind.COUNTED, DayKind.MAKEUP}:
        counted += 1
    return DayExplained(day=day, kind=kind, note=note, source=source, counted_so_far=counted)
