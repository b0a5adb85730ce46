"""Calls to auth about people's own data, and the audit log."""

from typing import Literal

from pydantic import BaseModel

from gateway.clients.base import Query, ServiceClient, if_match, segment
from shared.contracts.auth.audit import AuditRow
from shared.contracts.auth.rights import (
    EnterRight,
    OwnProfile,
    RequestRight,
    RightsRequestOut,
    RightsWorkItem,
)
from shared.contracts.auth.sessions import OwnSession
from shared.paging import Page

RightsStep = Literal["acknowledge", "extend", "refuse", "agree"]

_ROOT = "/api/auth/v1"


class OwnDataCalls(ServiceClient):
    """What the pages of an account, and of those who look after its rights, ask auth."""

    async def show_profile(self) -> OwnProfile:
        """Return what is known of the visitor."""
        return await self._get(OwnProfile, f"{_ROOT}/profile")

    async def list_sessions(self) -> list[OwnSession]:
        """Return the visitor's sessions."""
        return await self._get(list[OwnSession], f"{_ROOT}/sessions")

    async def end_session(self, session: str) -> None:
        """End one of the visitor's sessions."""
        await self._delete(f"{_ROOT}/sessions/{segment(session)}")

    async def end_other_sessions(self) -> None:
        """End all of the visitor's sessions but the one that asks."""
        await self._delete(f"{_ROOT}/sessions", query={"but_current": "true"})

    async def request_right(self, body: RequestRight, key: str | None) -> RightsRequestOut:
        """Ask for something about the visitor's own data."""
        headers = {"Idempotency-Key": key}
        return await self._post(RightsRequestOut, f"{_ROOT}/rights-requests", body, headers)

    async def list_rights_requests(self) -> list[RightsRequestOut]:
        """Return the visitor's requests, the newest first."""
        return await self._get(list[RightsRequestOut], f"{_ROOT}/rights-requests")

    async def show_rights_request(self, request: str) -> RightsRequestOut:
        """Return one of the visitor's requests."""
        path = f"{_ROOT}/rights-requests/{segment(request)}"
        return await self._get(RightsRequestOut, path)

    async def withdraw_rights_request(self, request: str, version: int) -> RightsRequestOut:
        """Take one of the visitor's requests back."""
        path = f"{_ROOT}/rights-requests/{segment(request)}/withdraw"
        return await self._post(RightsRequestOut, path, None, if_match(version))

    async def list_rights_work(
        self, work: Literal["open", "settled"] = "open", cursor: str | None = None
    ) -> Page[RightsWorkItem]:
        """Return people's requests: what is owed, or what is settled."""
        query: Query = {"state": work, "cursor": cursor}
        return await self._get(Page[RightsWorkItem], f"{_ROOT}/rights-work", query)

    async def enter_right(self, body: EnterRight) -> list[RightsWorkItem]:
        """Enter a request that came by letter."""
        return await self._post(list[RightsWorkItem], f"{_ROOT}/rights-work", body)

    async def show_rights_work(self, request: str) -> RightsWorkItem:
        """Return one of people's requests."""
        return await self._get(RightsWorkItem, f"{_ROOT}/rights-work/{segment(request)}")

    async def handle_right(
        self, request: str, rights_step: RightsStep, version: int, body: BaseModel | None = None
    ) -> RightsWorkItem:
        """Look after one of people's requests."""
        path = f"{_ROOT}/rights-work/{segment(request)}/{rights_step}"
        return await self._post(RightsWorkItem, path, body, if_match(version))

    async def list_audit(
        self,
        *,
        audit_action: str | None = None,
        person: str | None = None,
        actor: str | None = None,
        first: str | None = None,
        last: str | None = None,
        cursor: str | None = None,
    ) -> Page[AuditRow]:
        """Return rows of the audit log, the newest first; days are ISO dates."""
        query: Query = {
            "action": audit_action, "person": person, "actor": actor, "from": first, "to": last,
            "cursor": cursor,
        }  # fmt: skip
        return await self._get(Page[AuditRow], f"{_ROOT}/audit", query)
