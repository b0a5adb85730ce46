"""Names of the units whose ids stand in somebody's roles; an id stays where no name can be had."""

from collections.abc import Iterable

from gateway.clients import AuthClient
from gateway.pages.degrading import or_none


async def unit_names(auth: AuthClient, units: Iterable[str | None]) -> dict[str, str]:
    """Return the names of these units, by id."""
    wanted = {unit for unit in units if unit}
    if not wanted:
        return {}
    known = await or_none(auth.list_units()) or []
    names = {unit.id: unit.name for unit in known if unit.id in wanted}
    for unit in sorted(wanted - names.keys())[:20]:  # newer than the list kept for half a minute
        if found := await or_none(auth.show_unit_detail(unit)):
            names[unit] = found.name
    return names
