"""`/quan-tri/cong`: the portals people rate, found by words and by whether they take ratings."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.labels_keeping import PORTAL_STATE
from gateway.pages.admin.frame import admin_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, Pages
from gateway.pages.options import label_options
from gateway.visitors import Auth, Survey

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/cong"


class PortalsView(BaseModel):
    """Which portals to show."""

    q: str = Field("", max_length=100)
    is_open: str = Field("", pattern=r"^(true|false)?$")
    cursor: str = Field("", max_length=400)

    def address(self, cursor: str = "") -> str:
        """Return the address of this view at another place of the list."""
        pairs = {**self.model_dump(), "cursor": cursor}
        said = {name: value for name, value in pairs.items() if value}
        return f"{PATH}?{urlencode(said)}" if said else PATH


@router.get(PATH)
async def browse_portals(
    _visitor: Administrator,
    pages: Pages,
    survey: Survey,
    auth: Auth,
    wanted: Annotated[PortalsView, Query()],
) -> HTMLResponse:
    """Show the portals of the administrator's units."""
    found, units = await asyncio.gather(
        survey.search_portals(wanted.q or None, wanted.is_open or None, wanted.cursor or None),
        or_none(auth.list_units()),
    )
    following = found.next_cursor
    context = {
        "portals": found.items,
        "units": {unit.id: unit for unit in units or []},
        "query": wanted,
        "is_filtered": bool(wanted.q or wanted.is_open),
        "states": label_options(pages, PORTAL_STATE, PORTAL_STATE),
        "next_href": wanted.address(following) if following else "",
        "first_href": wanted.address() if wanted.cursor else "",
    }
    return pages.render("admin/portals.html", context, **admin_frame(PATH))
