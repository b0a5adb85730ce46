"""`/quan-tri/lich`: working calendars, their years, hours and history."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.histories import show_history
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import Auth
from shared.clock import today
from shared.contracts.auth.keeping import CalendarDetail, CreateCalendar
from shared.working_calendar import YearStatus

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/lich"
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "": mark("Mã gồm chữ thường không dấu, số và gạch nối, ví dụ: so-tu-phap."),
        "calendar-exists": mark("Đã có lịch mang mã này. Hãy chọn mã khác."),
    },
    "name": {"": mark("Hãy ghi tên, từ 2 đến 200 ký tự, chỉ gồm chữ Latinh và tiếng Việt.")},
    "copy_of": {"": mark("Hãy chọn một lịch làm việc.")},
}
Text = Annotated[str, Query(max_length=400)]


@router.get(PATH)
async def browse_calendars(_visitor: Administrator, pages: Pages, auth: Auth) -> HTMLResponse:
    """Show every calendar, and the form to copy one."""
    return await _show_all(pages, auth, {})


@router.post(PATH)
async def add_calendar(
    request: Request, _visitor: Administrator, pages: Pages, auth: Auth
) -> Response:
    """Add a calendar that begins as a copy."""
    values = await read_form(request, *_FIELDS)
    body = check(CreateCalendar, {name: value.strip() for name, value in values.items()})
    if isinstance(body, list):
        return await _show_all(pages, auth, values, body, 422)
    try:
        made = await auth.create_calendar(body)
    except ServiceProblem as problem:
        places = {"calendar-exists": "id", "calendar-not-found": "copy_of"}
        faults = [
            Fault(one.field or places.get(one.code, ""), one.code) for one in faults_of(problem)
        ]
        return await _show_all(pages, auth, values, faults, problem.status)
    return pages.redirect(f"{PATH}/{segment(made.id)}?done=1")


@router.get("/quan-tri/lich/{calendar}")
async def show_calendar(
    *,
    calendar: str,
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    done: Text = "",
    refused: Text = "",
    cursor: Text = "",
) -> HTMLResponse:
    """Show a calendar: its years, hours, and who changed what."""
    found = await auth.show_calendar(calendar)
    faults = describe(pages, [Fault("", refused)], {}).errors if refused else []
    context = {
        **await show_history(pages, auth, "calendars", calendar, cursor),
        "calendar": found,
        "years": years_of(found),
        "next_year": max([today().year, *found.calendar.years]) + 1,
        "address": f"{PATH}/{segment(calendar)}",
        "errors": faults,
        "done": bool(done),
    }
    return pages.render("admin/calendar.html", context, **admin_frame(PATH))


def years_of(found: CalendarDetail) -> list[dict[str, Any]]:
    """Return the years of a calendar, the latest first, with how many days are off or worked."""
    calendar = found.calendar
    named = {day.year for day in (*calendar.days_off, *calendar.makeup_days)}
    years = sorted({*calendar.years, *named}, reverse=True)
    return [
        {
            "year": year,
            "status": (
                note.status if (note := calendar.years.get(year)) else YearStatus.PROVISIONAL
            ),
            "source": note.source if note else "",
            "days_off": sum(day.year == year for day in calendar.days_off),
            "makeup_days": sum(day.year == year for day in calendar.makeup_days),
        }
        for year in years
    ]


async def _show_all(
    pages: PageMaker,
    auth: AuthClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    found = await auth.list_calendars()
    context = {
        "calendars": [{"calendar": one, "years": years_of(one)} for one in found],
        "choices": [{"value": one.id, "label": one.name} for one in found],
        "changeable": any(one.changeable for one in found),
        "values": {**dict.fromkeys(_FIELDS, ""), **values},
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/calendars.html", context, status=status, **admin_frame(PATH))
