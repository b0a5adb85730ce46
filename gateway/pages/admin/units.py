"""`/quan-tri`: the tree of units, one branch at a time, and finding a unit anywhere in it."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, Pages
from gateway.visitors import Auth

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri"


@router.get(PATH)
async def browse_units(
    *,
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    unit: Annotated[str, Query(max_length=64)] = "",
    q: Annotated[str, Query(max_length=100)] = "",
    closed: Annotated[str, Query(max_length=4)] = "",
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show what stands directly below a unit, the top one at first; or the units that fit."""
    if q.strip():
        found = await auth.search_units(q, cursor or None)
        here, below, following = None, found.items, found.next_cursor
    else:
        top = None if unit else await auth.list_branches(None)
        wanted = unit or (top.items[0].id if top and top.items else "")
        here = await auth.show_unit_detail(wanted) if wanted else None
        branches = await auth.list_branches(
            wanted or None, cursor or None, include_closed=bool(closed)
        )
        below, following = [*branches.items], branches.next_cursor
    kept = {name: value for name, value in (("unit", unit), ("q", q), ("closed", closed)) if value}
    context = {
        "here": here,
        "below": below,
        "query": {"q": q, "unit": unit, "closed": closed},
        "next_href": f"?{urlencode({**kept, 'cursor': following})}" if following else "",
        "first_href": f"?{urlencode(kept)}" if cursor else "",
    }
    return pages.render("admin/units.html", context, **admin_frame(PATH))
