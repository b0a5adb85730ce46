"""Portals: one for everybody who rates it, all of theirs for leaders and administrators."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from services.survey.deps import Survey
from services.survey.portals import queries, service
from services.survey.portals.model import Portal
from shared.contracts.survey.portals import (
    ChangePortal,
    CreatePortal,
    PortalChange,
    PortalDetail,
    PortalOrigins,
)
from shared.contracts.survey.responses import PortalId, PortalOut
from shared.identity import PROVEN, AnyCaller, Caller, holding
from shared.paging import CursorText, Limit, Page, decode_cursor, encode_cursor
from shared.versions import Version, etag

router = APIRouter(prefix="/api/survey/v1", tags=["portals"])
Administrator = Annotated[Caller, Depends(holding(service.ROLE, level=PROVEN))]
PortalKeeper = Annotated[Caller, Depends(holding(*queries.ROLES))]


async def _kept(caller: Administrator, portal: str, version: Version) -> service.Kept:
    return service.Kept(caller, portal, version)


Kept = Annotated[service.Kept, Depends(_kept)]


class PortalsQuery(BaseModel):
    """Which portals: words of their name or id, open ones, those the caller may change."""

    q: Annotated[str, Field(max_length=100)] = ""
    is_open: bool | None = None
    administered: bool = False
    cursor: CursorText = None
    limit: Limit = 100


@router.get("/portals")
async def browse_portals(
    survey: Survey, caller: PortalKeeper, wanted: Annotated[PortalsQuery, Query()]
) -> Page[PortalOut]:
    """Show the portals of the caller's units, by id."""
    after = str(decode_cursor(wanted.cursor, [str])[0]) if wanted.cursor else ""
    roles = (service.ROLE,) if wanted.administered else queries.ROLES
    found = await queries.portals_of(survey, caller, *roles)
    portals = queries.fitting(found, wanted.q, is_open=wanted.is_open)
    left = [portal for portal in portals if portal.id > after]
    shown = left[: wanted.limit]
    more = encode_cursor(shown[-1].id) if len(left) > len(shown) else None
    return Page(items=[portal.out() for portal in shown], next_cursor=more)


@router.get("/portal-origins")
async def show_portal_origins(
    survey: Survey,
    _caller: AnyCaller,
    portal: Annotated[PortalId | None, Query(description="Only this portal's")] = None,
) -> PortalOrigins:
    """Show which pages may call us for ratings and questions; nothing secret, they say it too."""
    return await queries.embedding_origins(survey, portal)


@router.get("/portals/{portal}")
async def show_portal(survey: Survey, _caller: AnyCaller, portal: str) -> PortalOut:
    """Show one portal."""
    return (await queries.show_portal(survey, portal)).out()


@router.post("/portals", status_code=201)
async def create_portal(
    survey: Survey, caller: Administrator, form: CreatePortal, response: Response
) -> PortalDetail:
    """Open a portal for ratings."""
    return _detail(await service.create_portal(survey, caller, form), response)


@router.get("/portals/{portal}/detail")
async def show_portal_detail(
    survey: Survey, caller: Administrator, portal: str, response: Response
) -> PortalDetail:
    """Show a portal of the caller's units with what its keepers may change."""
    return _detail(await queries.kept_portal(survey, caller, portal), response)


@router.patch("/portals/{portal}")
async def change_portal(
    survey: Survey, kept: Kept, form: ChangePortal, response: Response
) -> PortalDetail:
    """Change a portal; what is left out stays."""
    return _detail(await service.change_portal(survey, kept, form), response)


@router.get("/portals/{portal}/history")
async def show_portal_history(
    survey: Survey, caller: Administrator, portal: str
) -> list[PortalChange]:
    """Show who changed what, the newest first."""
    return await queries.portal_history((await queries.kept_portal(survey, caller, portal)).id)


def _detail(portal: Portal, response: Response) -> PortalDetail:
    response.headers["ETag"] = etag(portal.version)
    return portal.detail()
