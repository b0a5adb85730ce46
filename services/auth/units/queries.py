"""Reading units: lists, one, names, and which of them somebody administers."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from pymongo.asynchronous.client_session import AsyncClientSession

from services.auth.units.documents import UnitDocument
from services.auth.units.model import Unit
from shared.clock import HO_CHI_MINH, now
from shared.contracts.auth.directory import UnitKind, UnitOut
from shared.contracts.auth.keeping import UnitBranch, UnitDetail, UnitRef
from shared.folding import search_terms
from shared.identity import Caller
from shared.paging import Page, decode_cursor, encode_cursor


async def find_unit(unit: str) -> Unit | None:
    """Return a unit, one that is closed too."""
    found = await UnitDocument.get(unit)
    return found.unit() if found else None


async def all_units() -> list[UnitOut]:
    """Return every unit there is or was, in Vietnamese order."""
    found = await UnitDocument.find_all().sort("place").to_list()
    return [unit_out(document.unit()) for document in found]


async def list_units(
    *,
    q: str | None,
    kind: UnitKind | None,
    parent: str | None,
    accepts_questions: bool | None,
    include_closed: bool,
    cursor: str | None,
    limit: int,
) -> Page[UnitOut]:
    """Return units in Vietnamese order; `q` finds by syllables, with or without marks."""
    condition: dict[str, Any] = {}
    if syllables := [term for term in search_terms(q or "") if " " not in term]:
        condition["terms"] = {"$all": syllables}
    if kind:
        condition["kind"] = kind
    if parent:
        condition["parent"] = parent
    if accepts_questions is not None:
        condition["accepts_questions"] = accepts_questions
    if not include_closed:
        condition["$or"] = [{"valid_to": None}, {"valid_to": {"$gte": _today()}}]
    if cursor:
        condition["place"] = {"$gt": decode_cursor(cursor, [str])[0]}
    found = await UnitDocument.find(condition).sort("place").limit(limit + 1).to_list()
    following = encode_cursor(found[limit - 1].place) if len(found) > limit else None
    items = [unit_out(document.unit()) for document in found[:limit]]
    return Page[UnitOut](items=items, next_cursor=following)


async def list_branches(
    parent: str | None, *, include_closed: bool, cursor: str | None, limit: int
) -> Page[UnitBranch]:
    """Return the units directly below one, or the top, and how many stand below each of them."""
    condition: dict[str, Any] = {"parent": parent}
    if not include_closed:
        condition["$or"] = [{"valid_to": None}, {"valid_to": {"$gte": _today()}}]
    if cursor:
        condition["place"] = {"$gt": decode_cursor(cursor, [str])[0]}
    found = await UnitDocument.find(condition).sort("place").limit(limit + 1).to_list()
    following = encode_cursor(found[limit - 1].place) if len(found) > limit else None
    below = await count_below([unit.id for unit in found[:limit]])
    items = [
        UnitBranch(**unit_out(one.unit()).model_dump(), subunits=below[one.id])
        for one in found[:limit]
    ]
    return Page[UnitBranch](items=items, next_cursor=following)


async def count_below(units: Collection[str]) -> Counter[str]:
    """Return how many units in force stand directly below each of these."""
    rows = UnitDocument.get_pymongo_collection().find(
        {"parent": {"$in": sorted(units)}}, {"parent": 1, "valid_to": 1}
    )
    today = _today()
    return Counter(
        row["parent"]
        for row in await rows.to_list()
        if row["valid_to"] is None or row["valid_to"] >= today
    )


async def show_detail(unit: Unit, caller: Caller) -> UnitDetail:
    """Return a unit as its administrators read it."""
    names = await unit_names(unit.ancestors)
    path = [UnitRef(id=one, name=names.get(one, one)) for one in reversed(unit.ancestors)]
    return UnitDetail(
        **unit_out(unit).model_dump(),
        version=unit.version,
        path=path,
        subunits=(await count_below([unit.id]))[unit.id],
        changeable=bool(caller.units_as("admin") & {unit.id, *unit.ancestors}),
    )


async def unit_names(units: Collection[str]) -> dict[str, str]:
    """Return the names of these units."""
    if not units:
        return {}
    found = await UnitDocument.find({"_id": {"$in": sorted(units)}}).to_list()
    return {unit.id: unit.name for unit in found}


async def missing_units(
    units: Collection[str], session: AsyncClientSession | None = None
) -> set[str]:
    """Return those of these ids that name no unit."""
    found = await UnitDocument.find({"_id": {"$in": sorted(units)}}, session=session).to_list()
    return set(units) - {unit.id for unit in found}


async def closed_units(
    units: Collection[str], session: AsyncClientSession | None = None
) -> set[str]:
    """Return those of these units whose last day is known: nobody gets a new role there."""
    found = await UnitDocument.find({"_id": {"$in": sorted(units)}}, session=session).to_list()
    return {unit.id for unit in found if unit.valid_to is not None}


async def administered_units(caller: Caller, session: AsyncClientSession | None = None) -> set[str]:
    """Return the units somebody administers: those named in the role and all below."""
    held = sorted(caller.units_as("admin"))
    condition = {"$or": [{"_id": {"$in": held}}, {"ancestors": {"$in": held}}]}
    rows = UnitDocument.get_pymongo_collection().find(condition, {"_id": 1}, session=session)
    return {row["_id"] for row in await rows.to_list()}


async def root_units(session: AsyncClientSession | None = None) -> set[str]:
    """Return the units without a parent."""
    rows = UnitDocument.get_pymongo_collection().find({"parent": None}, {"_id": 1}, session=session)
    return {row["_id"] for row in await rows.to_list()}


def unit_out(unit: Unit) -> UnitOut:
    """Return a unit as everybody sees it."""
    return UnitOut.model_validate(unit.model_dump(include=set(UnitOut.model_fields)))


def _today() -> datetime:
    day = now().astimezone(HO_CHI_MINH).date()
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
