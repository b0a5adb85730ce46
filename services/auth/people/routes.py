"""The signed-in person, and the directory's people for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.auth.deps import Admin, CurrentRuntime
from services.auth.people import service
from services.auth.people.deps import CurrentChange
from services.auth.people.model import Person, PersonNotFound
from services.auth.people.queries import (
    find_directory_person,
    find_person,
    held_roles,
    list_people,
    person_out,
)
from services.auth.units.model import UnitNotAdministered
from services.auth.units.queries import administered_units, root_units
from shared.contracts.auth.changes import RoleName, RolesChange
from shared.contracts.auth.directory import PersonOut
from shared.contracts.auth.sessions import Me
from shared.identity import SignedInPerson
from shared.paging import CursorText, Limit, Page
from shared.versions import etag

router = APIRouter(tags=["people"])


@router.get("/api/auth/v1/me")
async def show_me(caller: SignedInPerson, runtime: CurrentRuntime, response: Response) -> Me:
    """Return who is signed in, for themselves."""
    person = await find_person(runtime.cipher, caller.id)
    if person is None:
        raise PersonNotFound
    response.headers["Cache-Control"] = "no-store"
    return Me(
        id=person.id,
        name=person.name,
        account=person.account,
        loa=caller.loa,
        email=person.email,
        roles=await held_roles(person),
    )


@router.get("/api/auth/v1/people")
async def list_directory_people(
    *,
    caller: Admin,
    runtime: CurrentRuntime,
    unit: Annotated[str | None, Query(max_length=64)] = None,
    role: RoleName | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    cursor: CursorText = None,
    limit: Limit = 50,
) -> Page[PersonOut]:
    """List the people of the units the caller administers."""
    administered = await administered_units(caller)
    units = administered if unit is None else {unit} & administered
    if unit is not None and not units:
        raise UnitNotAdministered
    everything = unit is None and bool(administered & await root_units())
    return await list_people(
        runtime.cipher,
        units=None if everything else units,
        role=role,
        cursor=cursor,
        limit=limit,
        q=q,
    )


@router.get("/api/auth/v1/people/{person_id}")
async def show_directory_person(
    person_id: str, caller: Admin, runtime: CurrentRuntime, response: Response
) -> PersonOut:
    """Show one person of the directory; the ETag is the version to send back with a change."""
    person = await find_directory_person(runtime.cipher, person_id)
    if person is None:
        raise PersonNotFound
    administered = await administered_units(caller)
    if any(role.unit not in administered for role in person.roles):
        raise UnitNotAdministered
    return _shown(person, response)


@router.put("/api/auth/v1/people/{person_id}/roles")
async def assign_person_roles(
    body: RolesChange, change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonOut:
    """Replace a person's roles; it counts from their next call on."""
    async with runtime.marks.changing([change.person]):
        person = await service.assign_roles(runtime.mongo, change, body.roles)
    return _shown(person, response)


@router.post("/api/auth/v1/people/{person_id}/lock")
async def lock_directory_person(
    change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonOut:
    """Lock a person out; every session of theirs ends."""
    async with runtime.marks.changing([change.person]):
        person = await service.lock_person(runtime.mongo, change)
    return _shown(person, response)


@router.post("/api/auth/v1/people/{person_id}/unlock")
async def unlock_directory_person(
    change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonOut:
    """Let a person sign in again."""
    async with runtime.marks.changing([change.person]):
        person = await service.unlock_person(runtime.mongo, change)
    return _shown(person, response)


def _shown(person: Person, response: Response) -> PersonOut:
    response.headers["ETag"] = etag(person.version)
    response.headers["Cache-Control"] = "no-store"
    return person_out(person)
