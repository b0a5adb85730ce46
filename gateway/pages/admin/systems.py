"""`/quan-tri/he-thong`: other systems that call ours, with credentials of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels_admin import SCOPE
from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import label_options
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth
from shared.contracts.auth.clients import ClientForm, ClientOut, RegisterClient, RenewSecret

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/he-thong"
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "name": {
        "": mark("Tên gồm 3 đến 40 chữ thường không dấu, số và gạch nối, ví dụ: truc-lien-thong."),
        "client-exists": mark("Đã có hệ thống mang tên này. Hãy chọn tên khác."),
    },
    "title": {"": mark("Hãy ghi hệ thống này là gì, từ 2 đến 120 ký tự, trên một dòng.")},
    "scopes": {"": mark("Hãy chọn trong các quyền dưới đây.")},
}
KEEP_HOURS = ("0", "24", "168")
_KEEP_WORDS = {
    "0": mark("Khóa cũ hết hiệu lực ngay"),
    "24": mark("Khóa cũ còn dùng được 1 ngày"),
    "168": mark("Khóa cũ còn dùng được 7 ngày"),
}


@dataclass(frozen=True, slots=True)
class SystemPages:
    """The pages about other systems, for one administrator."""

    pages: PageMaker
    auth: AuthClient

    async def show_all(
        self,
        shown: Mapping[str, Any],
        faults: list[Fault] | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """Show the systems and the form to register one."""
        typed: dict[str, Any] = {"values": {"name": "", "title": ""}, "chosen": []}
        typed |= {"systems": await self.auth.list_clients(), "registered": None}
        context = {**typed, **shown}
        return self._render("admin/systems.html", context, faults, status)

    def show(
        self,
        system: ClientOut,
        shown: Mapping[str, Any],
        faults: list[Fault] | None = None,
        status: int = 200,
    ) -> HTMLResponse:
        """Show one system with what can be changed of it."""
        typed = {"values": {"title": system.title}, "chosen": system.scopes, "secret": ""}
        keeping = label_options(self.pages, _KEEP_WORDS, KEEP_HOURS)
        context = {"system": system, "keeping": keeping, "done": False, **typed, **shown}
        return self._render("admin/system.html", context, faults, status)

    def _render(
        self,
        template: str,
        context: Mapping[str, Any],
        faults: list[Fault] | None,
        status: int,
    ) -> HTMLResponse:
        told = {
            "scopes": label_options(self.pages, SCOPE, SCOPE),
            "scope_words": SCOPE,
            **describe(self.pages, faults, _FIELDS).context(),
        }
        frame = admin_frame(PATH)
        return self.pages.render(template, {**told, **context}, status=status, **frame)


def _pages(_visitor: Administrator, pages: Pages, auth: Auth) -> SystemPages:
    return SystemPages(pages, auth)


Current = Annotated[SystemPages, Depends(_pages)]


@router.get(PATH)
async def browse_systems(page: Current) -> HTMLResponse:
    """Show the systems that may call."""
    return await page.show_all({})


@router.post(PATH)
async def register_system(request: Request, page: Current) -> Response:
    """Register a system; the page that follows is the only one that shows its secret."""
    scopes = await _chosen(request)
    values = await read_form(request, "name", "title")
    shown = {"values": values, "chosen": scopes}
    body = check(RegisterClient, {**_trimmed(values), "scopes": scopes})
    if isinstance(body, list):
        return await page.show_all(shown, _placed(body), 422)
    try:
        registered = await page.auth.register_client(body)
    except ServiceProblem as problem:
        return await page.show_all(shown, _placed(faults_of(problem)), problem.status)
    return await page.show_all({"registered": registered})


@router.get("/quan-tri/he-thong/{system}")
async def show_system(
    system: str, page: Current, done: Annotated[str, Query(max_length=8)] = ""
) -> HTMLResponse:
    """Show one system."""
    return page.show(await page.auth.show_client(system), {"done": bool(done)})


@router.post("/quan-tri/he-thong/{system}")
async def revise_system(system: str, request: Request, page: Current) -> Response:
    """Change what a system is called and may do."""
    scopes = await _chosen(request)
    values = await read_form(request, "title", "version")
    body = check(ClientForm, {"title": values["title"].strip(), "scopes": scopes})
    if isinstance(body, list):
        shown = {"values": values, "chosen": scopes}
        return page.show(await page.auth.show_client(system), shown, _placed(body), 422)
    await page.auth.revise_client(system, as_version(values["version"]), body)
    return page.pages.redirect(f"{PATH}/{segment(system)}?done=1")


@router.post("/quan-tri/he-thong/{system}/khoa")
async def renew_secret(system: str, request: Request, page: Current) -> Response:
    """Give a system a new secret; the page that follows is the only one that shows it."""
    sent = await read_form(request, "keep_hours", "version")
    hours = sent["keep_hours"] if sent["keep_hours"] in KEEP_HOURS else "24"
    wanted = RenewSecret(keep_hours=int(hours))
    renewed = await page.auth.renew_client_secret(system, as_version(sent["version"]), wanted)
    return page.show(renewed, {"secret": renewed.secret})


@router.post("/quan-tri/he-thong/{system}/thu-hoi")
async def revoke_system(system: str, request: Request, page: Current) -> Response:
    """Give a system no token any more."""
    sent = await read_form(request, "version")
    await page.auth.revoke_client(system, as_version(sent["version"]))
    return page.pages.redirect(f"{PATH}/{segment(system)}?done=1")


async def _chosen(request: Request) -> list[str]:
    async with request.form(max_files=0, max_fields=60) as form:
        return [str(scope) for scope in form.getlist("scopes")]


def _trimmed(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items()}


def _placed(faults: list[Fault]) -> list[Fault]:
    """Name the field that a fault of one scope, or of the whole system, belongs to."""
    places = {"client-exists": "name"}
    return [
        Fault(
            "scopes" if fault.field.isdigit() else fault.field or places.get(fault.code, ""),
            fault.code,
        )
        for fault in faults
    ]
