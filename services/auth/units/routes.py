"""Units for everybody, and changing them for administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from services.auth.deps import Admin, CurrentRuntime
from services.auth.history.queries import list_versions
from services.auth.history.service import Record
from services.auth.people.queries import people_at
from services.auth.units import queries, service
from services.auth.units.model import Unit, UnitNotFound
from shared.contracts.auth.changes import UnitChange
from shared.contracts.auth.directory import UnitKind, UnitOut
from shared.contracts.auth.keeping import (
    AbolishUnit,
    CreateUnit,
    RecordVersion,
    UndoChange,
    UnitBranch,
    UnitDetail,
    UnitForm,
)
from shared.identity import AnyCaller, Caller
from shared.paging import CursorText, Limit, Page
from shared.versions import Version, etag

router = APIRouter(tags=["units"])
Unit64 = Annotated[str | None, Query(max_length=64)]


async def _keeping(unit_id: str, caller: Admin, version: Version) -> service.Keeping:
    return service.Keeping(caller, unit_id, version)


CurrentKeeping = Annotated[service.Keeping, Depends(_keeping)]
"""Which unit an administrator changes, in the version they read."""


@router.get("/api/auth/v1/units")
async def list_units(
    *,
    _caller: AnyCaller,
    q: Annotated[str | None, Query(max_length=100)] = None,
    kind: UnitKind | None = None,
    parent: Unit64 = None,
    accepts_questions: bool | None = None,
    include_closed: bool = False,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> Page[UnitOut]:
    """List or search the units, in Vietnamese order; closed ones only when asked for."""
    return await queries.list_units(
        q=q,
        kind=kind,
        parent=parent,
        accepts_questions=accepts_questions,
        include_closed=include_closed,
        cursor=cursor,
        limit=limit,
    )


@router.get("/api/auth/v1/units/{unit_id}")
async def show_unit(unit_id: str, _caller: AnyCaller, response: Response) -> UnitOut:
    """Show one unit; the ETag is the version to send back with a change."""
    return _shown(await _found(unit_id), response)


@router.patch("/api/auth/v1/units/{unit_id}")
async def change_unit(
    *,
    unit_id: str,
    body: UnitChange,
    caller: Admin,
    version: Version,
    runtime: CurrentRuntime,
    response: Response,
) -> UnitOut:
    """Change what the body names."""
    unit = await service.change_unit(runtime.mongo, unit_id, body, by=caller, version=version)
    return _shown(unit, response)


@router.get("/api/auth/v1/unit-tree")
async def list_branches(
    *,
    _caller: AnyCaller,
    parent: Unit64 = None,
    include_closed: bool = False,
    cursor: CursorText = None,
    limit: Limit = 100,
) -> Page[UnitBranch]:
    """List the units directly below one, or the top one, with how many stand below each."""
    return await queries.list_branches(
        parent, include_closed=include_closed, cursor=cursor, limit=limit
    )


@router.post("/api/auth/v1/units", status_code=201)
async def create_unit(
    body: CreateUnit, caller: Admin, runtime: CurrentRuntime, response: Response
) -> UnitDetail:
    """Add a unit; its id is its key, so that sending it twice makes one."""
    return await _detail(await service.create_unit(runtime.mongo, caller, body), caller, response)


@router.get("/api/auth/v1/units/{unit_id}/detail")
async def show_unit_detail(unit_id: str, caller: Admin, response: Response) -> UnitDetail:
    """Show a unit with what its administrators need."""
    return await _detail(await _found(unit_id), caller, response)


@router.put("/api/auth/v1/units/{unit_id}")
async def revise_unit(
    body: UnitForm, keeping: CurrentKeeping, runtime: CurrentRuntime, response: Response
) -> UnitDetail:
    """Replace what a unit says, and where it stands in the tree."""
    unit = await service.revise_unit(runtime.mongo, keeping, body)
    return await _detail(unit, keeping.by, response)


@router.post("/api/auth/v1/units/{unit_id}/abolish")
async def abolish_unit(
    body: AbolishUnit, keeping: CurrentKeeping, runtime: CurrentRuntime, response: Response
) -> UnitDetail:
    """End a unit; its open questions, the units below and its people go to the successor."""
    following = await people_at(keeping.unit)
    async with runtime.marks.changing(following):
        unit, _ = await service.abolish_unit(runtime.mongo, runtime.cipher, keeping, body)
    return await _detail(unit, keeping.by, response)


@router.post("/api/auth/v1/units/{unit_id}/undo")
async def undo_unit_change(
    body: UndoChange, keeping: CurrentKeeping, runtime: CurrentRuntime, response: Response
) -> UnitDetail:
    """Put back what a unit said before one of its changes."""
    unit = await service.undo_unit_change(runtime.mongo, keeping, body)
    return await _detail(unit, keeping.by, response)


@router.get("/api/auth/v1/units/{unit_id}/history")
async def list_unit_versions(
    *,
    unit_id: str,
    _caller: Admin,
    runtime: CurrentRuntime,
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[RecordVersion]:
    """List who changed what about a unit, the newest first."""
    return await list_versions(runtime.cipher, Record("unit", unit_id), cursor, limit)


async def _found(unit_id: str) -> Unit:
    unit = await queries.find_unit(unit_id)
    if unit is None:
        raise UnitNotFound
    return unit


async def _detail(unit: Unit, caller: Caller, response: Response) -> UnitDetail:
    response.headers["ETag"] = etag(unit.version)
    response.headers["Cache-Control"] = "no-store"
    return await queries.show_detail(unit, caller)


def _shown(unit: Unit, response: Response) -> UnitOut:
    response.headers["ETag"] = etag(unit.version)
    return queries.unit_out(unit)
