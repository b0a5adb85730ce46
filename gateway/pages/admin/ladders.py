"""`/quan-tri/nhac-viec`: the ladders of reminders and escalations, and their next versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels import TOLD
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.scopes import DAY_FIELDS, SCOPE, SCOPE_FIELDS, read_scope, tomorrow
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form, rows_to_show
from gateway.pages.options import label_options, topic_options
from gateway.translations import mark
from gateway.visitors import Qa
from shared.contracts.qa.policies import LadderForm, LadderOut, NewLadder, StepForm
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/nhac-viec"
_NEW = "/quan-tri/nhac-viec-moi"
MOST_STEPS = 20
BLANK_ROWS = 3
_MOST_FIELDS = 150
MOMENTS: Mapping[str, str] = {
    "share": mark("phần trăm thời gian tới hạn"),
    "working_days": mark("ngày làm việc sau hạn (âm: trước)"),
    "working_hours": mark("giờ làm việc sau hạn (âm: trước)"),
}
_ROW = ("key", "role", "moment", "value", "mail", "urgent")
_NAMES = tuple(f"{name}-{row}" for row in range(MOST_STEPS) for name in _ROW)
_DAYS = tuple(DAY_FIELDS)
_FIELDS: Mapping[str, Mapping[str, str]] = {
    **SCOPE_FIELDS,
    "steps": {"": mark("Mỗi bậc cần tên riêng (chữ thường, số, gạch dưới) và một thời điểm.")},
    **DAY_FIELDS,
}


@router.get(PATH)
async def browse_ladders(
    _visitor: Administrator,
    pages: Pages,
    qa: Qa,
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show the ladders in force and to come."""
    ladders = await qa.list_ladders()
    context = {
        "ladders": [one for one in ladders if one.state != "past"],
        "moments": MOMENTS,
        "done": done,
    }
    return pages.render("admin/ladders.html", context, **admin_frame(PATH))


@dataclass(frozen=True, slots=True)
class LadderPage:
    """The form of a ladder, a new one when `ladder` is empty."""

    pages: PageMaker
    qa: QaClient
    ladder: str = ""

    async def find(self) -> LadderOut:
        """Return the version to change; raises `NotFound`."""
        found = await self.qa.list_ladders()
        ladder = next((one for one in found if one.id == self.ladder), None)
        if ladder is None:
            raise NotFound
        return ladder

    async def show(
        self, values: Mapping[str, str], faults: list[Fault] | None = None, status: int = 200
    ) -> HTMLResponse:
        """Show the form with what was typed."""
        topics = await or_none(self.qa.list_topics()) or []
        context = {
            "values": {**dict.fromkeys((*_NAMES, *SCOPE, *_DAYS), ""), **values},
            "rows": rows_to_show(values, ("key", "value"), most=MOST_STEPS, blank=BLANK_ROWS),
            "roles": label_options(self.pages, TOLD, TOLD),
            "moments": label_options(self.pages, MOMENTS, MOMENTS),
            "topics": topic_options(self.pages, topics),
            "is_new": not self.ladder,
            "address": f"{PATH}/{segment(self.ladder)}" if self.ladder else _NEW,
            **describe(self.pages, faults, _FIELDS).context(),
        }
        frame = admin_frame(PATH)
        return self.pages.render("admin/ladder_form.html", context, status=status, **frame)


def _page(_visitor: Administrator, pages: Pages, qa: Qa, ladder: str = "") -> LadderPage:
    return LadderPage(pages, qa, ladder)


CurrentPage = Annotated[LadderPage, Depends(_page)]


@router.get(_NEW)
async def show_new_ladder(page: CurrentPage) -> HTMLResponse:
    """Show an empty form."""
    return await page.show({"valid_from": tomorrow()})


@router.post(_NEW)
async def add_ladder(request: Request, page: CurrentPage) -> Response:
    """Add a ladder."""
    values = await read_form(request, *_NAMES, *SCOPE, *_DAYS, most_fields=_MOST_FIELDS)
    scope = read_scope(values)
    if isinstance(scope, list):
        return await page.show(values, scope, 422)
    body = check(NewLadder, {**_given(values), **scope})
    if isinstance(body, list):
        return await page.show(values, _placed(body), 422)
    try:
        await page.qa.add_ladder(body)
    except ServiceProblem as problem:
        return await page.show(values, _placed(faults_of(problem)), problem.status)
    return page.pages.redirect(f"{PATH}?done=1")


@router.get("/quan-tri/nhac-viec/{ladder}")
async def show_ladder_form(page: CurrentPage) -> HTMLResponse:
    """Show a ladder to change from tomorrow on."""
    values = {"valid_from": tomorrow()}
    for row, step in enumerate((await page.find()).steps):
        values |= {f"{name}-{row}": text for name, text in _typed(step).items()}
    return await page.show(values)


@router.post("/quan-tri/nhac-viec/{ladder}")
async def change_ladder(request: Request, page: CurrentPage) -> Response:
    """Add the next version of a ladder."""
    values = await read_form(request, *_NAMES, *_DAYS, most_fields=_MOST_FIELDS)
    body = check(LadderForm, _given(values))
    if isinstance(body, list):
        return await page.show(values, _placed(body), 422)
    try:
        await page.qa.change_ladder(page.ladder, body)
    except ServiceProblem as problem:
        return await page.show(values, _placed(faults_of(problem)), problem.status)
    return page.pages.redirect(f"{PATH}?done=1")


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    """Return the rows that are filled in as steps."""
    steps = []
    for row in range(MOST_STEPS):
        typed = {name: values[f"{name}-{row}"].strip() for name in _ROW}
        if typed["key"] or typed["value"]:
            steps.append(_step(typed))
    ends = {name: values[name].strip() or None for name in _DAYS}
    return {"steps": steps, **{name: day for name, day in ends.items() if day}}


def _step(typed: Mapping[str, str]) -> dict[str, Any]:
    number = typed["value"].replace(",", ".")
    value: str | float = number
    if typed["moment"] == "share":
        try:
            value = float(number) / 100
        except ValueError:
            value = number
    step = {"key": typed["key"], "role": typed["role"], typed["moment"] or "share": value}
    return {**step, "by_mail": typed["mail"] == "on", "is_urgent": typed["urgent"] == "on"}


def _typed(step: StepForm) -> dict[str, str]:
    """Return a step as it stands in the form."""
    moment, value = next(
        (name, number) for name in MOMENTS if (number := getattr(step, name)) is not None
    )
    shown = round(value * 100, 2) if moment == "share" else value
    return {
        "key": step.key,
        "role": step.role,
        "moment": moment,
        "value": f"{shown:g}",
        "mail": "on" if step.by_mail else "",
        "urgent": "on" if step.is_urgent else "",
    }


def _placed(faults: list[Fault]) -> list[Fault]:
    """Return the faults at fields of the form: those inside a step at all steps."""
    return [
        fault if fault.field in _FIELDS or not fault.field else Fault("steps", fault.code)
        for fault in faults
    ]
