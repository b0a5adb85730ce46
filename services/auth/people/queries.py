"""Reading people: their standing on every call, the directory's list, the whole for copies."""

from collections.abc import Collection
from typing import Any

from beanie import SortDirection

from services.auth.people.documents import IdentityDocument, PersonDocument, name_terms
from services.auth.people.model import Person, Standing
from services.auth.units.queries import unit_names
from shared.cipher import Cipher
from shared.contracts.auth.directory import PersonOut
from shared.contracts.auth.keeping import AccountOut, PersonDetail
from shared.contracts.auth.sessions import HeldRole
from shared.identity import Role
from shared.paging import Page, decode_cursor, encode_cursor

_STANDING = {"roles": 1, "locked_at": 1, "sessions_from": 1}


async def standing_of(person: str) -> Standing | None:
    """Return what a person may be at this moment, None for an unknown one."""
    found = await PersonDocument.get_pymongo_collection().find_one({"_id": person}, _STANDING)
    if found is None:
        return None
    return Standing(
        roles=tuple(Role(**role) for role in found["roles"]),
        is_locked=found["locked_at"] is not None,
        sessions_from=found["sessions_from"],
    )


async def find_person(cipher: Cipher, person: str) -> Person | None:
    """Return a person in clear."""
    found = await PersonDocument.get(person)
    return found.opened(cipher) if found else None


async def find_directory_person(cipher: Cipher, person: str) -> Person | None:
    """Return somebody who works for a unit; citizens are not part of the directory."""
    found = await find_person(cipher, person)
    return found if found and found.is_managed else None


async def directory_people(cipher: Cipher) -> list[PersonOut]:
    """Return everybody in the directory."""
    found = await PersonDocument.find({"is_managed": True}).sort("_id").to_list()
    return [person_out(person.opened(cipher)) for person in found]


async def list_people(
    cipher: Cipher,
    *,
    units: Collection[str] | None,
    role: str | None,
    cursor: str | None,
    limit: int,
    q: str | None = None,
) -> Page[PersonOut]:
    """Return the directory's people with a role for one of these units; None: all of them.

    `q` finds by whole syllables of the name, with or without marks.
    """
    condition: dict[str, Any] = {"is_managed": True}
    if terms := name_terms(cipher, q or ""):
        condition["$and"] = [{"terms": {"$in": stored}} for stored in terms]
    held: dict[str, Any] = {"unit": {"$in": sorted(units)}} if units is not None else {}
    if role:
        held |= {"role": role}
    if held:
        condition["roles"] = {"$elemMatch": held}
    if cursor:
        condition["_id"] = {"$gt": decode_cursor(cursor, [str])[0]}
    rows = PersonDocument.find(condition).sort(("_id", SortDirection.ASCENDING)).limit(limit + 1)
    found = await rows.to_list()
    following = encode_cursor(found[limit - 1].id) if len(found) > limit else None
    people = [person_out(person.opened(cipher)) for person in found[:limit]]
    return Page[PersonOut](items=people, next_cursor=following)


async def staff_names(cipher: Cipher, people: Collection[str]) -> dict[str, str]:
    """Return the names of those of these people who are in the directory."""
    found = await PersonDocument.find({"_id": {"$in": sorted(people)}}).to_list()
    return {stored.id: stored.opened(cipher).name for stored in found if stored.is_managed}


async def people_at(unit: str) -> list[str]:
    """Return the ids of those with a role for a unit."""
    rows = PersonDocument.get_pymongo_collection().find({"roles.unit": unit}, {"_id": 1})
    return [row["_id"] for row in await rows.to_list()]


async def show_detail(person: Person) -> PersonDetail:
    """Return a person as administrators read them."""
    found = await IdentityDocument.find({"person": person.id}).to_list()
    accounts = [AccountOut(id=one.id, issuer=one.issuer, linked_at=one.created_at) for one in found]
    return PersonDetail(
        **person_out(person).model_dump(),
        version=person.version,
        locked_at=person.locked_at,
        accounts=accounts,
    )


async def held_roles(person: Person) -> list[HeldRole]:
    """Return a person's roles with the names of their units."""
    names = await unit_names({role.unit for role in person.roles})
    return [
        HeldRole(role=role.role, unit=role.unit, unit_name=names.get(role.unit, ""))
        for role in person.roles
    ]


def person_out(person: Person) -> PersonOut:
    """Return a person as other services and administrators see them."""
    return PersonOut(
        id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        roles=[Role(role=role.role, unit=role.unit) for role in person.roles],
        is_active=person.locked_at is None,
    )
