"""Calls to survey by administrators: portals, versions of the survey, responses held back."""

from gateway.clients.base import ServiceClient, if_match, segment
from shared.contracts.survey.instruments import (
    DraftOut,
    InstrumentDraft,
    PublishedInstrument,
    RetireInstrument,
    ScheduleInstrument,
)
from shared.contracts.survey.portals import (
    ChangePortal,
    CreatePortal,
    PortalChange,
    PortalDetail,
)
from shared.contracts.survey.quarantine import (
    DecideResponses,
    DecisionMade,
    DecisionOut,
    HeldOut,
)
from shared.contracts.survey.responses import PortalOut
from shared.paging import Page

_ROOT = "/api/survey/v1"
_DRAFTS = f"{_ROOT}/instruments/drafts"


class KeepingCalls(ServiceClient):
    """What administrators' pages ask survey."""

    async def search_portals(
        self, q: str | None = None, is_open: str | None = None, cursor: str | None = None
    ) -> Page[PortalOut]:
        """Return the portals the visitor may change, by id; `is_open` is `true` or `false`."""
        query = {"q": q, "is_open": is_open, "administered": "true", "cursor": cursor}
        return await self._get(Page[PortalOut], f"{_ROOT}/portals", {**query, "limit": 50})

    async def administered_portals(self) -> list[PortalOut]:
        """Return every portal the visitor may change."""
        found: list[PortalOut] = []
        query: dict[str, str | int | None] = {"administered": "true", "limit": 100}
        while True:
            page = await self._get(Page[PortalOut], f"{_ROOT}/portals", query)
            found += page.items
            if page.next_cursor is None:
                return found
            query["cursor"] = page.next_cursor

    async def show_portal_detail(self, portal: str) -> PortalDetail:
        """Return a portal with what its keepers see."""
        return await self._get(PortalDetail, f"{_ROOT}/portals/{segment(portal)}/detail")

    async def create_portal(self, body: CreatePortal) -> PortalDetail:
        """Open a portal."""
        return await self._post(PortalDetail, f"{_ROOT}/portals", body)

    async def change_portal(self, portal: str, version: int, body: ChangePortal) -> PortalDetail:
        """Change a portal in the version that was read."""
        path = f"{_ROOT}/portals/{segment(portal)}"
        return await self._patch(PortalDetail, path, body, if_match(version))

    async def list_portal_changes(self, portal: str) -> list[PortalChange]:
        """Return who changed what, the newest first."""
        return await self._get(list[PortalChange], f"{_ROOT}/portals/{segment(portal)}/history")

    async def list_instruments(self) -> list[PublishedInstrument]:
        """Return every published version of the survey, the newest first."""
        return await self._get(list[PublishedInstrument], f"{_ROOT}/instruments")

    async def retire_instrument(self, number: int, body: RetireInstrument) -> PublishedInstrument:
        """Set the last day of a version."""
        path = f"{_ROOT}/instruments/{number}/retire"
        return await self._post(PublishedInstrument, path, body)

    async def list_drafts(self) -> list[DraftOut]:
        """Return the drafts."""
        return await self._get(list[DraftOut], _DRAFTS)

    async def start_draft(self) -> DraftOut:
        """Begin a draft from the version shown today."""
        return await self._post(DraftOut, _DRAFTS)

    async def show_draft(self, draft: str) -> DraftOut:
        """Return one draft."""
        return await self._get(DraftOut, f"{_DRAFTS}/{segment(draft)}")

    async def save_draft(self, draft: str, version: int, body: InstrumentDraft) -> DraftOut:
        """Keep a draft in place of the version that was read."""
        path = f"{_DRAFTS}/{segment(draft)}"
        return await self._put(DraftOut, path, body, if_match(version))

    async def drop_draft(self, draft: str, version: int) -> None:
        """Throw a draft away."""
        await self._delete(f"{_DRAFTS}/{segment(draft)}", if_match(version))

    async def schedule_draft(
        self, draft: str, version: int, body: ScheduleInstrument
    ) -> PublishedInstrument:
        """Publish a draft from a coming day on."""
        path = f"{_DRAFTS}/{segment(draft)}/schedule"
        return await self._post(PublishedInstrument, path, body, if_match(version))

    async def list_held(
        self, verdict: str, portal: str | None = None, cursor: str | None = None
    ) -> Page[HeldOut]:
        """Return responses held back, by what became of them, the newest first."""
        query = {"verdict": verdict, "portal": portal, "cursor": cursor}
        return await self._get(Page[HeldOut], f"{_ROOT}/quarantine", query)

    async def decide_responses(self, body: DecideResponses) -> DecisionMade:
        """Count responses after all, or leave them out."""
        return await self._post(DecisionMade, f"{_ROOT}/quarantine/decisions", body)

    async def list_decisions(self) -> list[DecisionOut]:
        """Return the newest decisions about responses held back."""
        return await self._get(list[DecisionOut], f"{_ROOT}/quarantine/decisions")
