"""What can be done to working calendars: copied, changed, a year set, put back as they were."""

from dataclasses import dataclass

from services.auth.audit.service import record
from services.auth.calendars.documents import CalendarDocument
from services.auth.calendars.model import (
    Calendar,
    CalendarExists,
    CalendarNotAdministered,
    CalendarNotFound,
)
from services.auth.history.service import Made, Record, State, keep_version, state_before
from services.auth.units.queries import root_units
from shared.contracts.auth.directory import DirectoryChanged
from shared.contracts.auth.keeping import CalendarForm, CreateCalendar, UndoChange, YearForm
from shared.identity import Caller
from shared.mongo import Transaction, transactional
from shared.working_calendar import WorkingCalendar


@dataclass(frozen=True)
class Keeping:
    """Who changes which calendar, having read which version."""

    by: Caller
    calendar: str
    version: int


@transactional
async def create_calendar(tx: Transaction, by: Caller, form: CreateCalendar) -> Calendar:
    """Add a calendar that begins as a copy of another."""
    await _must_administer(tx, by)
    if await CalendarDocument.get(form.id, session=tx.session):
        raise CalendarExists
    first = await _stored(tx, form.copy_of)
    copied = Calendar(id=form.id, name=form.name, calendar=first.calendar)
    await CalendarDocument.of(copied).insert(session=tx.session)
    return await _tell(tx, copied, None, Made(copied.version, by.id, "calendar.created"))


@transactional
async def revise_calendar(tx: Transaction, keeping: Keeping, form: CalendarForm) -> Calendar:
    """Change name and hours."""
    calendar = await _load(tx, keeping)
    before = calendar.state
    calendar.revise(form)
    made = Made(calendar.version, keeping.by.id, "calendar.changed")
    return await _save(tx, calendar, made, before)


@transactional
async def set_year(tx: Transaction, keeping: Keeping, year: int, form: YearForm) -> Calendar:
    """Replace a year's days; open deadlines are recounted where the calendar is followed."""
    calendar = await _load(tx, keeping)
    before = calendar.state
    calendar.set_year(year, form)
    made = Made(calendar.version, keeping.by.id, f"calendar.year_{form.status.value}")
    return await _save(tx, calendar, made, before, year=str(year))


@transactional
async def undo_calendar_change(tx: Transaction, keeping: Keeping, wish: UndoChange) -> Calendar:
    """Put back what a calendar said before a change, as a new version."""
    calendar = await _load(tx, keeping)
    before = calendar.state
    old = await state_before(tx, Record("calendar", calendar.id), wish.version)
    calendar.name = old["name"]
    calendar.calendar = WorkingCalendar.model_validate(old["calendar"])
    calendar.version += 1
    made = Made(calendar.version, keeping.by.id, "calendar.restored", wish.reason)
    return await _save(tx, calendar, made, before, undone=str(wish.version))


async def _must_administer(tx: Transaction, by: Caller) -> None:
    if not by.units_as("admin") & await root_units(tx.session):
        raise CalendarNotAdministered


async def _stored(tx: Transaction, calendar: str) -> Calendar:
    stored = await CalendarDocument.get(calendar, session=tx.session)
    if stored is None:
        raise CalendarNotFound
    return stored.record()


async def _load(tx: Transaction, keeping: Keeping) -> Calendar:
    await _must_administer(tx, keeping.by)
    calendar = await _stored(tx, keeping.calendar)
    calendar.check_version(keeping.version)
    return calendar


async def _save(
    tx: Transaction,
    calendar: Calendar,
    made: Made,
    before: State,
    **subject: str,
) -> Calendar:
    await CalendarDocument.of(calendar).replace(session=tx.session)
    return await _tell(tx, calendar, before, made, **subject)


async def _tell(
    tx: Transaction, calendar: Calendar, before: State | None, made: Made, **subject: str
) -> Calendar:
    """Keep the version, audit it, and let other services know."""
    await keep_version(tx, Record("calendar", calendar.id), made, before, calendar.state)
    await record(tx, made.action, actor=made.by, calendar=calendar.id, **subject)
    tx.emit(DirectoryChanged(entity="calendar", id=calendar.id))
    return calendar
