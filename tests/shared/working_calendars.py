"""Calendars and moments for the tests of working time: two plain ones, and any (hypothesis)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from shared.working_calendar import (
    DayNote,
    Season,
    Shift,
    WorkingCalendar,
    YearNote,
    YearStatus,
)

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_DAY = date(2025, 11, 1)
MORNING = Shift(opens=time(7, 30), closes=time(11, 30))
WINTER_SHIFTS = (MORNING, Shift(opens=time(13), closes=time(17)))
SUMMER_SHIFTS = (MORNING, Shift(opens=time(13, 30), closes=time(17, 30)))


def note(label: str) -> DayNote:
    """Return a note of some notice."""
    return DayNote(label=label, source="Thông báo")


def make_calendar(
    days_off: Mapping[date, DayNote] | None = None,
    makeup_days: Mapping[date, DayNote] | None = None,
    seasons: tuple[Season, ...] = (Season(starts="01-01", shifts=WINTER_SHIFTS),),
) -> WorkingCalendar:
    """Return a calendar with 2025 and 2026 confirmed, closing at 17:00 the whole year."""
    confirmed = YearNote(status=YearStatus.CONFIRMED, source="Thông báo")
    return WorkingCalendar(
        years={2025: confirmed, 2026: confirmed},
        days_off=days_off or {},
        makeup_days=makeup_days or {},
        seasons=seasons,
    )


PLAIN = make_calendar()

# Four months across a year's end, to the minute so that closings are hit exactly.
days = st.integers(0, 120).map(lambda number: FIRST_DAY + timedelta(days=number))
moments = st.builds(
    lambda day, minute: datetime.combine(day, time(), UTC) + timedelta(minutes=minute),
    days,
    st.integers(0, 24 * 60 - 1) | st.sampled_from([9 * 60 + 59, 10 * 60, 10 * 60 + 1, 17 * 60]),
)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    """Draw a calendar with days off, make-up days, and one or two seasons."""
    off = draw(st.sets(days, max_size=12))
    weekends = days.filter(lambda day: day.isoweekday() > 5)
    worked = draw(st.sets(weekends, max_size=4)) - off
    winter = Season(starts="10-01", shifts=WINTER_SHIFTS)
    summer = Season(starts="12-15", shifts=SUMMER_SHIFTS)
    return make_calendar(
        days_off={day: note("nghỉ") for day in sorted(off)},
        makeup_days={day: note("làm bù") for day in sorted(worked)},
        seasons=draw(st.sampled_from([(winter,), (winter, summer)])),
    )
