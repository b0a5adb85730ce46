"""Asking who stands in for whom now."""

from collections.abc import Collection

from services.qa.deputies.documents import DeputyDocument
from services.qa.directory import queries as directory
from services.qa.directory.documents import PersonDocument
from services.qa.questions.model import RESPONDERS
from shared.cipher import Cipher
from shared.clock import today
from shared.collation import vietnamese_sort_key
from shared.contracts.qa.base import PersonRef
from shared.contracts.qa.deputies import DeputyOut
from shared.identity import Caller


async def acting_for(caller: Caller, unit: str, role: str) -> bool:
    """Say whether a caller holds a role for a unit, or stands in today for somebody who does.

    A deputy acts only for units they work for themselves.
    """
    if caller.has_role(role, unit=unit):
        return True
    if not caller.has_role(*RESPONDERS, unit=unit):
        return False
    rows = await DeputyDocument.find({"deputy": caller.id}).to_list()
    absent = {row.person for row in rows if row.is_valid_on(today())}
    for person in sorted(absent):
        if await directory.works_for(person, [role], unit):
            return True
    return False


async def with_deputies(people: Collection[str], unit: str) -> list[str]:
    """Return these people and who stands in for them today, of those who work for the unit."""
    rows = await DeputyDocument.find({"person": {"$in": list(people)}}).to_list()
    found = list(dict.fromkeys(people))
    for row in rows:
        if (
            row.is_valid_on(today())
            and row.deputy not in found
            and await directory.works_for(row.deputy, RESPONDERS, unit)
        ):
            found.append(row.deputy)
    return found


async def colleagues(caller: Caller, cipher: Cipher) -> list[PersonRef]:
    """Return the people who answer in the caller's units, by name."""
    people: dict[str, PersonDocument] = {}
    for unit in sorted(caller.units_as(*RESPONDERS)):
        people |= {person.id: person for person in await directory.staff(RESPONDERS, unit)}
    found = [PersonRef(id=person.id, name=person.name(cipher)) for person in people.values()]
    return sorted(found, key=lambda person: vietnamese_sort_key(person.name))


async def deputies_seen_by(caller: Caller, cipher: Cipher) -> list[DeputyOut]:
    """Return present and coming deputies of the people in the caller's units, the soonest first."""
    people: dict[str, PersonDocument] = {}
    for unit in caller.units_as(*RESPONDERS):
        people |= {person.id: person for person in await directory.staff(RESPONDERS, unit)}
    rows = await DeputyDocument.find({"person": {"$in": sorted(people)}}).to_list()
    coming = [row for row in rows if row.ended_at is None and row.ends_on >= today()]
    coming.sort(key=lambda row: (row.starts_on, row.id))
    return await deputies_out(coming, cipher)


async def deputies_out(rows: Collection[DeputyDocument], cipher: Cipher) -> list[DeputyOut]:
    """Return rows as they cross."""
    names = await directory.person_names(
        {person for row in rows for person in (row.person, row.deputy)}, cipher
    )
    return [
        DeputyOut(
            id=row.id,
            person=PersonRef(id=row.person, name=names.get(row.person, "")),
            deputy=PersonRef(id=row.deputy, name=names.get(row.deputy, "")),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            is_valid=row.is_valid_on(today()),
        )
        for row in rows
    ]
