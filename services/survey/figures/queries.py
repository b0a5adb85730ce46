"""Reading figures from the month documents, never from responses, within a leader's units."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.figures.changes import changes_of
from services.survey.figures.counting import EVERYWHERE, RESPONSES
from services.survey.figures.model import Step, figures_of, periods_of, span_before
from services.survey.figures.months import EVERY_GROUP, Wanted, find_days
from services.survey.figures.states import read_state
from services.survey.portals.model import Portal, PortalNotFound
from services.survey.portals.queries import find_portal
from shared.contracts.survey.figures import Comparison, FiguresOut
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
    """Figures of what, over which local days (both included), in which steps.

    `compares` asks for the period before as well.
    """

    portal: str | None
    unit: str | None
    first: date
    last: date
    by: Step | None = None
    wanted: Wanted = EVERY_GROUP
    compares: bool = False


async def show_figures(survey: SurveyRuntime, caller: Caller, asked: Asked) -> FiguresOut:
    """Return the figures of the portals asked for.

    Raises `OutsideOwnUnits`, `PortalNotFound` and `UnitNotFound`.
    """
    return await read_figures(
        survey, await scopes_for(survey, caller, asked.portal, asked.unit), asked
    )


async def read_figures(survey: SurveyRuntime, scopes: Sequence[str], asked: Asked) -> FiguresOut:
    """Return the figures of some scopes together, whoever asks."""
    instruments = await survey.instruments.get()
    questions = instruments.questions()
    state = await read_state(survey.mongo)
    days = await find_days(survey.mongo, scopes, asked.first, asked.last, asked.wanted)
    counts = days.total()
    figures = FiguresOut(
        portal=asked.portal,
        unit=asked.unit,
        version=asked.wanted.version,
        source=asked.wanted.source,
        start=asked.first,
        end=asked.last,
        as_of=state.as_of,
        revision=state.revision,
        responses=counts[RESPONSES],
        criteria=figures_of(questions, counts),
    )
    if asked.by:
        figures.periods = periods_of(questions, days.counts, asked.first, asked.last, asked.by)
    if asked.compares:
        figures.before = await _compare(survey, scopes, asked, days.versions, figures)
    return figures


async def _compare(
    survey: SurveyRuntime,
    scopes: Sequence[str],
    asked: Asked,
    versions: Collection[int],
    figures: FiguresOut,
) -> Comparison:
    """Return the period before and how the answers moved since."""
    first, last = span_before(asked.first, asked.last)
    days = await find_days(survey.mongo, scopes, first, last, asked.wanted)
    counts = days.total()
    instruments = await survey.instruments.get()
    before = figures_of(instruments.questions(), counts)
    minimum = survey.settings.comparison_minimum_answers
    broken = instruments.broken_between(days.versions, versions)
    return Comparison(
        start=first,
        end=last,
        responses=counts[RESPONSES],
        minimum_answers=minimum,
        criteria=before,
        changes=changes_of(before, figures.criteria, broken, minimum),
    )


async def scopes_for(
    survey: SurveyRuntime, caller: Caller, portal: str | None, unit: str | None
) -> Sequence[str]:
    """Return whose month documents to read: portals, or `*` when the caller may see them all."""
    units = await units_for(survey, caller, unit)
    if portal is not None:
        return await _one_portal(survey, caller, portal, units)
    portals: Mapping[str, Portal] = await survey.portals.get()
    seen = [found.id for found in portals.values() if found.unit in units]
    return [EVERYWHERE] if len(seen) == len(portals) else seen


async def units_for(survey: SurveyRuntime, caller: Caller, unit: str | None) -> frozenset[str]:
    """Return a unit and all below it, or without one all the caller leads.

    Raises `OutsideOwnUnits` and `UnitNotFound`.
    """
    units = await unit_scope(survey, caller, ROLE)
    if unit is None:
        return units
    tree = await survey.units.get()
    if unit not in units:
        raise OutsideOwnUnits if unit in tree.units else UnitNotFound
    return tree.subtree(unit)


async def _one_portal(
    survey: SurveyRuntime, caller: Caller, portal: str, units: frozenset[str]
) -> Sequence[str]:
    found = await find_portal(survey, portal)
    if found is None:
        raise PortalNotFound
    if found.unit not in await unit_scope(survey, caller, ROLE):
        raise OutsideOwnUnits
    return [portal] if found.unit in units else []
