"""Opening a portal, changing it, closing and opening it again; who changed what."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem, SurveyClient
from gateway.clients.base import segment
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.names import names_of
from gateway.pages.admin.portals import PATH
from gateway.pages.admin.unit_options import units_to_pick
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.versions import as_version
from gateway.pages.widgets.embedding import RATE
from gateway.translations import mark
from gateway.visitors import Auth, Survey
from gateway.widgets.snippets import Embedding
from shared.contracts.survey.portals import ChangePortal, CreatePortal, PortalDetail

router = APIRouter(include_in_schema=False)

NEW = "/quan-tri/cong-moi"
_NAMES = ("name", "unit", "origins")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "": mark("Mã gồm chữ thường không dấu, số và gạch nối, ví dụ: so-tu-phap."),
        "portal-exists": mark("Đã có cổng mang mã này. Hãy chọn mã khác."),
    },
    "name": {"": mark("Hãy ghi tên cổng, từ 2 đến 150 ký tự, trên một dòng.")},
    "unit": {
        "": mark("Hãy chọn đơn vị."),
        "outside-administration": mark("Đơn vị này không do bạn quản trị. Hãy chọn đơn vị khác."),
    },
    "origins": {
        "": mark("Mỗi dòng một trang, nhiều nhất 20 trang."),
        "not_an_origin": mark(
            "Dòng %(line)s chưa đúng. Ghi dạng https://tuphap.hue.gov.vn, không có đường dẫn sau."
        ),
    },
}
_PLACES = {"portal-exists": "id", "outside-administration": "unit"}
CHANGED = "portal-changed"


@dataclass(frozen=True, slots=True)
class PortalPages:
    """The pages of one portal, of none yet when `portal` is empty."""

    pages: PageMaker
    survey: SurveyClient
    auth: AuthClient
    portal: str = ""

    @property
    def address(self) -> str:
        """Where the form leads."""
        return f"{PATH}/{segment(self.portal)}" if self.portal else NEW

    async def show_new(
        self, values: Mapping[str, str], faults: list[Fault] | None = None, status: int = 200
    ) -> HTMLResponse:
        """Show the form of a portal to be."""
        context = {
            "units": await units_to_pick(self.pages, self.auth, values.get("unit", "")),
            "address": self.address,
        }
        return self._render("admin/portal_new.html", context, values, faults, status)

    async def show(
        self,
        portal: PortalDetail,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        *,
        done: bool = False,
    ) -> HTMLResponse:
        """Show a portal with its form, beside the stored one when that changed meanwhile."""
        units, changes = await asyncio.gather(
            units_to_pick(self.pages, self.auth, values["unit"], portal.unit),
            or_none(self.survey.list_portal_changes(portal.id)),
        )
        changed = any(fault.code == CHANGED for fault in faults or [])
        context = {
            "portal": portal,
            "units": units,
            "unit_names": await self._unit_names(),
            "changes": changes,
            "people": await names_of(self.auth, (one.by for one in changes or [])),
            "address": self.address,
            "snippet": self._snippet(portal),
            "conflict": differing(portal, values) if changed else None,
            "done": done,
        }
        return self._render(
            "admin/portal.html", context, values, None if changed else faults, status
        )

    def _snippet(self, portal: PortalDetail) -> str:
        home = self.pages.request.app.state.settings.public_url
        label = self.pages.say(RATE, portal=portal.name)
        embedding = Embedding(kind="survey", home=home, label=label, portal=portal.id)
        return f"{embedding.moving_script()}\n{embedding.element()}"

    def _render(
        self,
        template: str,
        context: Mapping[str, Any],
        values: Mapping[str, str],
        faults: list[Fault] | None,
        status: int,
    ) -> HTMLResponse:
        told = {"values": values, **describe(self.pages, faults, _FIELDS).context()}
        frame = admin_frame(PATH)
        return self.pages.render(template, {**context, **told}, status=status, **frame)

    async def _unit_names(self) -> dict[str, str]:
        units = await or_none(self.auth.list_units()) or []
        return {unit.id: unit.name for unit in units}


def _pages(
    _visitor: Administrator, pages: Pages, survey: Survey, auth: Auth, portal: str = ""
) -> PortalPages:
    return PortalPages(pages, survey, auth, portal)


Current = Annotated[PortalPages, Depends(_pages)]


@router.get(NEW)
async def show_new_portal(page: Current) -> HTMLResponse:
    """Show an empty form."""
    return await page.show_new(dict.fromkeys(("id", *_NAMES), ""))


@router.post(NEW)
async def open_portal(request: Request, page: Current) -> Response:
    """Open a portal."""
    values = await read_form(request, "id", *_NAMES)
    body = check(CreatePortal, {"id": values["id"].strip(), **_given(values)})
    if isinstance(body, list):
        return await page.show_new(values, _placed(body, values), 422)
    try:
        opened = await page.survey.create_portal(body)
    except ServiceProblem as problem:
        return await page.show_new(values, _placed(faults_of(problem), values), problem.status)
    return page.pages.redirect(f"{PATH}/{segment(opened.id)}?done=1")


@router.get("/quan-tri/cong/{portal}")
async def show_portal(
    page: Current, done: Annotated[str, Query(max_length=8)] = ""
) -> HTMLResponse:
    """Show a portal, what it embeds and who changed it."""
    portal = await page.survey.show_portal_detail(page.portal)
    return await page.show(portal, values_of(portal), done=bool(done))


@router.post("/quan-tri/cong/{portal}")
async def change_portal(request: Request, page: Current) -> Response:
    """Change name, unit and origins; what was typed comes back when somebody was faster."""
    values = await read_form(request, *_NAMES, "version")
    body = check(ChangePortal, _given(values))
    if isinstance(body, list):
        portal = await page.survey.show_portal_detail(page.portal)
        return await page.show(portal, values, _placed(body, values), 422)
    return await _save(page, values, body)


@router.post("/quan-tri/cong/{portal}/trang-thai")
async def switch_portal(request: Request, page: Current) -> Response:
    """Close a portal or open it again; the form named the portal."""
    sent = await read_form(request, "is_open", "version")
    values = values_of(await page.survey.show_portal_detail(page.portal))
    body = ChangePortal(is_open=sent["is_open"] == "true")
    return await _save(page, {**values, "version": sent["version"]}, body)


async def _save(page: PortalPages, values: Mapping[str, str], body: ChangePortal) -> Response:
    try:
        await page.survey.change_portal(page.portal, as_version(values["version"]), body)
    except ServiceProblem as problem:
        if problem.status == 404:
            raise
        portal = await page.survey.show_portal_detail(page.portal)
        faults = _placed(faults_of(problem), values)
        kept = {**values, "version": str(portal.version)} if problem.slug == CHANGED else values
        return await page.show(portal, kept, faults, problem.status)
    return page.pages.redirect(f"{page.address}?done=1")


def values_of(portal: PortalDetail) -> dict[str, str]:
    """Return what the form of a portal shows at first."""
    origins = "\n".join(portal.origins)
    values = {"name": portal.name, "unit": portal.unit, "origins": origins}
    return {**values, "version": str(portal.version)}


def differing(portal: PortalDetail, values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the fields that stand otherwise in the stored portal than in the form."""
    stored = values_of(portal)
    return [
        {"key": name, "theirs": stored[name], "mine": values[name]}
        for name in _NAMES
        if stored[name].split() != values[name].split()
    ]


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    lines = [line.strip() for line in values["origins"].splitlines()]
    return {
        "name": values["name"].strip(),
        "unit": values["unit"].strip(),
        "origins": [line for line in lines if line],
    }


def _placed(faults: list[Fault], values: Mapping[str, str]) -> list[Fault]:
    """Name the field that a fault of a line, or of the whole portal, belongs to."""
    typed = [n for n, line in enumerate(values["origins"].splitlines(), 1) if line.strip()]
    placed = []
    for fault in faults:
        if fault.field.isdigit() and int(fault.field) < len(typed):
            line = {"line": typed[int(fault.field)]}
            placed.append(Fault("origins", "not_an_origin", line))
        else:
            placed.append(Fault(fault.field or _PLACES.get(fault.code, ""), fault.code))
    return placed
