"""Calls to survey: the instrument and responses for raters, figures for leaders and everyone."""

from datetime import date
from typing import Literal

from gateway.clients.base import ServiceClient, segment
from shared.contracts.survey.challenges import ChallengeOut
from shared.contracts.survey.comments import CommentOut
from shared.contracts.survey.figures import FiguresOut
from shared.contracts.survey.open_data import PublicFiguresOut
from shared.contracts.survey.responses import (
    InstrumentOut,
    PortalOut,
    ResponseReceipt,
    SubmitResponse,
)
from shared.paging import Page

_ROOT = "/api/survey/v1"
Step = Literal["day", "week", "month"]


class SurveyClient(ServiceClient):
    """What the pages ask survey."""

    name = "survey"

    async def show_instrument(self) -> InstrumentOut:
        """Return the version of the instrument in force."""
        return await self._get(InstrumentOut, f"{_ROOT}/instrument")

    async def list_portals(self, cursor: str | None = None, limit: int = 100) -> Page[PortalOut]:
        """Return the portals of the units the visitor leads, by id."""
        query: dict[str, str | int | None] = {"cursor": cursor, "limit": limit}
        return await self._get(Page[PortalOut], f"{_ROOT}/portals", query)

    async def show_portal(self, portal: str) -> PortalOut:
        """Return one portal."""
        return await self._get(PortalOut, f"{_ROOT}/portals/{segment(portal)}")

    async def issue_challenge(self, portal: str) -> ChallengeOut:
        """Return what a form shows later for work done and time taken."""
        return await self._get(ChallengeOut, f"{_ROOT}/challenge", {"portal": portal})

    async def submit_response(self, response: SubmitResponse, key: str | None) -> ResponseReceipt:
        """Rate a portal; the same key and response are stored once."""
        headers = {"Idempotency-Key": key}
        return await self._post(ResponseReceipt, f"{_ROOT}/responses", response, headers)

    async def show_figures(
        self,
        *,
        portal: str | None = None,
        unit: str | None = None,
        start: date | None = None,
        end: date | None = None,
        by: Step | None = None,
    ) -> FiguresOut:
        """Return a leader's figures, both days included, also per period with `by`."""
        query = _figures_query(portal, unit, start, end, by)
        return await self._get(FiguresOut, f"{_ROOT}/figures", query)

    async def list_comments(
        self, portal: str | None = None, cursor: str | None = None, limit: int = 20
    ) -> Page[CommentOut]:
        """Return what people wrote with their ratings, newest first."""
        query = {"portal": portal, "cursor": cursor, "limit": limit}
        return await self._get(Page[CommentOut], f"{_ROOT}/comments", query)

    async def show_public_figures(self, month: str | None = None) -> PublicFiguresOut:
        """Return a month's figures as published, the last whole month by default."""
        query = {"month": month}
        return await self._get(PublicFiguresOut, "/api/open-data/figures.json", query)


def _figures_query(
    portal: str | None, unit: str | None, start: date | None, end: date | None, by: Step | None
) -> dict[str, str | None]:
    days = {"from": start.isoformat() if start else None, "to": end.isoformat() if end else None}
    return {"portal": portal, "unit": unit, "by": by, **days}
