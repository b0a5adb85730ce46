"""Choosing the unit a question goes to: by typing a part of its name, with or without scripts.

`/hoi-dap/gui/co-quan?q=` tells the script of the field what fits. Without scripts the form is sent
with what was typed, and comes back with the units that fit to pick from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gateway.clients import AuthClient, QaClient
from gateway.labels import UNIT_KIND
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.visitors import Qa
from shared.contracts.qa.units import UnitFound
from shared.folding import fold

router = APIRouter(include_in_schema=False)

SHOWN = 12
NOBODY = "none"
"""Picked: the sender does not know the unit."""


class UnitMatch(BaseModel):
    """A unit to pick; `note` tells it apart from others."""

    id: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """The unit as far as it is known; `fault` says why it is not, `matches` what fits."""

    unit: str = ""
    name: str = ""
    matches: Sequence[UnitMatch] = ()
    fault: str = ""


@router.get("/hoi-dap/gui/co-quan")
async def find_units(
    pages: Pages, qa: Qa, q: Annotated[str, Query(max_length=200)] = ""
) -> list[UnitMatch]:
    """Return the units whose name has words that begin so."""
    return await _matches(pages, qa, q) or []


async def choose_unit(pages: PageMaker, qa: QaClient, values: Mapping[str, str]) -> UnitChoice:
    """Return the unit that the fields of a form mean; an empty name means none is known."""
    typed, known, picked = (values[name].strip() for name in ("unit_name", "unit", "unit_pick"))
    if picked == NOBODY or not (typed or picked):
        return UnitChoice()
    matches = await _matches(pages, qa, typed)
    if matches is None:  # the name can wait, the id is enough
        unit = picked or known
        return UnitChoice(unit, typed, fault="" if unit else "unit_not_known")
    wanted = picked or known
    chosen = [match for match in matches if match.id == wanted and (picked or _is(match, typed))]
    exact = chosen or [match for match in matches if _is(match, typed)]
    if len(exact) == 1:
        return UnitChoice(exact[0].id, exact[0].name)
    if len(matches) == 1 and not exact:
        return UnitChoice(matches[0].id, matches[0].name)
    return UnitChoice("", typed, matches, "unit_unclear" if matches else "unit_not_found")


async def named_unit(pages: PageMaker, auth: AuthClient, unit: str) -> UnitChoice:
    """Return the unit a link names, no choice when there is no such one."""
    units = await or_none(auth.list_units()) if unit else None
    found = next((known for known in units or () if known.id == unit), None)
    if found is None or not found.accepts_questions:
        return UnitChoice()
    return UnitChoice(found.id, _own_name(pages, found.name, found.name_en))


async def _matches(pages: PageMaker, qa: QaClient, words: str) -> list[UnitMatch] | None:
    """Return the units that fit, None while nobody can say."""
    if not words.strip():
        return []
    found = await or_none(qa.find_units(words[:100], SHOWN))
    if found is None:
        return None
    return [_match(pages, unit) for unit in found if unit.accepts_questions]


def _match(pages: PageMaker, unit: UnitFound) -> UnitMatch:
    note = pages.say(UNIT_KIND.get(unit.kind, UNIT_KIND["other"]))
    if unit.parent and unit.kind == "division":
        note = _own_name(pages, unit.parent.name, unit.parent.name_en)
    return UnitMatch(id=unit.id, name=_own_name(pages, unit.name, unit.name_en), note=note)


def _own_name(pages: PageMaker, name: str, name_en: str) -> str:
    return name_en or name if pages.language == "en" else name


def _is(match: UnitMatch, typed: str) -> bool:
    return " ".join(fold(match.name).split()) == " ".join(fold(typed).split())
