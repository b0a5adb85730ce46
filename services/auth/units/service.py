"""What can be done to units: made, changed, moved, abolished, put back as they were."""

from dataclasses import dataclass

from services.auth.audit.service import record
from services.auth.calendars.documents import CalendarDocument
from services.auth.guards import TREE, hold
from services.auth.history.service import Made, Record, keep_version, state_before
from services.auth.units import tree
from services.auth.units.documents import UnitDocument
from services.auth.units.model import (
    TopUnitStays,
    Unit,
    UnitExists,
    UnitNotAdministered,
    UnitNotFound,
    UnitNotInForce,
    UnknownCalendar,
)
from services.auth.units.succeeding import take_over_people
from shared.cipher import Cipher
from shared.contracts.auth.changes import UnitChange
from shared.contracts.auth.directory import DirectoryChanged
from shared.contracts.auth.keeping import AbolishUnit, CreateUnit, UndoChange, UnitForm
from shared.identity import Caller
from shared.mongo import Transaction, transactional


@dataclass(frozen=True)
class Keeping:
    """Who changes which unit, having read which version."""

    by: Caller
    unit: str
    version: int


@transactional
async def create_unit(tx: Transaction, by: Caller, form: CreateUnit) -> Unit:
    """Add a unit below one the caller administers."""
    await hold(tx, TREE)
    if await UnitDocument.get(form.id, session=tx.session):
        raise UnitExists(id=form.id)
    if form.parent is None:
        raise TopUnitStays
    parent = await _parent(tx, by, form.parent)
    fields = form.model_dump(exclude={"parent"})
    unit = Unit(**fields, parent=parent.id, ancestors=[parent.id, *parent.ancestors])
    await _check_form(tx, unit)
    await UnitDocument.of(unit).insert(session=tx.session)
    return await _tell(tx, unit, None, Made(unit.version, by.id, "unit.created"))


@transactional
async def change_unit(
    tx: Transaction, unit_id: str, change: UnitChange, *, by: Caller, version: int
) -> Unit:
    """Change some of a unit's fields; other services hear of it."""
    unit = await _load(tx, Keeping(by, unit_id, version))
    before = unit.state
    unit.change(change)
    await _check_form(tx, unit)
    await UnitDocument.of(unit).replace(session=tx.session)
    fields = " ".join(sorted(change.model_fields_set))
    return await _tell(tx, unit, before, Made(unit.version, by.id, "unit.changed"), fields=fields)


@transactional
async def revise_unit(tx: Transaction, keeping: Keeping, form: UnitForm) -> Unit:
    """Replace what a unit says, and its place in the tree."""
    await hold(tx, TREE)
    unit = await _load(tx, keeping)
    before = unit.state
    await _revise(tx, keeping.by, unit, form)
    return await _tell(tx, unit, before, Made(unit.version, keeping.by.id, "unit.changed"))


@transactional
async def abolish_unit(
    tx: Transaction, cipher: Cipher, keeping: Keeping, wish: AbolishUnit
) -> tuple[Unit, list[str]]:
    """End a unit; what stands below moves to the successor, and its people if wished.

    Returns the unit and the people whose roles grew. Open questions follow the successor in qa.
    """
    await hold(tx, TREE)
    unit = await _load(tx, keeping)
    before = unit.state
    successor = None
    if wish.successor:
        successor = await _administered(tx, keeping.by, wish.successor)
    below = [one for one in await tree.children(tx, unit.id) if one.is_in_force(wish.valid_to)]
    unit.abolish(wish.valid_to, successor, [one.id for one in below])
    await UnitDocument.of(unit).replace(session=tx.session)
    made = Made(unit.version, keeping.by.id, "unit.abolished", wish.reason)
    await _tell(tx, unit, before, made, successor=wish.successor or "")
    people: list[str] = []
    if successor is not None:
        for child in below:
            await _move_below(tx, keeping.by, child, successor)
        if wish.move_people:
            people = await take_over_people(tx, cipher, keeping.by, unit.id, successor.id)
    return unit, people


@transactional
async def undo_unit_change(tx: Transaction, keeping: Keeping, wish: UndoChange) -> Unit:
    """Put back what a unit said before a change, as a new version."""
    await hold(tx, TREE)
    unit = await _load(tx, keeping)
    before = unit.state
    old = await state_before(tx, Record("unit", unit.id), wish.version)
    restored = Unit.model_validate({**unit.model_dump(), **old})
    form = UnitForm.model_validate(
        restored.model_dump(include=set(UnitForm.model_fields)) | {"parent": old["parent"]}
    )
    if restored.successor and restored.successor != unit.successor:
        await _parent(tx, keeping.by, restored.successor)
    unit.valid_to, unit.successor = restored.valid_to, restored.successor
    await _revise(tx, keeping.by, unit, form)
    made = Made(unit.version, keeping.by.id, "unit.restored", wish.reason)
    return await _tell(tx, unit, before, made, undone=str(wish.version))


async def _revise(tx: Transaction, by: Caller, unit: Unit, form: UnitForm) -> None:
    if form.parent != unit.parent:
        if unit.parent is None:
            raise TopUnitStays
        _must_administer(by, unit.ancestors)
        unit.move(await _parent(tx, by, form.parent) if form.parent else None)
        await tree.carry_along(tx, unit)
    unit.revise(form)
    await _check_form(tx, unit)
    await UnitDocument.of(unit).replace(session=tx.session)


async def _move_below(tx: Transaction, by: Caller, child: Unit, successor: Unit) -> None:
    before = child.state
    child.move(successor)
    await tree.carry_along(tx, child)
    child.version += 1
    await UnitDocument.of(child).replace(session=tx.session)
    await _tell(tx, child, before, Made(child.version, by.id, "unit.moved"), parent=successor.id)


async def _load(tx: Transaction, keeping: Keeping) -> Unit:
    unit = await _administered(tx, keeping.by, keeping.unit)
    unit.check_version(keeping.version)
    return unit


async def _administered(tx: Transaction, by: Caller, unit_id: str) -> Unit:
    stored = await UnitDocument.get(unit_id, session=tx.session)
    if stored is None:
        raise UnitNotFound
    unit = stored.unit()
    _must_administer(by, [unit.id, *unit.ancestors])
    return unit


async def _parent(tx: Transaction, by: Caller, unit_id: str) -> Unit:
    """Return a unit that others may stand below: administered, and not abolished."""
    parent = await _administered(tx, by, unit_id)
    if parent.valid_to is not None:
        raise UnitNotInForce
    return parent


def _must_administer(by: Caller, units: list[str]) -> None:
    if not by.units_as("admin") & set(units):
        raise UnitNotAdministered


async def _check_form(tx: Transaction, unit: Unit) -> None:
    """Raise when the calendar is unknown, or a unit in force beside this one has its name."""
    if not await CalendarDocument.get(unit.calendar, session=tx.session):
        raise UnknownCalendar
    if unit.parent is None or unit.valid_to is not None:
        return
    for other in await tree.children(tx, unit.parent):
        is_same = other.name.casefold() == unit.name.casefold()
        if is_same and other.id != unit.id and other.valid_to is None:
            raise UnitExists(id=other.id)


async def _tell(
    tx: Transaction, unit: Unit, before: dict[str, object] | None, made: Made, **subject: str
) -> Unit:
    """Keep the version, audit it, and let other services know."""
    await keep_version(tx, Record("unit", unit.id), made, before, unit.state)
    await record(tx, made.action, actor=made.by, unit=unit.id, **subject)
    tx.emit(DirectoryChanged(entity="unit", id=unit.id))
    return unit
