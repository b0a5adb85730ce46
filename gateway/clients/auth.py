"""Calls to auth: who is signed in, the units people may ask."""

import aiohttp

from gateway.clients.auth_keeping import DirectoryCalls
from gateway.clients.auth_own import OwnDataCalls
from gateway.clients.auth_systems import SystemCalls
from gateway.clients.base import OnBehalf, segment
from gateway.clients.recent import Recent
from shared.contracts.auth.directory import PersonOut, UnitOut
from shared.contracts.auth.sessions import Me, SignInProvider
from shared.paging import Page


class AuthClient(DirectoryCalls, OwnDataCalls, SystemCalls):
    """What the pages ask auth."""

    name = "auth"

    def __init__(
        self,
        http: aiohttp.ClientSession,
        url: str,
        caller: OnBehalf,
        units: Recent[list[UnitOut]] | None = None,
    ) -> None:
        super().__init__(http, url, caller)
        self._units = units

    async def show_me(self) -> Me:
        """Return the signed-in person."""
        return await self._get(Me, "/api/auth/v1/me")

    async def list_sign_in_providers(self) -> list[SignInProvider]:
        """Return where one may sign in, the main provider first."""
        return await self._get(list[SignInProvider], "/api/auth/v1/sign-in-providers")

    async def list_units(self) -> list[UnitOut]:
        """Return every unit, those no longer valid too; up to half a minute old."""
        if self._units is None:
            return await self._all_units()
        return await self._units.get(self._all_units)

    async def _all_units(self) -> list[UnitOut]:
        found: list[UnitOut] = []
        query: dict[str, str | int | None] = {"include_closed": "true", "limit": 100}
        while True:
            page = await self._get(Page[UnitOut], "/api/auth/v1/units", query)
            found += page.items
            if page.next_cursor is None:
                return found
            query["cursor"] = page.next_cursor

    async def show_person(self, person: str) -> PersonOut:
        """Return one person of the directory."""
        return await self._get(PersonOut, f"/api/auth/v1/people/{segment(person)}")

    async def list_people(
        self, unit: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[PersonOut]:
        """Return the people who work for a unit, or all the visitor may see."""
        query: dict[str, str | int | None] = {"unit": unit, "cursor": cursor, "limit": limit}
        return await self._get(Page[PersonOut], "/api/auth/v1/people", query)
