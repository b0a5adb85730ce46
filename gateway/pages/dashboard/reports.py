"""`/lanh-dao/bao-cao`: reports ordered, made in the background, and downloaded."""

import asyncio
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from gateway.clients import ServiceProblem
from gateway.clients.base import segment
from gateway.labels_leading import LEADING_LABELS
from gateway.pages.dashboard.frame import dashboard_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import Leader, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, filled, read_form
from gateway.pages.options import label_options
from gateway.translations import mark
from gateway.visitors import Survey, Visitor
from shared.clock import HO_CHI_MINH, now
from shared.contracts.survey.reports import OrderReport, PlanReports

router = APIRouter(include_in_schema=False)

PATH = "/lanh-dao/bao-cao"
DAY = mark("Hãy chọn một ngày hợp lệ, ngày cuối không trước ngày đầu.")
FIELDS = {"kind": {}, "unit": {}, "from": {"": DAY}, "to": {"": DAY}}
PLANNED = ("month", "half_year", "year")
UNDERWAY = ("waiting", "working")


class ReportsView(BaseModel):
    """Which part of the list to show."""

    cursor: str = Field("", max_length=400)


@router.get(PATH)
async def show_reports(
    view: Annotated[ReportsView, Query()], visitor: Leader, pages: Pages, survey: Survey
) -> HTMLResponse:
    """Show the reports and the form to order one."""
    first = now().astimezone(HO_CHI_MINH).date().replace(day=1)
    values = {
        "kind": "month",
        "unit": _units(visitor)[0]["value"],
        "from": _before(first),
        "to": "",
    }
    return await _show(pages, survey, visitor, values, cursor=view.cursor)


@router.post(PATH)
async def order_report(request: Request, visitor: Leader, pages: Pages, survey: Survey) -> Response:
    """Have a report made; the form comes back with what was typed when it cannot be."""
    values = await read_form(request, *FIELDS)
    form = check(OrderReport, {**values, **filled(values, "to")})
    faults = form if isinstance(form, list) else []
    if isinstance(form, OrderReport):
        try:
            await survey.order_report(form)
        except ServiceProblem as problem:
            faults = faults_of(problem)
    if not faults:
        return pages.redirect(PATH)
    return await _show(pages, survey, visitor, values, faults=faults)


@router.post(PATH + "/lich")
async def plan_reports(
    request: Request, _visitor: Leader, pages: Pages, survey: Survey
) -> Response:
    """Say which reports of a unit are made by themselves."""
    values = await read_form(request, "unit", *PLANNED)
    kinds = [kind for kind in PLANNED if values[kind]]
    await survey.plan_reports(values["unit"], PlanReports.model_validate({"kinds": kinds}))
    return pages.redirect(f"{PATH}#schedule")


async def _show(
    pages: PageMaker,
    survey: Survey,
    visitor: Visitor,
    values: dict[str, str],
    *,
    faults: list[Fault] | None = None,
    cursor: str = "",
) -> HTMLResponse:
    found, plans = await asyncio.gather(
        survey.list_reports(cursor or None), or_none(survey.list_report_plans())
    )
    units = _units(visitor)
    names = {unit["value"]: unit["label"] for unit in units}
    kinds = LEADING_LABELS["report_kind"]
    context = {
        "reports": found.items,
        "is_underway": any(report.state in UNDERWAY for report in found.items),
        "values": values,
        **describe(pages, faults, FIELDS).context(),
        "kinds": label_options(pages, kinds, kinds),
        "units": units,
        "plans": [
            {"unit": plan.unit, "name": names[plan.unit], "kinds": plan.kinds}
            for plan in plans or []
            if plan.unit in names
        ],
        "planned": [(kind, kinds[kind]) for kind in PLANNED],
        "next_href": f"{PATH}?cursor={segment(found.next_cursor)}" if found.next_cursor else "",
        "first_href": PATH if cursor else "",
    }
    status = 422 if faults else 200
    return pages.render(
        "dashboard/reports.html", context, status=status, **dashboard_frame(pages, PATH)
    )


def _units(visitor: Visitor) -> list[dict[str, str]]:
    """Return the units that the visitor leads."""
    held = visitor.me.roles if visitor.me else []
    led = {role.unit: role.unit_name for role in held if role.role == "leader"}
    return [{"value": unit, "label": name or unit} for unit, name in led.items() if unit] or [
        {"value": "", "label": ""}
    ]


def _before(first: date) -> str:
    """Return the first day of the month before."""
    year, month = divmod(first.year * 12 + first.month - 2, 12)
    return date(year, month + 1, 1).isoformat()
