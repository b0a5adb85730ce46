"""Adding a unit, changing one, ending one with a successor."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels import UNIT_KIND
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.histories import show_history
from gateway.pages.admin.unit_codes import codes_text, read_codes
from gateway.pages.admin.unit_field import SOURCE, named_unit
from gateway.pages.admin.units import PATH
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import label_options
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth
from shared.clock import today
from shared.contracts.auth.keeping import AbolishUnit, CreateUnit, UnitDetail, UnitForm

router = APIRouter(include_in_schema=False)

NEW = "/quan-tri/don-vi-moi"
_PLAIN = (
    "name", "name_en", "kind", "calendar", "email", "phone", "address", "valid_from",
    "accepts_questions",
)  # fmt: skip
_NAMES = (*_PLAIN, "parent", "parent_name", "codes")
_ENDING = ("valid_to", "successor", "successor_name", "move_people", "reason", "confirmed")
_DAY = {"": mark("Ngày chưa đúng.")}
_UNKNOWN = mark("Không có đơn vị này. Hãy tìm rồi chọn.")
_NAME = mark("Hãy ghi tên, từ 2 đến 200 ký tự, chỉ gồm chữ Latinh và tiếng Việt.")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "": mark("Mã gồm chữ thường không dấu, số và gạch nối, ví dụ: so-tu-phap."),
        "unit-exists": mark("Đã có đơn vị mang mã này, hoặc cùng tên bên cạnh. Hãy chọn khác."),
    },
    "name": {"": _NAME, "unit-exists": mark("Bên cạnh đã có đơn vị cùng tên.")},
    "name_en": {"": _NAME},
    "kind": {},
    "parent": {
        "": _UNKNOWN,
        "unit-cycle": mark("Đơn vị không thể đứng dưới chính nó."),
        "unit-not-in-force": mark("Đơn vị này đã kết thúc. Hãy chọn đơn vị khác."),
        "unit-not-administered": mark("Đơn vị này không do bạn quản trị. Hãy chọn đơn vị khác."),
    },
    "calendar": {"": mark("Hãy chọn một lịch làm việc.")},
    "email": {"": mark("Địa chỉ thư chưa đúng. Ví dụ: lienhe@hue.gov.vn.")},
    "phone": {},
    "address": {},
    "valid_from": _DAY,
    "codes": {"": mark("Mỗi dòng một mã, có thể kèm ngày: H57.01.02 01/07/2025 31/12/2026.")},
    "valid_to": _DAY,
    "successor": {
        "": _UNKNOWN,
        "subunits-need-successor": mark("Còn đơn vị trực thuộc. Hãy chọn đơn vị kế thừa."),
        "successor-not-allowed": mark("Đơn vị này không thể kế thừa. Hãy chọn đơn vị khác."),
        "unit-not-in-force": mark("Đơn vị kế thừa đã kết thúc, hoặc ngày cuối trước ngày đầu."),
        "unit-not-administered": mark("Đơn vị này không do bạn quản trị. Hãy chọn đơn vị khác."),
    },
    "reason": {"": mark("Hãy ghi căn cứ, từ 3 đến 500 ký tự.")},
    "confirmed": {"": mark("Hãy gõ đúng mã đơn vị để xác nhận.")},
}
_AT_PARENT = {"unit-cycle", "unit-not-in-force", "unit-not-administered"}
_AT_SUCCESSOR = {"subunits-need-successor", "successor-not-allowed", *_AT_PARENT}
CHANGED = "unit-changed-meanwhile"


@dataclass(frozen=True, slots=True)
class UnitPages:
    """The pages of one unit, of none yet when `unit` is empty."""

    pages: PageMaker
    auth: AuthClient
    unit: str = ""

    @property
    def address(self) -> str:
        """Where the form leads."""
        return f"/quan-tri/don-vi/{segment(self.unit)}" if self.unit else NEW

    async def show(
        self,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        **more: Any,  # noqa: ANN401 - whatever the template shows
    ) -> HTMLResponse:
        """Show the form with what was typed, and below it the history of a known unit."""
        calendars = await or_none(self.auth.list_calendars()) or []
        detail = more.pop("detail", None)
        if detail is None and self.unit:
            detail = await self.auth.show_unit_detail(self.unit)
        history = (
            await show_history(self.pages, self.auth, "units", self.unit, more.pop("cursor", ""))
            if self.unit
            else {}
        )
        context = {
            **history,
            "unit": detail,
            "values": {**dict.fromkeys((*_NAMES, *_ENDING, "id"), ""), **values},
            "kinds": label_options(self.pages, UNIT_KIND, UNIT_KIND),
            "calendars": [{"value": one.id, "label": one.name} for one in calendars],
            "unit_source": SOURCE,
            "address": self.address,
            **describe(self.pages, faults, _FIELDS).context(),
            **more,
        }
        frame = admin_frame(PATH)
        return self.pages.render("admin/unit_form.html", context, status=status, **frame)

    async def read(self, values: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
        """Return what the fields of a unit say, and what no contract needs to be asked about."""
        faults = []
        parent = await named_unit(self.auth, values["parent_name"], values["parent"])
        if values["parent_name"].strip() and not parent:
            faults.append(Fault("parent", "unknown_unit"))
        codes = read_codes(values["codes"])
        if codes is None:
            faults.append(Fault("codes", "codes"))
        given: dict[str, Any] = {name: values[name].strip() for name in _PLAIN}
        given |= {"accepts_questions": bool(values["accepts_questions"]), "codes": codes or []}
        return {**given, "parent": parent or None}, faults


def _pages(_visitor: Administrator, pages: Pages, auth: Auth, unit: str = "") -> UnitPages:
    return UnitPages(pages, auth, unit)


Current = Annotated[UnitPages, Depends(_pages)]
Text = Annotated[str, Query(max_length=400)]


@router.get(NEW)
async def show_new_unit(
    page: Current, below: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """Show an empty form, below a unit if one is named."""
    parent = await or_none(page.auth.show_unit_detail(below)) if below else None
    first = {"kind": "division", "valid_from": today().isoformat(), "accepts_questions": "on"}
    if parent:
        first |= {"parent": parent.id, "parent_name": parent.name, "calendar": parent.calendar}
    return await page.show(first)


@router.post(NEW)
async def add_unit(request: Request, page: Current) -> Response:
    """Add a unit."""
    values = await read_form(request, "id", *_NAMES)
    given, faults = await page.read(values)
    body = check(CreateUnit, {"id": values["id"].strip(), **given})
    if faults or isinstance(body, list):
        return await page.show(values, faults + (body if isinstance(body, list) else []), 422)
    try:
        made = await page.auth.create_unit(body)
    except ServiceProblem as problem:
        return await page.show(values, _placed(problem, _AT_PARENT, "parent"), problem.status)
    return page.pages.redirect(f"/quan-tri/don-vi/{segment(made.id)}?done=1")


@router.get("/quan-tri/don-vi/{unit}")
async def show_unit_form(
    page: Current, done: Text = "", refused: Text = "", cursor: Text = ""
) -> HTMLResponse:
    """Show a unit to change, and who changed what."""
    detail = await page.auth.show_unit_detail(page.unit)
    values = await _values(page, detail)
    faults = [Fault("", refused)] if refused else None
    return await page.show(values, faults, detail=detail, done=bool(done), cursor=cursor)


@router.post("/quan-tri/don-vi/{unit}")
async def change_unit(request: Request, page: Current) -> Response:
    """Change a unit; what was typed comes back when somebody was faster."""
    values = await read_form(request, *_NAMES, "version")
    given, faults = await page.read(values)
    body = check(UnitForm, given)
    if faults or isinstance(body, list):
        return await page.show(values, faults + (body if isinstance(body, list) else []), 422)
    try:
        await page.auth.revise_unit(page.unit, as_version(values["version"]), body)
    except ServiceProblem as problem:
        if problem.status == 404:
            raise
        if problem.slug == CHANGED:
            detail = await page.auth.show_unit_detail(page.unit)
            kept = {**values, "version": str(detail.version)}
            return await page.show(kept, None, problem.status, detail=detail, changed=True)
        found = _placed(problem, _AT_PARENT, "parent")
        return await page.show(values, found, problem.status)
    return page.pages.redirect(f"{page.address}?done=1")


@router.post("/quan-tri/don-vi/{unit}/ket-thuc")
async def end_unit(request: Request, page: Current) -> Response:
    """End a unit, with its successor; the person named the unit to confirm."""
    sent = await read_form(request, *_ENDING, "version")
    detail = await page.auth.show_unit_detail(page.unit)
    values = {**await _values(page, detail), **sent}
    faults = [] if sent["confirmed"].strip() == page.unit else [Fault("confirmed", "confirmed")]
    successor = await named_unit(page.auth, sent["successor_name"], sent["successor"])
    if sent["successor_name"].strip() and not successor:
        faults.append(Fault("successor", "unknown_unit"))
    given = {
        "valid_to": sent["valid_to"].strip(),
        "successor": successor or None,
        "move_people": bool(sent["move_people"]),
        "reason": sent["reason"],
    }
    body = check(AbolishUnit, given)
    if faults or isinstance(body, list):
        found = faults + (body if isinstance(body, list) else [])
        return await page.show(values, found, 422, detail=detail, ending=True)
    try:
        await page.auth.abolish_unit(page.unit, as_version(sent["version"]), body)
    except ServiceProblem as problem:
        found = _placed(problem, _AT_SUCCESSOR, "successor")
        return await page.show(values, found, problem.status, detail=detail, ending=True)
    return page.pages.redirect(f"{page.address}?done=1")


async def _values(page: UnitPages, unit: UnitDetail) -> dict[str, str]:
    """Return what the form of a unit shows at first."""
    stored = unit.model_dump(mode="json", include={*_PLAIN, "parent", "valid_to"})
    values = {name: "" if value is None else str(value) for name, value in stored.items()}
    followed = await or_none(page.auth.show_unit_detail(unit.successor)) if unit.successor else None
    return {
        **values,
        "accepts_questions": "on" if unit.accepts_questions else "",
        "codes": codes_text(unit.codes),
        "parent_name": unit.path[-1].name if unit.path else "",
        "successor": unit.successor or "",
        "successor_name": followed.name if followed else unit.successor or "",
        "move_people": "on",
        "version": str(unit.version),
    }


def _placed(problem: ServiceProblem, codes: set[str], field: str) -> list[Fault]:
    """Name the field that a refusal of the whole unit belongs to."""
    at_name = {"unit-exists": "name", "unknown-calendar": "calendar"}
    return [
        Fault(field if fault.code in codes else at_name.get(fault.code, ""), fault.code)
        if not fault.field
        else fault
        for fault in faults_of(problem)
    ]
