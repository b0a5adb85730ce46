"""Registering somebody, changing who they are and what they may do, locking them out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels import ROLE
from gateway.pages.admin.frame import admin_frame
from gateway.pages.admin.histories import show_history
from gateway.pages.admin.people import PATH
from gateway.pages.admin.unit_field import SOURCE, named_unit
from gateway.pages.admin.unit_names import unit_names
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form, usable_key
from gateway.pages.options import label_options
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth
from shared.contracts.auth.changes import RolesChange
from shared.contracts.auth.keeping import CreatePerson, LinkedAccount, PersonDetail, PersonForm
from shared.ids import new_id

router = APIRouter(include_in_schema=False)

NEW = "/quan-tri/can-bo-moi"
_NAMES = ("name", "email", "language")
_ROLE = ("role", "unit", "unit_name")
_ACCOUNT = ("issuer", "subject")
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "name": {"": mark("Hãy ghi họ tên, từ 2 đến 200 ký tự, chỉ gồm chữ Latinh và tiếng Việt.")},
    "email": {"": mark("Địa chỉ thư chưa đúng. Ví dụ: lienhe@hue.gov.vn.")},
    "language": {},
    "role": {
        "": mark("Hãy chọn vai trò."),
        "role-needs-root-unit": mark("Vai trò này chỉ có ở đơn vị cao nhất."),
        "own-access": mark("Quản trị viên khác phải làm việc này cho bạn."),
        "last-administrator": mark("Đây là quản trị viên cuối cùng. Hãy thêm người khác trước."),
    },
    "unit": {
        "": mark("Không có đơn vị này. Hãy tìm rồi chọn."),
        "role-for-abolished-unit": mark("Đơn vị này đã kết thúc. Hãy chọn đơn vị khác."),
        "unit-not-administered": mark("Đơn vị này không do bạn quản trị. Hãy chọn đơn vị khác."),
    },
    "issuer": {"": mark("Địa chỉ nơi cấp định danh bắt đầu bằng https://.")},
    "subject": {
        "": mark("Hãy ghi mã tài khoản (sub) mà nơi cấp định danh trả về."),
        "account-taken": mark("Tài khoản này đã thuộc về người khác trong danh bạ."),
    },
}
CHANGED = "person-changed-meanwhile"
_PLACES = {
    "role-needs-root-unit": "role",
    "own-access": "role",
    "last-administrator": "role",
    "role-for-abolished-unit": "unit",
    "unit-not-administered": "unit",
    "unknown-unit": "unit",
    "account-taken": "subject",
}


@dataclass(frozen=True, slots=True)
class PersonPages:
    """The pages of one person, of none yet when `person` is empty."""

    pages: PageMaker
    auth: AuthClient
    person: str = ""

    @property
    def address(self) -> str:
        """Where the form leads."""
        return f"{PATH}/{segment(self.person)}" if self.person else NEW

    async def show(
        self,
        values: Mapping[str, str],
        faults: list[Fault] | None = None,
        status: int = 200,
        **more: Any,  # noqa: ANN401 - whatever the template shows
    ) -> HTMLResponse:
        """Show the forms with what was typed, and below them the history of a known person."""
        person = await self.auth.show_person_detail(self.person) if self.person else None
        cursor = more.pop("cursor", "")
        history = (
            await show_history(self.pages, self.auth, "people", self.person, cursor)
            if person
            else {}
        )
        held = person.roles if person else []
        stored = _values(person) if person else {}
        context = {
            **history,
            "person": person,
            "names": await unit_names(self.auth, (role.unit for role in held)),
            "values": {
                **dict.fromkeys((*_NAMES, *_ROLE, *_ACCOUNT, "key"), ""), **stored, **values,
            },
            "roles": label_options(self.pages, ROLE, ROLE),
            "unit_source": SOURCE,
            "address": self.address,
            **describe(self.pages, faults, _FIELDS).context(),
            **more,
        }  # fmt: skip
        frame = admin_frame(PATH)
        return self.pages.render("admin/person_form.html", context, status=status, **frame)

    async def refuse(self, problem: ServiceProblem, values: Mapping[str, str]) -> HTMLResponse:
        """Show what a service refused, at its field; another version is read anew."""
        if problem.status == 404:
            raise problem
        if problem.slug == CHANGED:
            return await self.show(values, None, problem.status, changed=True)
        return await self.show(values, _placed(problem), problem.status)

    def done(self) -> Response:
        """Send the browser back to the person."""
        return self.pages.redirect(f"{self.address}?done=1")


def _pages(_visitor: Administrator, pages: Pages, auth: Auth, person: str = "") -> PersonPages:
    return PersonPages(pages, auth, person)


Current = Annotated[PersonPages, Depends(_pages)]
Text = Annotated[str, Query(max_length=400)]


@router.get(NEW)
async def show_new_person(page: Current, unit: Text = "") -> HTMLResponse:
    """Show an empty form, for a unit if one is named."""
    first = {"key": new_id(), "language": "vi", "role": "officer"}
    if unit and (found := await or_none(page.auth.show_unit_detail(unit))):
        first |= {"unit": found.id, "unit_name": found.name}
    return await page.show(first)


@router.post(NEW)
async def register_person(request: Request, page: Current) -> Response:
    """Register somebody with a first role, and an account if it is known."""
    values = await read_form(request, "key", *_NAMES, *_ROLE, *_ACCOUNT)
    roles, faults = await _roles(page, values, [])
    account = {name: values[name].strip() for name in _ACCOUNT}
    given = {
        **{name: values[name].strip() for name in _NAMES},
        "roles": roles,
        "account": account if any(account.values()) else None,
    }
    body = check(CreatePerson, given)
    values["key"] = usable_key(values["key"])
    if faults or isinstance(body, list):
        return await page.show(values, faults + (body if isinstance(body, list) else []), 422)
    try:
        made = await page.auth.create_person(body, values["key"])
    except ServiceProblem as problem:
        return await page.show({**values, "key": new_id()}, _placed(problem), problem.status)
    return page.pages.redirect(f"{PATH}/{segment(made.id)}?done=1")


@router.get("/quan-tri/can-bo/{person}")
async def show_person_form(
    page: Current, done: Text = "", refused: Text = "", cursor: Text = ""
) -> HTMLResponse:
    """Show somebody to change, and who changed what."""
    faults = [Fault(_PLACES.get(refused, ""), refused)] if refused else None
    return await page.show({}, faults, done=bool(done), cursor=cursor)


@router.post("/quan-tri/can-bo/{person}")
async def change_person(request: Request, page: Current) -> Response:
    """Change name, address and language."""
    values = await read_form(request, *_NAMES, "version")
    body = check(PersonForm, {name: values[name].strip() for name in _NAMES})
    if isinstance(body, list):
        return await page.show(values, body, 422)
    try:
        await page.auth.revise_person(page.person, as_version(values["version"]), body)
    except ServiceProblem as problem:
        values.pop("version")
        return await page.refuse(problem, values)
    return page.done()


@router.post("/quan-tri/can-bo/{person}/vai-tro")
async def change_roles(request: Request, page: Current) -> Response:
    """Give a role, or take one away: `taken` is `role:unit`."""
    values = await read_form(request, *_ROLE, "taken", "version")
    person = await page.auth.show_person_detail(page.person)
    held = [{"role": role.role, "unit": role.unit or ""} for role in person.roles]
    if taken := values.pop("taken"):
        roles = [one for one in held if f"{one['role']}:{one['unit']}" != taken]
        faults: list[Fault] = []
    else:
        roles, faults = await _roles(page, values, held)
    body = check(RolesChange, {"roles": roles})
    if faults or isinstance(body, list):
        values.pop("version")
        return await page.show(values, faults + (body if isinstance(body, list) else []), 422)
    try:
        await page.auth.assign_roles(page.person, as_version(values.pop("version")), body)
    except ServiceProblem as problem:
        return await page.refuse(problem, values)
    return page.done()


@router.post("/quan-tri/can-bo/{person}/khoa")
async def switch_person(request: Request, page: Current) -> Response:
    """Lock somebody out at once, or let them in again."""
    sent = await read_form(request, "is_locked", "version")
    try:
        await page.auth.switch_person(
            page.person, as_version(sent["version"]), is_locked=sent["is_locked"] == "true"
        )
    except ServiceProblem as problem:
        return await page.refuse(problem, {})
    return page.done()


@router.post("/quan-tri/can-bo/{person}/tai-khoan")
async def change_accounts(request: Request, page: Current) -> Response:
    """Link an account of a provider, or take one away."""
    values = await read_form(request, *_ACCOUNT, "taken", "version")
    version = as_version(values.pop("version"))
    try:
        if taken := values.pop("taken"):
            await page.auth.unlink_account(page.person, version, taken)
            return page.done()
        body = check(LinkedAccount, {name: values[name].strip() for name in _ACCOUNT})
        if isinstance(body, list):
            return await page.show(values, body, 422)
        await page.auth.link_account(page.person, version, body)
    except ServiceProblem as problem:
        return await page.refuse(problem, values)
    return page.done()


async def _roles(
    page: PersonPages, values: Mapping[str, str], held: list[dict[str, str]]
) -> tuple[list[dict[str, str]], list[Fault]]:
    """Return the roles held and the one a form adds, if it names one."""
    if not values["unit_name"].strip():
        return held, [Fault("unit", "missing")] if page.person else []
    unit = await named_unit(page.auth, values["unit_name"], values["unit"])
    if not unit:
        return held, [Fault("unit", "unknown_unit")]
    wanted = {"role": values["role"], "unit": unit}
    return [*(one for one in held if one != wanted), wanted], []


def _values(person: PersonDetail) -> dict[str, str]:
    stored = person.model_dump(mode="json", include=set(_NAMES))
    return {**stored, "version": str(person.version), "role": "officer"}


def _placed(problem: ServiceProblem) -> list[Fault]:
    return [
        fault if fault.field else Fault(_PLACES.get(fault.code, ""), fault.code)
        for fault in faults_of(problem)
    ]
