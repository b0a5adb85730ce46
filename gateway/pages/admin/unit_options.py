"""The units an administrator picks from: those of today, and those picked before."""

from gateway.clients import AuthClient
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker
from gateway.pages.options import Option, unit_options
from shared.clock import today


async def units_to_pick(pages: PageMaker, auth: AuthClient, *kept: str) -> list[Option]:
    """Return the units of today in groups, with those kept; by id where no name can be had."""
    units, day = await or_none(auth.list_units()) or [], today()
    current = [
        unit
        for unit in units
        if unit.id in kept
        or (unit.valid_from <= day and (unit.valid_to is None or day <= unit.valid_to))
    ]
    known = {unit.id for unit in current}
    unknown = [unit for unit in dict.fromkeys(kept) if unit and unit not in known]
    return [*unit_options(pages, current), *({"value": unit, "label": unit} for unit in unknown)]
