"""Asking the copies: a unit, whom to notify, what lies above and below a unit."""

from collections.abc import Collection, Iterable

from services.qa.directory.documents import (
    CalendarDocument,
    PersonDocument,
    UnitDocument,
    role_key,
)
from shared.cipher import Cipher
from shared.contracts.qa.base import UnitRef
from shared.problems import Unavailable
from shared.working_calendar import WorkingCalendar

_DEEPEST = 12


class DirectoryIncomplete(Unavailable):
    """The copy of the directory lacks what is needed: it is being fetched, or was never."""

    slug, title = "directory-incomplete", "The directory of units is not complete yet"


async def unit(unit_id: str) -> UnitDocument | None:
    """Return a unit."""
    return await UnitDocument.get(unit_id)


async def units(ids: Iterable[str]) -> dict[str, UnitDocument]:
    """Return those of these units that there are."""
    found = await UnitDocument.find({"_id": {"$in": sorted(ids)}}).to_list()
    return {one.id: one for one in found}


async def root_unit(setting: str | None) -> UnitDocument:
    """Return the unit that takes questions without one; raises `DirectoryIncomplete`."""
    found = await (unit(setting) if setting else UnitDocument.find_one({"parent": None}))
    if found is None:
        raise DirectoryIncomplete
    return found


async def calendar(calendar_id: str) -> WorkingCalendar:
    """Return a calendar to count with; raises `DirectoryIncomplete`."""
    found = await CalendarDocument.get(calendar_id)
    if found is None:
        raise DirectoryIncomplete
    return found.working_calendar()


async def unit_refs(ids: Iterable[str]) -> dict[str, UnitRef]:
    """Return the names of units; one we have no copy of is named by its id."""
    wanted = set(ids)
    found = await UnitDocument.find({"_id": {"$in": list(wanted)}}).to_list()
    refs = {one.id: UnitRef(id=one.id, name=one.name, name_en=one.name_en) for one in found}
    return {one: refs.get(one) or UnitRef(id=one, name=one) for one in wanted}


async def person_names(ids: Iterable[str], cipher: Cipher) -> dict[str, str]:
    """Return the names of people who work for units, those we know."""
    found = await PersonDocument.find({"_id": {"$in": list(set(ids))}}).to_list()
    return {person.id: person.name(cipher) for person in found}


async def person(person_id: str) -> PersonDocument | None:
    """Return somebody who works for a unit."""
    return await PersonDocument.get(person_id)


async def holders(role: str, unit_id: str) -> list[PersonDocument]:
    """Return the active people who hold a role for exactly this unit."""
    return await PersonDocument.find({"role_keys": role_key(role, unit_id)}).to_list()


async def works_for(person_id: str, roles: Collection[str], unit_id: str) -> bool:
    """Say whether a person actively holds one of these roles for exactly this unit."""
    found = await person(person_id)
    return found is not None and bool(_keys(roles, [unit_id]) & set(found.role_keys))


async def staff(roles: Collection[str], unit_id: str) -> list[PersonDocument]:
    """Return the active people who hold one of these roles for exactly this unit."""
    keys = sorted(_keys(roles, [unit_id]))
    return await PersonDocument.find({"role_keys": {"$in": keys}}).to_list()


def _keys(roles: Collection[str], unit_ids: Iterable[str]) -> set[str]:
    return {role_key(role, unit_id) for unit_id in unit_ids for role in roles}


async def ancestors(unit_id: str) -> list[str]:
    """Return the unit and what lies above it, nearest first."""
    found: list[str] = []
    here: str | None = unit_id
    while here and here not in found and len(found) < _DEEPEST:
        found.append(here)
        above = await UnitDocument.get(here)
        here = above.parent if above else None
    return found


async def subtree(units: Collection[str]) -> set[str]:
    """Return the units and everything below them."""
    found = set(units)
    level = found
    for _ in range(_DEEPEST):
        below = await UnitDocument.find({"parent": {"$in": list(level)}}).to_list()
        level = {one.id for one in below} - found
        if not level:
            break
        found |= level
    return found


async def nearest_holders(role: str, unit_id: str) -> list[PersonDocument]:
    """Return who holds a role for the unit, else for the nearest one above it."""
    for here in await ancestors(unit_id):
        if found := await holders(role, here):
            return found
    return []
