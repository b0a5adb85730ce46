"""Keeping the directory's people: registering, changing, linking accounts, undoing."""

from fastapi import APIRouter, Response

from services.auth.deps import Admin, CurrentRuntime
from services.auth.history.queries import list_versions
from services.auth.history.service import Record
from services.auth.people import joining, service
from services.auth.people.deps import CurrentChange
from services.auth.people.model import Person, PersonNotFound
from services.auth.people.queries import find_directory_person, show_detail
from services.auth.units.queries import administered_units
from shared.contracts.auth.keeping import (
    CreatePerson,
    LinkedAccount,
    PersonDetail,
    PersonForm,
    RecordVersion,
    UndoChange,
)
from shared.idempotency import IdempotencyKey, Once
from shared.identity import Caller
from shared.paging import CursorText, Limit, Page
from shared.versions import etag

router = APIRouter(prefix="/api/auth/v1/people", tags=["people"])


@router.post("", status_code=201)
async def create_person(
    *,
    body: CreatePerson,
    caller: Admin,
    runtime: CurrentRuntime,
    key: IdempotencyKey,
    response: Response,
) -> PersonDetail:
    """Register somebody who works for a unit."""
    once = Once(f"person:{caller.id}", key, body, runtime.cipher)
    person = await joining.create_person(runtime.mongo, runtime.cipher, caller, body, once)
    async with runtime.marks.changing([person.id]):
        return await _detail(person, response)


@router.get("/{person_id}/detail")
async def show_person_detail(
    person_id: str, caller: Admin, runtime: CurrentRuntime, response: Response
) -> PersonDetail:
    """Show somebody with what administrators need."""
    return await _detail(await _readable(runtime, caller, person_id), response)


@router.put("/{person_id}")
async def revise_person(
    body: PersonForm, change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonDetail:
    """Change name, address and language."""
    return await _detail(await service.revise_person(runtime.mongo, change, body), response)


@router.post("/{person_id}/accounts", status_code=201)
async def link_account(
    body: LinkedAccount, change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonDetail:
    """Let somebody sign in with an account of a provider."""
    return await _detail(await joining.link_account(runtime.mongo, change, body), response)


@router.delete("/{person_id}/accounts/{account_id}")
async def unlink_account(
    account_id: str, change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonDetail:
    """Take an account away from somebody."""
    async with runtime.marks.changing([change.person]):
        person = await joining.unlink_account(runtime.mongo, change, account_id)
    return await _detail(person, response)


@router.post("/{person_id}/undo")
async def undo_person_change(
    body: UndoChange, change: CurrentChange, runtime: CurrentRuntime, response: Response
) -> PersonDetail:
    """Put back what the directory said of somebody before one of its changes."""
    async with runtime.marks.changing([change.person]):
        person = await service.undo_person_change(runtime.mongo, change, body)
    return await _detail(person, response)


@router.get("/{person_id}/history")
async def list_person_versions(
    *,
    person_id: str,
    caller: Admin,
    runtime: CurrentRuntime,
    response: Response,
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[RecordVersion]:
    """List who changed what about somebody, the newest first."""
    await _readable(runtime, caller, person_id)
    response.headers["Cache-Control"] = "no-store"
    record = Record("person", person_id, runtime.cipher)
    return await list_versions(runtime.cipher, record, cursor, limit)


async def _readable(runtime: CurrentRuntime, caller: Caller, person_id: str) -> Person:
    person = await find_directory_person(runtime.cipher, person_id)
    if person is None:
        raise PersonNotFound
    person.check_administered(await administered_units(caller))
    return person


async def _detail(person: Person, response: Response) -> PersonDetail:
    response.headers["ETag"] = etag(person.version)
    response.headers["Cache-Control"] = "no-store"
    return await show_detail(person)
