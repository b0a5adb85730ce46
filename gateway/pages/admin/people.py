"""`/quan-tri/can-bo`: the people who work for the units, to look at."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, Pages
from gateway.pages.options import unit_options
from gateway.visitors import Auth

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/can-bo"


@router.get(PATH)
async def browse_people(
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    unit: Annotated[str, Query(max_length=64)] = "",
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show the people of a unit, or all."""
    found, units = await asyncio.gather(
        auth.list_people(unit or None, cursor or None), auth.list_units()
    )
    kept = {"unit": unit} if unit else {}
    following = found.next_cursor
    context = {
        "people": found.items,
        "names": {known.id: known.name for known in units},
        "units": unit_options(pages, units),
        "query": {"unit": unit},
        "next_href": f"?{urlencode({**kept, 'cursor': following})}" if following else "",
        "first_href": f"?{urlencode(kept)}" if cursor else "",
    }
    return pages.render("admin/people.html", context, **admin_frame(PATH))
