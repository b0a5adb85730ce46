"""Calls to survey: the instrument and responses for raters, figures for leaders and everyone."""

from gateway.clients.base import segment
from gateway.clients.survey_keeping import KeepingCalls
from gateway.clients.survey_leading import LeadingCalls
from gateway.clients.survey_polls import PollCalls
from shared.contracts.survey.challenges import ChallengeOut
from shared.contracts.survey.open_data import PublicFiguresOut
from shared.contracts.survey.portals import PortalOrigins
from shared.contracts.survey.responses import (
    InstrumentOut,
    PortalOut,
    ResponseReceipt,
    SubmitResponse,
)

_ROOT = "/api/survey/v1"


class SurveyClient(LeadingCalls, KeepingCalls, PollCalls):
    """What the pages ask survey."""

    name = "survey"

    async def show_instrument(self) -> InstrumentOut:
        """Return the version of the instrument in force."""
        return await self._get(InstrumentOut, f"{_ROOT}/instrument")

    async def show_portal(self, portal: str) -> PortalOut:
        """Return one portal."""
        return await self._get(PortalOut, f"{_ROOT}/portals/{segment(portal)}")

    async def show_portal_origins(self, portal: str) -> PortalOrigins:
        """Return the origins of the pages that may embed an open portal's widgets."""
        return await self._get(PortalOrigins, f"{_ROOT}/portal-origins", {"portal": portal})

    async def issue_challenge(self, portal: str) -> ChallengeOut:
        """Return what a form shows later for work done and time taken."""
        return await self._get(ChallengeOut, f"{_ROOT}/challenge", {"portal": portal})

    async def submit_response(self, response: SubmitResponse, key: str | None) -> ResponseReceipt:
        """Rate a portal; the same key and response are stored once."""
        headers = {"Idempotency-Key": key}
        return await self._post(ResponseReceipt, f"{_ROOT}/responses", response, headers)

    async def show_public_figures(self, month: str | None = None) -> PublicFiguresOut:
        """Return a month's figures as published, the last whole month by default."""
        query = {"month": month}
        return await self._get(PublicFiguresOut, "/api/open-data/figures.json", query)
