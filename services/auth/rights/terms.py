"""The law's time limits, as data, and the moments they end at. No I/O beyond the shipped file."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from shared.contracts.auth.rights import RightsKind, RightsTerm
from shared.working_calendar import local_day
from shared.working_time import (
    WorkingCalendar,
    add_working_days,
    closing_time,
    deadline,
    is_working_day,
)

_FILE = Path(__file__).parent / "data" / "terms.json"


class TermSet(BaseModel):
    """The limits in force from a day on."""

    valid_from: date
    terms: list[RightsTerm]


@cache
def _sets() -> list[TermSet]:
    found = TypeAdapter(list[TermSet]).validate_json(_FILE.read_text("utf-8"))
    return sorted(found, key=lambda one: one.valid_from)


def term_of(kind: RightsKind, day: date) -> RightsTerm:
    """Return the limits of a kind in force on a day, the earliest known before that."""
    held = [one for one in _sets() if one.valid_from <= day] or _sets()[:1]
    return next(term for term in held[-1].terms if term.kind == kind)


def respond_by(calendar: WorkingCalendar, made_at: datetime, term: RightsTerm) -> datetime:
    """Return until when the person has to hear that the request came in."""
    return deadline(calendar, made_at, term.respond_working_days).due_at


def due_at(calendar: WorkingCalendar, made_at: datetime, term: RightsTerm) -> datetime:
    """Return until when it has to be done."""
    if term.counted == "working_days":
        return deadline(calendar, made_at, term.days).due_at
    return _closing(calendar, local_day(calendar, made_at) + timedelta(days=term.days))


def extended(calendar: WorkingCalendar, due: datetime, term: RightsTerm) -> datetime:
    """Return the later moment after an extension, counted on from the earlier one."""
    day = local_day(calendar, due)
    if term.counted == "working_days":
        return closing_time(calendar, add_working_days(calendar, day, term.extension_days))
    return _closing(calendar, day + timedelta(days=term.extension_days))


def _closing(calendar: WorkingCalendar, day: date) -> datetime:
    """Return the end of a day's work, of the next working day when it is a day off."""
    if not is_working_day(calendar, day):
        day = add_working_days(calendar, day, 1)
    return closing_time(calendar, day)
