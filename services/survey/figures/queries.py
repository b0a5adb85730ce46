"""Reading figures from the month documents, never from responses, within a leader's units."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.figures.counting import EVERYWHERE, RESPONSES, Counts
from services.survey.figures.model import Step, figures_of, periods_of
from services.survey.figures.months import find_days
from services.survey.figures.states import read_state
from services.survey.portals.model import Portal, PortalNotFound
from services.survey.portals.queries import find_portal
from shared.contracts.survey.figures import FiguresOut
from shared.identity import Caller
from shared.problems import Forbidden, NotFound

ROLE = "leader"


class UnitNotFound(NotFound):
    """There is no such unit."""

    slug, title = "unit-not-found", "There is no such unit"


class OutsideOwnUnits(Forbidden):
    """The caller leads other units than this one."""

    slug, title = "outside-own-units", "This lies outside the units you may see"


@dataclass(frozen=True)
class Asked:
    """Figures of what, over which local days (both included), in which steps."""

    portal: str | None
    unit: str | None
    first: date
    last: date
    by: Step | None


async def show_figures(survey: SurveyRuntime, caller: Caller, asked: Asked) -> FiguresOut:
    """Return the figures of the portals asked for.

    Raises `OutsideOwnUnits`, `PortalNotFound` and `UnitNotFound`.
    """
    scopes = await scopes_for(survey, caller, asked.portal, asked.unit)
    questions = (await survey.instruments.get()).questions()
    state = await read_state(survey.mongo)
    days = await find_days(survey.mongo, scopes, asked.first, asked.last) if scopes else {}
    counts = _sum(list(days.values()))
    periods = []
    if asked.by:
        periods = periods_of(questions, days, asked.first, asked.last, asked.by)
    return FiguresOut(
        portal=asked.portal,
        unit=asked.unit,
        start=asked.first,
        end=asked.last,
        as_of=state.as_of,
        revision=state.revision,
        responses=counts[RESPONSES],
        criteria=figures_of(questions, counts),
        periods=periods,
    )


async def scopes_for(
    survey: SurveyRuntime, caller: Caller, portal: str | None, unit: str | None
) -> Sequence[str]:
    """Return whose month documents to read: portals, or `*` when the caller may see them all."""
    units = await unit_scope(survey, caller, ROLE)
    if unit is not None:
        tree = await survey.units.get()
        if unit not in units:
            raise OutsideOwnUnits if unit in tree.units else UnitNotFound
        units = tree.subtree(unit)
    if portal is not None:
        return await _one_portal(survey, caller, portal, units)
    portals: Mapping[str, Portal] = await survey.portals.get()
    seen = [found.id for found in portals.values() if found.unit in units]
    return [EVERYWHERE] if len(seen) == len(portals) else seen


async def _one_portal(
    survey: SurveyRuntime, caller: Caller, portal: str, units: frozenset[str]
) -> Sequence[str]:
    found = await find_portal(survey, portal)
    if found is None:
        raise PortalNotFound
    if found.unit not in await unit_scope(survey, caller, ROLE):
        raise OutsideOwnUnits
    return [portal] if found.unit in units else []


def _sum(several: Sequence[Counts]) -> Counts:
    counts: Counts = Counter()
    for one in several:
        counts.update(one)
    return counts
