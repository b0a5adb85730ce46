"""What may be changed about a working calendar, and what a change does."""

from datetime import date, timedelta
from typing import Any

from pydantic import BaseModel, ValidationError

from shared.contracts.auth.keeping import CalendarForm, YearForm, YearPreview
from shared.problems import Conflict, Forbidden, InvalidRequest, NotFound, StaleVersion
from shared.working_calendar import (
    WorkingCalendar,
    YearNote,
    YearStatus,
    is_provisional,
    is_working_day,
    working_days_between,
)


class CalendarNotFound(NotFound):
    """There is no such calendar."""

    slug, title = "calendar-not-found", "There is no such calendar"


class CalendarExists(Conflict):
    """The id is taken."""

    slug, title = "calendar-exists", "There is a calendar with this id already"


class CalendarNotAdministered(Forbidden):
    """Calendars are shared by units: only who administers everything changes them."""

    slug, title = "calendar-not-administered", "Only an administrator of all units may do this"


class CalendarChangedMeanwhile(StaleVersion):
    """The calendar was changed since it was read."""

    slug, title = "calendar-changed-meanwhile", "Somebody else changed this calendar meanwhile"


class Calendar(BaseModel):
    """A working calendar with its name."""

    id: str
    name: str
    calendar: WorkingCalendar
    version: int = 1

    @property
    def state(self) -> dict[str, Any]:
        """What the history keeps."""
        return self.model_dump(mode="json", include={"name", "calendar"})

    def check_version(self, read: int) -> None:
        """Raise unless this is the version the caller read."""
        if self.version != read:
            raise CalendarChangedMeanwhile(version=self.version)

    def revise(self, form: CalendarForm) -> None:
        """Take over name and hours."""
        self.name = form.name
        self.calendar = _checked({**self.calendar.model_dump(), "seasons": form.seasons})
        self.version += 1

    def set_year(self, year: int, form: YearForm) -> None:
        """Replace all days of a year, and how sure they are."""
        self.calendar = with_year(self.calendar, year, form)
        self.version += 1


def with_year(calendar: WorkingCalendar, year: int, form: YearForm) -> WorkingCalendar:
    """Return the calendar with another year; raises `InvalidRequest` for impossible days."""
    if any(day.year != year for day in (*form.days_off, *form.makeup_days)):
        raise _refused("all days lie in the year of the address")
    others_off = {day: note for day, note in calendar.days_off.items() if day.year != year}
    others_worked = {day: note for day, note in calendar.makeup_days.items() if day.year != year}
    note = YearNote(status=form.status, source=form.source)
    return _checked(
        {
            **calendar.model_dump(),
            "years": dict(sorted({**calendar.years, year: note}.items())),
            "days_off": dict(sorted({**others_off, **form.days_off}.items())),
            "makeup_days": dict(sorted({**others_worked, **form.makeup_days}.items())),
        }
    )


def preview_year(calendar: WorkingCalendar, year: int, form: YearForm) -> YearPreview:
    """Return what replacing a year would do."""
    changed = with_year(calendar, year, form)
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    before = {day for day in days if is_working_day(calendar, day)}
    after = {day for day in days if is_working_day(changed, day)}
    eve = first - timedelta(days=1)
    return YearPreview(
        becomes_off=sorted(before - after),
        becomes_worked=sorted(after - before),
        working_days_before=working_days_between(calendar, eve, last),
        working_days_after=working_days_between(changed, eve, last),
        becomes_confirmed=is_provisional(calendar, first) and form.status is YearStatus.CONFIRMED,
    )


def _checked(fields: dict[str, Any]) -> WorkingCalendar:
    try:
        return WorkingCalendar.model_validate(fields)
    except ValidationError as error:
        raise _refused(error.errors()[0]["msg"]) from error


def _refused(detail: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "#/", "code": "calendar", "detail": detail}])
