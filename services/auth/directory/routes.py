"""The directory for other services: they fetch what an event names, or everything."""

from fastapi import APIRouter, Response

from services.auth.calendars.model import CalendarNotFound
from services.auth.calendars.queries import find_calendar
from services.auth.deps import CurrentRuntime, DirectoryReader
from services.auth.directory.queries import whole_directory
from services.auth.people.model import PersonNotFound
from services.auth.people.queries import find_directory_person, person_out
from services.auth.units.model import UnitNotFound
from services.auth.units.queries import find_unit, unit_out
from shared.contracts.auth.directory import CalendarOut, DirectoryOut, PersonOut, UnitOut

router = APIRouter(tags=["directory"])
PATH = "/api/auth/v1/directory"


@router.get(PATH)
async def show_directory(
    _caller: DirectoryReader, runtime: CurrentRuntime, response: Response
) -> DirectoryOut:
    """Return everything, for filling or repairing a copy."""
    response.headers["Cache-Control"] = "no-store"
    return await whole_directory(runtime.cipher)


@router.get(f"{PATH}/units/{{unit_id}}")
async def show_directory_unit(unit_id: str, _caller: DirectoryReader) -> UnitOut:
    """Return one unit."""
    unit = await find_unit(unit_id)
    if unit is None:
        raise UnitNotFound
    return unit_out(unit)


@router.get(f"{PATH}/people/{{person_id}}")
async def show_person_for_services(
    person_id: str, _caller: DirectoryReader, runtime: CurrentRuntime, response: Response
) -> PersonOut:
    """Return one person who works for a unit; anybody else is unknown here."""
    person = await find_directory_person(runtime.cipher, person_id)
    if person is None:
        raise PersonNotFound
    response.headers["Cache-Control"] = "no-store"
    return person_out(person)


@router.get(f"{PATH}/calendars/{{calendar_id}}")
async def show_directory_calendar(calendar_id: str, _caller: DirectoryReader) -> CalendarOut:
    """Return one working calendar."""
    calendar = await find_calendar(calendar_id)
    if calendar is None:
        raise CalendarNotFound
    return calendar
