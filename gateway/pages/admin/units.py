"""`/quan-tri`: the units, to look at."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, Pages
from gateway.visitors import Auth
from shared.collation import vietnamese_sort_key
from shared.contracts.auth.directory import UnitOut
from shared.folding import fold

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 60


@router.get("/quan-tri")
async def browse_units(
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    q: Annotated[str, Query(max_length=200)] = "",
) -> HTMLResponse:
    """Show the units whose name or id holds what was typed, with or without its marks."""
    units = await auth.list_units()
    wanted = fold(q)
    found = [unit for unit in units if wanted in fold(unit.name) or wanted in unit.id]
    found.sort(key=lambda unit: vietnamese_sort_key(unit.name))
    shown: list[UnitOut] = found[:MOST_SHOWN]
    context = {
        "units": shown,
        "names": {unit.id: unit.name for unit in units},
        "query": {"q": q},
        "total": len(units),
        "total_found": len(found),
        "total_shown": len(shown),
    }
    return pages.render("admin/units.html", context, **admin_frame("/quan-tri"))
