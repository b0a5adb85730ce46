"""`/quan-tri/can-bo`: the people who work for the units, found by name and unit."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.unit_field import SOURCE, named_unit
from gateway.pages.admin.unit_names import unit_names
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, Pages
from gateway.visitors import Auth

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/can-bo"


@router.get(PATH)
async def browse_people(
    *,
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    q: Annotated[str, Query(max_length=100)] = "",
    unit: Annotated[str, Query(max_length=64)] = "",
    unit_name: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show the people of a unit, or all."""
    wanted = unit if unit_name is None else await named_unit(auth, unit_name, unit)
    found = await auth.search_people(q.strip() or None, wanted or None, cursor or None)
    names = await unit_names(auth, (role.unit for one in found.items for role in one.roles))
    here = await or_none(auth.show_unit_detail(wanted)) if wanted else None
    kept = {name: value for name, value in (("q", q), ("unit", wanted)) if value}
    following = found.next_cursor
    context = {
        "people": found.items,
        "names": names,
        "unit_source": SOURCE,
        "not_found": bool(unit_name and not wanted),
        "query": {"q": q, "unit": wanted, "unit_name": here.name if here else unit_name or ""},
        "next_href": f"?{urlencode({**kept, 'cursor': following})}" if following else "",
        "first_href": f"?{urlencode(kept)}" if cursor else "",
    }
    return pages.render("admin/people.html", context, **admin_frame(PATH))
