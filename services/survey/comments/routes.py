"""Comments for leaders."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.survey.comments import queries
from services.survey.deps import Survey
from services.survey.figures.queries import ROLE
from shared.contracts.survey.responses import CommentOut, PortalId
from shared.identity import Caller, holding
from shared.paging import CursorText, Limit, Page

router = APIRouter(prefix="/api/survey/v1", tags=["comments"])
Leader = Annotated[Caller, Depends(holding(ROLE))]


@router.get("/comments")
async def browse_comments(
    survey: Survey,
    caller: Leader,
    portal: Annotated[PortalId | None, Query(description="One portal")] = None,
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[CommentOut]:
    """Show what people wrote with their ratings, newest first."""
    return await queries.browse_comments(survey, caller, portal, cursor, limit)
