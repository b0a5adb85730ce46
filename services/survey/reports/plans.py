"""Reports made by themselves: which, of which units, and ordering them when a period is over.

The unit at the top has all kinds made until somebody says otherwise; others none.
"""

from datetime import date, timedelta

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.figures.queries import ROLE, units_for
from services.survey.reports.documents import ReportDocument, ReportPlanDocument
from services.survey.reports.model import days_of, last_period, planned_id
from services.survey.reports.service import MAKE_TASK, report_of
from shared.clock import now, today
from shared.contracts.survey.reports import PlannedKind, PlanReports, ReportKind, ReportPlan
from shared.identity import Caller
from shared.mongo import Transaction, transactional

BY_DEFAULT: tuple[PlannedKind, ...] = (ReportKind.MONTH, ReportKind.HALF_YEAR, ReportKind.YEAR)
MADE_UP_FOR = timedelta(days=10)
"""How long after its end a period's report is still made: an outage is made up for."""


async def list_plans(survey: SurveyRuntime, caller: Caller) -> list[ReportPlan]:
    """Return the plans of the units the caller leads."""
    known = await _plans(survey)
    led = caller.units_as(ROLE) | (known.keys() & await unit_scope(survey, caller, ROLE))
    return [ReportPlan(unit=unit, kinds=known.get(unit, [])) for unit in sorted(led)]


async def plan_reports(
    survey: SurveyRuntime, caller: Caller, unit: str, form: PlanReports
) -> ReportPlan:
    """Have these reports of a unit made; raises `OutsideOwnUnits` and `UnitNotFound`."""
    await units_for(survey, caller, unit)
    kinds = [kind for kind in BY_DEFAULT if kind in form.kinds]
    await _keep(
        survey.mongo, ReportPlanDocument(id=unit, kinds=kinds, by=caller.id, changed_at=now())
    )
    return ReportPlan(unit=unit, kinds=kinds)


@transactional
async def _keep(tx: Transaction, plan: ReportPlanDocument) -> None:
    if await ReportPlanDocument.get(plan.id, session=tx.session):
        await plan.replace(session=tx.session)
    else:
        await plan.insert(session=tx.session)


async def order_planned_reports(survey: SurveyRuntime, day: date | None = None) -> int:
    """Order what is planned of the periods just over; returns how many are new.

    Again it orders none twice.
    """
    moment = day or today()
    names = (await survey.units.get()).units
    new = 0
    for unit, kinds in (await _plans(survey)).items():
        for kind in kinds:
            first, last = days_of(order := last_period(kind, unit, moment))
            if moment - last <= MADE_UP_FOR:
                name = names[unit].name if unit in names else unit
                report = report_of(order, name, planned_id(kind, unit, first))
                new += await _order(survey.mongo, report)
    return new


@transactional
async def _order(tx: Transaction, report: ReportDocument) -> bool:
    if await ReportDocument.get(report.id, session=tx.session):
        return False
    await report.insert(session=tx.session)
    tx.nudge(MAKE_TASK)
    return True


async def _plans(survey: SurveyRuntime) -> dict[str, list[PlannedKind]]:
    """Return the kinds planned for each unit that has a plan."""
    units = (await survey.units.get()).units.values()
    plans = {unit.id: list(BY_DEFAULT) for unit in units if unit.parent is None}
    return plans | {plan.id: plan.kinds for plan in await ReportPlanDocument.find_all().to_list()}
