"""Portals: one for everybody who rates it, all of theirs for leaders and administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.survey.deps import Survey
from services.survey.portals import queries
from shared.contracts.survey.portals import PortalOrigins
from shared.contracts.survey.responses import PortalOut
from shared.identity import AnyCaller, Caller, holding
from shared.paging import CursorText, Limit, Page, decode_cursor, encode_cursor

router = APIRouter(prefix="/api/survey/v1", tags=["portals"])
PortalKeeper = Annotated[Caller, Depends(holding(*queries.ROLES))]


@router.get("/portals")
async def browse_portals(
    survey: Survey, caller: PortalKeeper, cursor: CursorText = None, limit: Limit = 100
) -> Page[PortalOut]:
    """Show the portals of the caller's units, by id."""
    after = str(decode_cursor(cursor, [str])[0]) if cursor else ""
    portals = await queries.portals_of(survey, caller, *queries.ROLES)
    left = [portal for portal in portals if portal.id > after]
    more = encode_cursor(left[limit - 1].id) if len(left) > limit else None
    return Page(items=[portal.out() for portal in left[:limit]], next_cursor=more)


@router.get("/portal-origins")
async def show_portal_origins(survey: Survey, _caller: AnyCaller) -> PortalOrigins:
    """Show which pages may call us for ratings and questions; nothing secret, they say it too."""
    return PortalOrigins(origins=await queries.embedding_origins(survey))


@router.get("/portals/{portal}")
async def show_portal(survey: Survey, _caller: AnyCaller, portal: str) -> PortalOut:
    """Show one portal."""
    return (await queries.show_portal(survey, portal)).out()
