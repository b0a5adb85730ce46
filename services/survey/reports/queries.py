"""Reading reports and their files, within the units a caller leads."""

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import unit_scope
from services.survey.figures.queries import ROLE
from services.survey.reports.documents import ReportDocument, ReportFileDocument, file_id
from services.survey.reports.model import ReportNotFound, ReportNotReady
from shared.contracts.survey.reports import ReportOut
from shared.identity import Caller
from shared.marks import MarkedList, cut_page
from shared.paging import Page


async def browse_reports(
    survey: SurveyRuntime, caller: Caller, cursor: str | None, limit: int
) -> Page[ReportOut]:
    """Return the reports of the caller's units, the newest first."""
    units = sorted(await unit_scope(survey, caller, ROLE))
    rows = []
    collection = ReportDocument.get_pymongo_collection()
    held = set(await collection.distinct("unit"))
    for unit in units:
        if unit in held:
            rows += await report_list(unit).rows(collection, limit + 1, cursor)
    rows.sort(key=lambda row: str(row["mark"]), reverse=True)
    shown, following = cut_page(rows, "mark", limit)
    items = [ReportDocument.model_validate({**row, "id": row["_id"]}).out() for row in shown]
    return Page(items=items, next_cursor=following)


def report_list(unit: str) -> MarkedList:
    """Return the list of a unit's reports."""
    return MarkedList("mark", {"unit": unit}, newest_first=True)


async def show_report(survey: SurveyRuntime, caller: Caller, report: str) -> ReportOut:
    """Return a report; raises `ReportNotFound`."""
    return (await _seen(survey, caller, report)).out()


async def read_file(
    survey: SurveyRuntime, caller: Caller, report: str, kind: str
) -> tuple[str, ReportFileDocument]:
    """Return a file and its name; raises `ReportNotFound` and `ReportNotReady`."""
    found = await _seen(survey, caller, report)
    if kind not in found.files:
        raise ReportNotReady
    stored = await ReportFileDocument.get(file_id(report, kind))
    if stored is None:
        raise ReportNotFound
    return f"bao-cao-{found.unit}-{found.first}-{found.last}.{kind}", stored


async def _seen(survey: SurveyRuntime, caller: Caller, report: str) -> ReportDocument:
    found = await ReportDocument.get(report)
    if found is None or found.unit not in await unit_scope(survey, caller, ROLE):
        raise ReportNotFound
    return found
