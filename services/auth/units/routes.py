"""Units for everybody, and changing them for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.auth.deps import ActingAdmin, CurrentRuntime, ReadVersion
from services.auth.units import queries, service
from services.auth.units.model import Unit, UnitNotFound
from shared.contracts.auth.changes import UnitChange
from shared.contracts.auth.directory import UnitKind, UnitOut
from shared.identity import AnyCaller
from shared.paging import CursorText, Limit, Page

router = APIRouter(tags=["units"])
Unit64 = Annotated[str | None, Query(max_length=64)]


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
    unit = await queries.find_unit(unit_id)
    if unit is None:
        raise UnitNotFound
    return _shown(unit, response)


@router.patch("/api/auth/v1/units/{unit_id}")
async def change_unit(
    *,
    unit_id: str,
    body: UnitChange,
    caller: ActingAdmin,
    version: ReadVersion,
    runtime: CurrentRuntime,
    response: Response,
) -> UnitOut:
    """Change what the body names."""
    unit = await service.change_unit(runtime.mongo, unit_id, body, by=caller, version=version)
    return _shown(unit, response)


def _shown(unit: Unit, response: Response) -> UnitOut:
    response.headers["ETag"] = f'"{unit.version}"'
    return queries.unit_out(unit)
