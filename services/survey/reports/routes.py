"""Reports for leaders: order one, see how far it is, take its files."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from services.survey.deps import Survey
from services.survey.figures.queries import ROLE
from services.survey.reports import plans, queries, service
from shared.contracts.survey.reports import OrderReport, PlanReports, ReportOut, ReportPlan
from shared.identity import Caller, holding
from shared.paging import CursorText, Limit, Page

router = APIRouter(prefix="/api/survey/v1", tags=["reports"])
Leader = Annotated[Caller, Depends(holding(ROLE))]
UnitId = Annotated[str, Path(max_length=64)]
ReportId = Annotated[str, Path(max_length=64)]


@router.post("/reports", status_code=202)
async def order_report(survey: Survey, caller: Leader, form: OrderReport) -> ReportOut:
    """Have a report made; it is ready within seconds."""
    return (await service.order_report(survey, caller, form)).out()


@router.get("/reports")
async def browse_reports(
    survey: Survey, caller: Leader, cursor: CursorText = None, limit: Limit = 20
) -> Page[ReportOut]:
    """Show the reports of the caller's units, the newest first."""
    return await queries.browse_reports(survey, caller, cursor, limit)


@router.get("/reports/{report}")
async def show_report(survey: Survey, caller: Leader, report: ReportId) -> ReportOut:
    """Show how far a report is."""
    return await queries.show_report(survey, caller, report)


@router.get("/reports/{report}/{kind}", response_class=Response)
async def download_report(
    survey: Survey, caller: Leader, report: ReportId, kind: Literal["pdf", "xlsx"]
) -> Response:
    """Download a report as PDF or XLSX."""
    name, file = await queries.read_file(survey, caller, report, kind)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{file.sha256}"',
    }
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.get("/report-plans")
async def browse_plans(survey: Survey, caller: Leader) -> list[ReportPlan]:
    """Show which reports of the caller's units are made by themselves."""
    return await plans.list_plans(survey, caller)


@router.put("/report-plans/{unit}")
async def plan_reports(
    survey: Survey, caller: Leader, unit: UnitId, form: PlanReports
) -> ReportPlan:
    """Have reports of a unit made by themselves, and its leaders told."""
    return await plans.plan_reports(survey, caller, unit, form)
