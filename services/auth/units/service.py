"""What can be done to units."""

from services.auth.audit.service import record
from services.auth.calendars.documents import CalendarDocument
from services.auth.units.documents import UnitDocument
from services.auth.units.model import Unit, UnitNotAdministered, UnitNotFound, UnknownCalendar
from shared.contracts.auth.changes import UnitChange
from shared.contracts.auth.directory import DirectoryChanged
from shared.identity import Caller
from shared.mongo import Transaction, transactional


@transactional
async def change_unit(
    tx: Transaction, unit_id: str, change: UnitChange, *, by: Caller, version: int
) -> Unit:
    """Change a unit; other services hear of it."""
    stored = await UnitDocument.get(unit_id, session=tx.session)
    if stored is None:
        raise UnitNotFound
    unit = stored.unit()
    if not by.units_as("admin") & {unit.id, *unit.ancestors}:
        raise UnitNotAdministered
    unit.check_version(version)
    if change.calendar and not await CalendarDocument.get(change.calendar, session=tx.session):
        raise UnknownCalendar
    unit.change(change)
    await UnitDocument.of(unit).replace(session=tx.session)
    fields = " ".join(sorted(change.model_fields_set))
    await record(tx, "unit.changed", actor=by.id, unit=unit.id, fields=fields)
    tx.emit(DirectoryChanged(entity="unit", id=unit.id))
    return unit
