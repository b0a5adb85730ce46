"""A year of a working calendar: its days off and days worked instead, looked at before stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels_directory import YEAR_STATUS
from gateway.pages.admin.calendar_days import UnreadableLine, days_text, read_days
from gateway.pages.admin.calendars import PATH
from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import label_options
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth
from shared.contracts.auth.keeping import CalendarDetail, YearForm
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

_ADDRESS = "/quan-tri/lich/{calendar}/{year:int}"
_NAMES = ("status", "source", "days_off", "makeup_days")
_LINE = mark("Dòng %(line)s chưa đúng. Ghi dạng: 16/02 Tết Nguyên đán. Mỗi ngày một lần.")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "status": {"": mark("Hãy chọn tình trạng của năm.")},
    "source": {"": mark("Hãy ghi thông báo nào, từ 3 đến 300 ký tự.")},
    "days_off": {"": _LINE},
    "makeup_days": {
        "": _LINE,
        "calendar": mark("Ngày làm bù phải là cuối tuần, và không đồng thời là ngày nghỉ."),
    },
}


@dataclass(frozen=True, slots=True)
class YearPage:
    """The page of one year of a calendar."""

    pages: PageMaker
    auth: AuthClient
    calendar: str
    year: int

    async def show(
        self,
        found: CalendarDetail,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        **more: Any,  # noqa: ANN401 - whatever the template shows
    ) -> HTMLResponse:
        """Show the form with what was typed."""
        context = {
            "calendar": found,
            "year": self.year,
            "values": values,
            "statuses": label_options(self.pages, YEAR_STATUS, YEAR_STATUS),
            "address": f"{PATH}/{segment(self.calendar)}/{self.year}",
            "back": f"{PATH}/{segment(self.calendar)}",
            **describe(self.pages, faults, _FIELDS).context(),
            **more,
        }
        frame = admin_frame(PATH)
        return self.pages.render("admin/calendar_year.html", context, status=status, **frame)

    def values(self, found: CalendarDetail) -> dict[str, str]:
        """Return what the form shows at first."""
        note = found.calendar.years.get(self.year)
        source = note.source if note else ""
        return {
            "status": note.status.value if note else "provisional",
            "source": source,
            "days_off": days_text(found.calendar.days_off, self.year, source),
            "makeup_days": days_text(found.calendar.makeup_days, self.year, source),
            "version": str(found.version),
        }

    def read(self, values: Mapping[str, str]) -> YearForm | list[Fault]:
        """Return the year a form means, or what is wrong with it."""
        given: dict[str, Any] = {"status": values["status"], "source": values["source"].strip()}
        faults = []
        for name in ("days_off", "makeup_days"):
            try:
                given[name] = read_days(values[name], self.year, given["source"])
            except UnreadableLine as fault:
                faults.append(Fault(name, "line", {"line": fault.line}))
        if faults:
            return faults
        return check(YearForm, given)


def _page(calendar: str, year: int, _visitor: Administrator, pages: Pages, auth: Auth) -> YearPage:
    if not 2000 <= year <= 2200:
        raise NotFound
    return YearPage(pages, auth, calendar, year)


Current = Annotated[YearPage, Depends(_page)]


@router.get(_ADDRESS)
async def show_year(page: Current) -> HTMLResponse:
    """Show a year to change."""
    found = await page.auth.show_calendar(page.calendar)
    return await page.show(found, page.values(found))


@router.post(_ADDRESS)
async def change_year(request: Request, page: Current) -> Response:
    """Show what would change; store it when the person says so after that."""
    values = await read_form(request, *_NAMES, "version", "step")
    found = await page.auth.show_calendar(page.calendar)
    body = page.read(values)
    if isinstance(body, list):
        return await page.show(found, values, body, 422)
    try:
        if values["step"] == "save":
            version = as_version(values["version"])
            await page.auth.set_year(page.calendar, version, page.year, body)
            return page.pages.redirect(f"{PATH}/{segment(page.calendar)}?done=1")
        preview = await page.auth.preview_year(page.calendar, page.year, body)
    except ServiceProblem as problem:
        if problem.slug == "calendar-changed-meanwhile":
            values["version"] = str(found.version)
        return await page.show(found, values, _placed(problem), problem.status)
    return await page.show(found, values, preview=preview)


def _placed(problem: ServiceProblem) -> list[Fault]:
    return [
        Fault("makeup_days", fault.code) if fault.code == "calendar" else fault
        for fault in faults_of(problem)
    ]
