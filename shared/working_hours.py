"""Time inside working hours: how much lies between two moments, and counting on by it.

Shifts are wall-clock time, the lunch break is not counted, days off count nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from shared.pauses import Pause
from shared.working_calendar import (
    MAX_WORKING_DAYS,
    ONE_DAY,
    WorkingCalendar,
    is_working_day,
    local_time,
    shifts_of,
)

NOTHING = timedelta(0)


def working_seconds_between(calendar: WorkingCalendar, start: datetime, end: datetime) -> float:
    """Return the seconds of working hours from `start` to `end`; negative if `end` is earlier.

    Both moments are aware; raises ValueError otherwise.
    """
    return _between(calendar, local_time(calendar, start), local_time(calendar, end))


def add_working_time(calendar: WorkingCalendar, moment: datetime, amount: timedelta) -> datetime:
    """Return the moment (UTC) at which `amount` of working hours has passed since `moment`.

    The first such moment: a whole day's hours from an opening end at that day's closing.
    A negative amount counts back, to the last such moment; zero changes nothing. Raises
    ValueError for a naive moment or an amount above `MAX_WORKING_DAYS` times 24 hours.
    """
    if abs(amount) > timedelta(days=MAX_WORKING_DAYS):
        raise ValueError(f"at most {MAX_WORKING_DAYS} days of working time")
    local = local_time(calendar, moment)
    if amount == NOTHING:
        return moment.astimezone(UTC)
    walk = _forward if amount > NOTHING else _backward
    return walk(calendar, local, abs(amount)).replace(tzinfo=calendar.zone).astimezone(UTC)


def running_seconds_between(
    calendar: WorkingCalendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> float:
    """Return the seconds of working hours from `start` to `end` outside the pauses.

    The pauses have ended and lie apart; `end` is not before `start`.
    """
    paused = sum(
        working_seconds_between(calendar, max(pause.starts, start), min(pause.ends, end))
        for pause in pauses
        if pause.ends is not None and pause.ends > start and pause.starts < end
    )
    return working_seconds_between(calendar, start, end) - paused


def add_running_time(
    calendar: WorkingCalendar, moment: datetime, amount: timedelta, pauses: Sequence[Pause] = ()
) -> datetime:
    """Return the first moment at which `amount` of working hours outside the pauses has passed.

    The pauses have ended, lie apart and come in order; `amount` is not negative.
    """
    for pause in pauses:
        if pause.ends is None or pause.ends <= moment:
            continue
        before = working_seconds_between(calendar, moment, max(moment, pause.starts))
        if amount.total_seconds() <= before:
            break
        amount -= timedelta(seconds=before)
        moment = pause.ends
    return add_working_time(calendar, moment, amount)


def next_working_moment(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return the moment itself within a working day's hours (breaks too), else the next opening."""
    local = local_time(calendar, moment)
    if is_working_day(calendar, local.date()):
        shifts = shifts_of(calendar, local.date())
        if shifts[0].opens <= local.time() < shifts[-1].closes:
            return moment
    return opening_after(calendar, moment)


def opening_after(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return when working hours next open (UTC), the beginning of any shift, after a moment."""
    local = local_time(calendar, moment)
    day = local.date()
    while True:
        for opens, _ in _stretches(calendar, day):
            if opens > local:
                return opens.replace(tzinfo=calendar.zone).astimezone(UTC)
        day += ONE_DAY


def _between(calendar: WorkingCalendar, start: datetime, end: datetime) -> float:
    if end < start:
        return -_between(calendar, end, start)
    total = NOTHING
    day, last = start.date(), end.date()
    while day <= last:
        for opens, closes in _stretches(calendar, day):
            if opens < end and closes > start:
                total += min(closes, end) - max(opens, start)
        day += ONE_DAY
    return total.total_seconds()


def _stretches(calendar: WorkingCalendar, day: date) -> Iterator[tuple[datetime, datetime]]:
    if is_working_day(calendar, day):
        for shift in shifts_of(calendar, day):
            yield datetime.combine(day, shift.opens), datetime.combine(day, shift.closes)


def _forward(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    day = start.date()
    while True:
        for opens, closes in _stretches(calendar, day):
            begins = max(opens, start)
            if begins + amount <= closes:
                return begins + amount
            amount -= max(closes - begins, NOTHING)
        day += ONE_DAY


def _backward(calendar: WorkingCalendar, start: datetime, amount: timedelta) -> datetime:
    day = start.date()
    while True:
        for opens, closes in reversed(list(_stretches(calendar, day))):
            ends = min(closes, start)
            if ends - amount >= opens:
                return ends - amount
            amount -= max(ends - opens, NOTHING)
        day -= ONE_DAY
