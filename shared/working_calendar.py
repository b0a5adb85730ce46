"""Which days are worked and during which hours: a calendar as data, and counting by it.

Days off (NGHI), make-up days (LAM_BU), weekends, hours and time zone all come with the
calendar; no date, law or place stands here. Counting hours is `shared.working_hours`,
deadlines are `shared.working_time`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

ONE_DAY = timedelta(days=1)

# Longest count anyone may ask for (about eight years): a mistyped number must not spin a worker.
MAX_WORKING_DAYS = 2000


def _month_and_day(text: str) -> str:
    """Refuse what is no day of any year; 2000 had a 29 February."""
    date.fromisoformat(f"2000-{text}")
    return text


MonthDay = Annotated[str, Field(pattern=r"^\d{2}-\d{2}$"), AfterValidator(_month_and_day)]
IsoWeekday = Annotated[int, Field(ge=1, le=7)]
# "time" in JSON Schema has an offset; a clock on a wall has none.
LocalTime = Annotated[time, Field(json_schema_extra={"format": "time-local"})]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DayNote(_Frozen):
    """Why a date is off or worked, and the notice that says so; both are shown to citizens."""

    label: str
    source: str


class YearStatus(StrEnum):
    """Whether the official notice of a year's days off is in."""

    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"


class YearNote(_Frozen):
    """How sure a year is, and from what."""

    status: YearStatus
    source: str


class Shift(_Frozen):
    """A stretch of work without a break, in local wall-clock time."""

    opens: LocalTime
    closes: LocalTime

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("a shift is local time: no offset")
        if self.opens >= self.closes:
            raise ValueError("a shift closes after it opens")
        return self


class Season(_Frozen):
    """The shifts of a working day from this day of the year until the next season starts."""

    starts: MonthDay
    shifts: tuple[Shift, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if any(later.opens < earlier.closes for earlier, later in pairwise(self.shifts)):
            raise ValueError("shifts follow one another without overlap")
        return self


class WorkingCalendar(_Frozen):
    """A working calendar. JSON in and out; store `model_dump(mode="json")`.

    `days_off` wins over the weekend for the explanation; a year missing from `years` is
    provisional. `seasons` are ordered and cover the year in a circle: before the first
    start the last season still holds.
    """

    timezone: str = "Asia/Ho_Chi_Minh"
    weekend: tuple[IsoWeekday, ...] = (6, 7)
    years: Mapping[int, YearNote] = Field(default_factory=dict)
    days_off: Mapping[date, DayNote] = Field(default_factory=dict)
    makeup_days: Mapping[date, DayNote] = Field(default_factory=dict)
    seasons: tuple[Season, ...] = Field(min_length=1)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, OSError, ValueError) as error:  # unknown, a folder, a path
            raise ValueError("not a time zone of the IANA database") from error
        return name

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(set(self.weekend)) > 6:
            raise ValueError("a week needs a working day")
        for day in self.makeup_days:
            if day in self.days_off:
                raise ValueError(f"{day} is both off and worked")
            if day.isoweekday() not in self.weekend:
                raise ValueError(f"{day} is worked anyway: a make-up day lies on a weekend")
        starts = [season.starts for season in self.seasons]
        if starts != sorted(set(starts)):
            raise ValueError("seasons start on different days, in the order of the year")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone; `zoneinfo` keeps it, so asking is cheap."""
        return ZoneInfo(self.timezone)


def local_day(calendar: WorkingCalendar, moment: datetime) -> date:
    """Return the date on the wall of this calendar's place; raises ValueError if naive."""
    return local_time(calendar, moment).date()


def local_time(calendar: WorkingCalendar, moment: datetime) -> datetime:
    """Return an aware moment as naive local wall-clock time; raises ValueError if naive."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(calendar.zone).replace(tzinfo=None)


def is_working_day(calendar: WorkingCalendar, day: date) -> bool:
    """Say whether people work on this local date; make-up days are worked, days off are not."""
    if day in calendar.days_off:
        return False
    return day.isoweekday() not in calendar.weekend or day in calendar.makeup_days


def is_provisional(calendar: WorkingCalendar, day: date) -> bool:
    """Say whether the days off of this date's year still wait for their notice."""
    year = calendar.years.get(day.year)
    return year is None or year.status is not YearStatus.CONFIRMED


def shifts_of(calendar: WorkingCalendar, day: date) -> tuple[Shift, ...]:
    """Return the shifts of the season a date lies in, whether or not it is worked."""
    key = f"{day.month:02}-{day.day:02}"
    held = calendar.seasons[-1]
    for season in calendar.seasons:
        if season.starts > key:
            break
        held = season
    return held.shifts


def closing_time(calendar: WorkingCalendar, day: date) -> datetime:
    """Return the end of a date's working hours, in UTC."""
    closes = datetime.combine(day, shifts_of(calendar, day)[-1].closes, calendar.zone)
    return closes.astimezone(UTC)


def add_working_days(calendar: WorkingCalendar, day: date, count: int) -> date:
    """Return the `count`-th working day after `day`, before it when negative, itself for 0.

    Day 0 is `day` whether worked or not, so 1 from a Saturday is the next working day.
    Raises ValueError beyond `MAX_WORKING_DAYS`.
    """
    if abs(count) > MAX_WORKING_DAYS:
        raise ValueError(f"at most {MAX_WORKING_DAYS} working days")
    step = ONE_DAY if count > 0 else -ONE_DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working_day(calendar, day)
    return day


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Count the working days after `first` up to and including `last`; negative if before it."""
    if last < first:
        return -working_days_between(calendar, last, first)
    span = range(first.toordinal() + 1, last.toordinal() + 1)
    return sum(is_working_day(calendar, date.fromordinal(number)) for number in span)
