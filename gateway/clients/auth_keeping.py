"""Calls to auth by administrators: units, people and calendars kept, with their history."""

from urllib.parse import quote

from gateway.clients.base import Query, ServiceClient, if_match, segment
from shared.contracts.auth.changes import RolesChange
from shared.contracts.auth.directory import PersonOut, UnitOut
from shared.contracts.auth.imports import DirectoryImport
from shared.contracts.auth.keeping import (
    AbolishUnit,
    CalendarDetail,
    CreateCalendar,
    CreatePerson,
    CreateUnit,
    LinkedAccount,
    PersonDetail,
    PersonForm,
    RecordVersion,
    UndoChange,
    UnitBranch,
    UnitDetail,
    UnitForm,
    YearForm,
    YearPreview,
)
from shared.paging import Page

_ROOT = "/api/auth/v1"


class DirectoryCalls(ServiceClient):
    """What administrators' pages ask auth."""

    async def search_units(
        self, q: str, cursor: str | None = None, limit: int = 50
    ) -> Page[UnitOut]:
        """Return units by a part of their name, id or code, closed ones too."""
        query: Query = {"q": q, "include_closed": "true", "cursor": cursor, "limit": limit}
        return await self._get(Page[UnitOut], f"{_ROOT}/units", query)

    async def list_branches(
        self, parent: str | None, cursor: str | None = None, *, include_closed: bool = False
    ) -> Page[UnitBranch]:
        """Return the units directly below one, or the top one."""
        closed = "true" if include_closed else None
        query: Query = {
            "parent": parent, "cursor": cursor, "include_closed": closed, "limit": 50,
        }  # fmt: skip
        return await self._get(Page[UnitBranch], f"{_ROOT}/unit-tree", query)

    async def show_unit_detail(self, unit: str) -> UnitDetail:
        """Return a unit with what its administrators need."""
        return await self._get(UnitDetail, f"{_ROOT}/units/{segment(unit)}/detail")

    async def create_unit(self, body: CreateUnit) -> UnitDetail:
        """Add a unit."""
        return await self._post(UnitDetail, f"{_ROOT}/units", body)

    async def revise_unit(self, unit: str, version: int, body: UnitForm) -> UnitDetail:
        """Replace what a unit says."""
        path = f"{_ROOT}/units/{segment(unit)}"
        return await self._put(UnitDetail, path, body, if_match(version))

    async def abolish_unit(self, unit: str, version: int, body: AbolishUnit) -> UnitDetail:
        """End a unit."""
        path = f"{_ROOT}/units/{segment(unit)}/abolish"
        return await self._post(UnitDetail, path, body, if_match(version))

    async def list_versions(
        self, folder: str, record: str, cursor: str | None = None
    ) -> Page[RecordVersion]:
        """Return the history of a record; `folder` is units, people or calendars."""
        path = f"{_ROOT}/{folder}/{segment(record)}/history"
        return await self._get(Page[RecordVersion], path, {"cursor": cursor})

    async def undo_change(self, folder: str, record: str, version: int, body: UndoChange) -> None:
        """Put back what a record said before a change."""
        path = f"{_ROOT}/{folder}/{segment(record)}/undo"
        await self._post_only(path, body, if_match(version))

    async def search_people(
        self, q: str | None, unit: str | None, cursor: str | None = None
    ) -> Page[PersonOut]:
        """Return people by whole words of their name, of a unit or all."""
        query: Query = {"q": q, "unit": unit, "cursor": cursor, "limit": 50}
        return await self._get(Page[PersonOut], f"{_ROOT}/people", query)

    async def show_person_detail(self, person: str) -> PersonDetail:
        """Return a person with what administrators need."""
        return await self._get(PersonDetail, f"{_ROOT}/people/{segment(person)}/detail")

    async def create_person(self, body: CreatePerson, key: str) -> PersonDetail:
        """Register somebody, once for each key."""
        return await self._post(PersonDetail, f"{_ROOT}/people", body, {"Idempotency-Key": key})

    async def revise_person(self, person: str, version: int, body: PersonForm) -> PersonDetail:
        """Change name, address and language."""
        path = f"{_ROOT}/people/{segment(person)}"
        return await self._put(PersonDetail, path, body, if_match(version))

    async def assign_roles(self, person: str, version: int, body: RolesChange) -> PersonOut:
        """Replace somebody's roles."""
        path = f"{_ROOT}/people/{segment(person)}/roles"
        return await self._put(PersonOut, path, body, if_match(version))

    async def switch_person(self, person: str, version: int, *, is_locked: bool) -> PersonOut:
        """Lock somebody out, or let them in again."""
        action = "lock" if is_locked else "unlock"
        path = f"{_ROOT}/people/{segment(person)}/{action}"
        return await self._post(PersonOut, path, None, if_match(version))

    async def link_account(self, person: str, version: int, body: LinkedAccount) -> PersonDetail:
        """Let somebody sign in with an account."""
        path = f"{_ROOT}/people/{segment(person)}/accounts"
        return await self._post(PersonDetail, path, body, if_match(version))

    async def unlink_account(self, person: str, version: int, account: str) -> None:
        """Take an account away."""
        path = f"{_ROOT}/people/{segment(person)}/accounts/{segment(account)}"
        await self._delete(path, if_match(version))

    async def list_calendars(self) -> list[CalendarDetail]:
        """Return every calendar."""
        return await self._get(list[CalendarDetail], f"{_ROOT}/calendars")

    async def show_calendar(self, calendar: str) -> CalendarDetail:
        """Return one calendar."""
        return await self._get(CalendarDetail, f"{_ROOT}/calendars/{segment(calendar)}")

    async def create_calendar(self, body: CreateCalendar) -> CalendarDetail:
        """Add a calendar that begins as a copy."""
        return await self._post(CalendarDetail, f"{_ROOT}/calendars", body)

    async def set_year(
        self, calendar: str, version: int, year: int, body: YearForm
    ) -> CalendarDetail:
        """Replace a year's days."""
        path = f"{_ROOT}/calendars/{segment(calendar)}/years/{year}"
        return await self._put(CalendarDetail, path, body, if_match(version))

    async def preview_year(self, calendar: str, year: int, body: YearForm) -> YearPreview:
        """Return what replacing a year would change."""
        path = f"{_ROOT}/calendars/{segment(calendar)}/years/{year}/preview"
        return await self._post(YearPreview, path, body)

    async def start_directory_import(
        self, content: bytes, *, file_name: str, kind: str, dry_run: bool
    ) -> DirectoryImport:
        """Send a table of units or people to be taken in, or only to be tried."""
        query: Query = {"kind": kind, "dry_run": "true" if dry_run else "false"}
        headers = {"X-File-Name": quote(file_name, safe="")}
        path = f"{_ROOT}/directory-imports"
        return await self._upload(DirectoryImport, path, content, headers, query)

    async def list_directory_imports(self) -> list[DirectoryImport]:
        """Return the visitor's own latest imports."""
        return await self._get(list[DirectoryImport], f"{_ROOT}/directory-imports")

    async def show_directory_import(self, entry: str) -> DirectoryImport:
        """Return how an import stands."""
        return await self._get(DirectoryImport, f"{_ROOT}/directory-imports/{segment(entry)}")
