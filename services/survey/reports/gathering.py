"""Gathering what a report is made of, from the roll-ups."""

from collections.abc import Sequence
from datetime import date

from services.survey.bootstrap import SurveyRuntime
from services.survey.figures.counting import EVERYWHERE
from services.survey.figures.documents import month_of
from services.survey.figures.queries import Asked, read_figures
from services.survey.figures.tables import AskedTable, rank_portals
from services.survey.portals.model import Portal
from services.survey.quarantine.queries import count_months
from services.survey.reports.answering import read_answering
from services.survey.reports.content import Material
from services.survey.reports.model import Report


async def gather(survey: SurveyRuntime, report: Report) -> Material:
    """Return the figures of a unit and all below it over the report's days."""
    tree = await survey.units.get()
    units = tree.subtree(report.unit)
    everything = (await survey.portals.get()).values()
    portals = [portal for portal in everything if portal.unit in units]
    ids = [portal.id for portal in portals]
    scopes = [EVERYWHERE] if len(portals) == len(everything) else ids
    asked = Asked(None, report.unit, report.first, report.last, by="month", compares=True)
    figures = await read_figures(survey, scopes, asked)
    ranked_by = figures.criteria[0].key
    span = AskedTable("portal", report.unit, ranked_by, report.first, report.last)
    parent = tree.units.get(report.unit)
    owner = tree.units.get(parent.parent) if parent and parent.parent else None
    return Material(
        figures=figures,
        portals=await rank_portals(survey, portals, span),
        owner_name=owner.name if owner else "",
        held=await _held(survey, report.first, report.last, portals),
        answering=await read_answering(survey, report),
    )


async def _held(
    survey: SurveyRuntime, first: date, last: date, portals: Sequence[Portal]
) -> dict[str, int]:
    """Return how many responses of the months touched were held back, by what became of them."""
    counts = await count_months(survey, month_of(first), month_of(last))
    found = [counts[portal.id] for portal in portals if portal.id in counts]
    words = {"đang tạm giữ": "held", "đã tính lại": "released", "đã loại": "excluded"}
    sums = {word: sum(getattr(one, name) for one in found) for word, name in words.items()}
    return {word: count for word, count in sums.items() if count}
