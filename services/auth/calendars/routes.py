"""Working calendars for administrators; other services read them in the directory."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.auth.calendars import queries, service
from services.auth.calendars.model import Calendar, CalendarNotFound, preview_year
from services.auth.deps import Admin, CurrentRuntime
from services.auth.history.queries import list_versions
from services.auth.history.service import Record
from services.auth.units.queries import root_units
from shared.contracts.auth.keeping import (
    CalendarDetail,
    CalendarForm,
    CreateCalendar,
    RecordVersion,
    UndoChange,
    YearForm,
    YearPreview,
)
from shared.identity import Caller
from shared.paging import CursorText, Limit, Page
from shared.versions import Version, etag

router = APIRouter(prefix="/api/auth/v1/calendars", tags=["calendars"])

Year = Annotated[int, Path(ge=2000, le=2200)]


async def _keeping(calendar_id: str, caller: Admin, version: Version) -> service.Keeping:
    return service.Keeping(caller, calendar_id, version)


CurrentKeeping = Annotated[service.Keeping, Depends(_keeping)]
"""Which calendar an administrator changes, in the version they read."""


@router.get("")
async def list_calendars(caller: Admin) -> list[CalendarDetail]:
    """List every calendar."""
    return [await _shown(one, caller) for one in await queries.all_records()]


@router.get("/{calendar_id}")
async def show_calendar(calendar_id: str, caller: Admin, response: Response) -> CalendarDetail:
    """Show one calendar; the ETag is the version to send back with a change."""
    return await _detail(await _found(calendar_id), caller, response)


@router.post("", status_code=201)
async def create_calendar(
    body: CreateCalendar, caller: Admin, runtime: CurrentRuntime, response: Response
) -> CalendarDetail:
    """Add a calendar that begins as a copy of another."""
    calendar = await service.create_calendar(runtime.mongo, caller, body)
    return await _detail(calendar, caller, response)


@router.put("/{calendar_id}")
async def revise_calendar(
    body: CalendarForm, keeping: CurrentKeeping, runtime: CurrentRuntime, response: Response
) -> CalendarDetail:
    """Change name and hours."""
    calendar = await service.revise_calendar(runtime.mongo, keeping, body)
    return await _detail(calendar, keeping.by, response)


@router.put("/{calendar_id}/years/{year}")
async def set_calendar_year(
    *,
    year: Year,
    body: YearForm,
    keeping: CurrentKeeping,
    runtime: CurrentRuntime,
    response: Response,
) -> CalendarDetail:
    """Replace a year's days off and days worked instead; confirm it with its notice."""
    calendar = await service.set_year(runtime.mongo, keeping, year, body)
    return await _detail(calendar, keeping.by, response)


@router.post("/{calendar_id}/years/{year}/preview")
async def preview_calendar_year(
    calendar_id: str, year: Year, body: YearForm, _caller: Admin
) -> YearPreview:
    """Say what replacing a year would change; nothing is stored."""
    return preview_year((await _found(calendar_id)).calendar, year, body)


@router.post("/{calendar_id}/undo")
async def undo_calendar_change(
    body: UndoChange, keeping: CurrentKeeping, runtime: CurrentRuntime, response: Response
) -> CalendarDetail:
    """Put back what a calendar said before one of its changes."""
    calendar = await service.undo_calendar_change(runtime.mongo, keeping, body)
    return await _detail(calendar, keeping.by, response)


@router.get("/{calendar_id}/history")
async def list_calendar_versions(
    *,
    calendar_id: str,
    _caller: Admin,
    runtime: CurrentRuntime,
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[RecordVersion]:
    """List who changed what about a calendar, the newest first."""
    return await list_versions(runtime.cipher, Record("calendar", calendar_id), cursor, limit)


async def _found(calendar_id: str) -> Calendar:
    calendar = await queries.find_record(calendar_id)
    if calendar is None:
        raise CalendarNotFound
    return calendar


async def _detail(calendar: Calendar, caller: Caller, response: Response) -> CalendarDetail:
    response.headers["ETag"] = etag(calendar.version)
    response.headers["Cache-Control"] = "no-store"
    return await _shown(calendar, caller)


async def _shown(calendar: Calendar, caller: Caller) -> CalendarDetail:
    return CalendarDetail(
        id=calendar.id,
        name=calendar.name,
        calendar=calendar.calendar,
        version=calendar.version,
        units=await queries.count_followers(calendar.id),
        changeable=bool(caller.units_as("admin") & await root_units()),
    )
