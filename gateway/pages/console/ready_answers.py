"""`/can-bo/thuong-gap`: the ready questions and answers that the visitor's units keep."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages, Responder
from gateway.pages.options import Option
from gateway.visitors import Qa, Visitor

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/thuong-gap"


def own_units(visitor: Visitor) -> list[Option]:
    """Return the units the visitor answers for, to pick from."""
    roles = visitor.me.roles if visitor.me else visitor.roles
    names = {role.unit: getattr(role, "unit_name", "") or role.unit for role in roles if role.unit}
    return [{"value": unit, "label": name} for unit, name in names.items()]


@router.get(PATH)
async def browse_kept_faq(
    visitor: Responder,
    pages: Pages,
    qa: Qa,
    unit: Annotated[str, Query(max_length=64)] = "",
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show what a unit keeps, in whatever state; those needing a look say so."""
    units = own_units(visitor)
    chosen = unit or (units[0]["value"] if units else None)
    found, unread = await asyncio.gather(qa.list_kept_faq(chosen, cursor or None), count_unread(qa))
    kept = {"unit": unit} if unit else {}
    following = found.next_cursor
    context = {
        "entries": found.items,
        "units": units,
        "unit": chosen or "",
        "next_href": f"{PATH}?{urlencode({**kept, 'cursor': following})}" if following else "",
        "first_href": f"{PATH}?{urlencode(kept)}" if cursor else "",
    }
    return pages.render("console/faq.html", context, **console_frame(visitor, PATH, unread))


@router.get("/can-bo/thuong-gap/{entry}")
async def show_kept_faq(
    entry: str,
    visitor: Responder,
    pages: Pages,
    qa: Qa,
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show one ready answer with its history."""
    found, versions, unread = await asyncio.gather(
        qa.show_faq(entry), or_none(qa.list_faq_versions(entry)), count_unread(qa)
    )
    context = {"entry": found, "versions": list(reversed(versions or [])), "done": done}
    return pages.render("console/faq_entry.html", context, **console_frame(visitor, PATH, unread))
