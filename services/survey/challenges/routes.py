"""`GET /challenge`: for the form or widget about to be shown."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.survey.deps import Survey
from services.survey.portals.model import PortalClosed
from services.survey.portals.queries import show_portal
from shared.clock import now
from shared.contracts.survey.challenges import ChallengeOut
from shared.contracts.survey.responses import PortalId
from shared.identity import AnyCaller

router = APIRouter(prefix="/api/survey/v1", tags=["responses"])


@router.get("/challenge")
async def issue_challenge(
    survey: Survey,
    _caller: AnyCaller,
    portal: Annotated[PortalId, Query(description="The portal to be rated")],
    response: Response,
) -> ChallengeOut:
    """Issue a challenge; a response that solves it counts also when many come from one place."""
    response.headers["Cache-Control"] = "no-store"
    found = await show_portal(survey, portal)
    if not found.is_open:
        raise PortalClosed
    return survey.challenges.issue(found.id, now())
