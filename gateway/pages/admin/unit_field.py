"""Naming a unit in a form of the directory: by a few letters with scripts, by name or id without.

`/quan-tri/don-vi-tim?q=` tells the script of the field what fits.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gateway.clients import AuthClient
from gateway.labels import UNIT_KIND
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, Pages
from gateway.visitors import Auth
from shared.folding import fold

router = APIRouter(include_in_schema=False)

SOURCE = "/quan-tri/don-vi-tim"
_SHOWN = 12


class FoundUnit(BaseModel):
    """A unit to pick; `note` tells it apart from others."""

    id: str
    name: str
    note: str = ""


@router.get(SOURCE)
async def find_directory_units(
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    q: Annotated[str, Query(max_length=100)] = "",
) -> list[FoundUnit]:
    """Return the units whose name, id or code has these words; abolished ones are left out."""
    found = await or_none(auth.search_units(q, limit=_SHOWN)) if q.strip() else None
    return [
        FoundUnit(id=unit.id, name=unit.name, note=pages.say(UNIT_KIND[unit.kind]))
        for unit in (found.items if found else [])
        if unit.valid_to is None
    ]


async def named_unit(auth: AuthClient, typed: str, picked: str) -> str:
    """Return the id of the unit a form means, empty when none was named or none fits.

    What was picked counts while its name still stands in the field, or nothing does.
    """
    words = " ".join(typed.split())
    if not words:
        return ""
    found = await auth.search_units(words[:100], limit=_SHOWN)
    exact = [
        unit.id
        for unit in found.items
        if words == unit.id or fold(unit.name).split() == fold(words).split()
    ]
    if picked in exact:
        return picked
    return exact[0] if len(exact) == 1 else ""
