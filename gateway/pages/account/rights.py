"""`/tai-khoan/yeu-cau`: what somebody asks for about their own data, and how far it is."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.base import segment
from gateway.labels_rights import RIGHTS_HINT, RIGHTS_KIND
from gateway.pages.account.frame import account_views
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form, usable_key
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth, ProvenPerson
from shared.contracts.auth.rights import RequestRight
from shared.ids import new_id

router = APIRouter(include_in_schema=False)

PATH = "/tai-khoan/yeu-cau"
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "kind": {"": mark("Hãy chọn bạn muốn làm gì.")},
    "text": {"value_error": mark("Hãy viết rõ điều bạn muốn sửa hoặc phản đối.")},
}


@router.get(PATH)
async def show_rights(_visitor: ProvenPerson, pages: Pages, auth: Auth) -> HTMLResponse:
    """Show the visitor's requests, and the form for a new one."""
    return await _show(pages, auth, {"kind": "", "text": "", "key": new_id()})


@router.post(PATH)
async def request_right(
    request: Request, _visitor: ProvenPerson, pages: Pages, auth: Auth
) -> Response:
    """Send a request."""
    values = await read_form(request, "kind", "text", "key")
    key = usable_key(values["key"])
    body = check(RequestRight, {"kind": values["kind"], "text": values["text"]})
    if isinstance(body, list):
        return await _show(pages, auth, values, [_placed(fault) for fault in body], 422)
    try:
        made = await auth.request_right(body, key)
    except ServiceProblem as problem:
        kept = {**values, "key": new_id()}
        return await _show(pages, auth, kept, faults_of(problem), problem.status)
    return pages.redirect(f"{PATH}/{segment(made.id)}?done=1")


@router.get("/tai-khoan/yeu-cau/{entry}")
async def show_right(
    entry: str,
    _visitor: ProvenPerson,
    pages: Pages,
    auth: Auth,
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show one request: until when what is done, and what came of it."""
    context = {
        "right": await auth.show_rights_request(entry),
        "done": done,
        "views": account_views(pages, PATH),
    }
    return pages.render("account/right.html", context)


@router.post("/tai-khoan/yeu-cau/{entry}/rut-lai")
async def withdraw_right(
    entry: str, request: Request, _visitor: ProvenPerson, pages: Pages, auth: Auth
) -> Response:
    """Take a request back, unless somebody has decided meanwhile."""
    values = await read_form(request, "version")
    here = f"{PATH}/{segment(entry)}"
    try:
        await auth.withdraw_rights_request(entry, as_version(values["version"]))
    except ServiceProblem as problem:
        if problem.status not in {409, 412}:
            raise
        return pages.redirect(f"{here}?done=again")
    return pages.redirect(here)


def _placed(fault: Fault) -> Fault:
    """A rule about the form as a whole is about what was not written."""
    return Fault("text", fault.code, fault.limits) if fault.code == "value_error" else fault


async def _show(
    pages: PageMaker,
    auth: AuthClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    context = {
        "rights": await auth.list_rights_requests(),
        "values": values,
        "kinds": [
            {"value": kind, "label": pages.say(label), "hint": pages.say(RIGHTS_HINT[kind])}
            for kind, label in RIGHTS_KIND.items()
        ],
        **describe(pages, faults, _FIELDS).context(),
        "views": account_views(pages, PATH),
    }
    return pages.render("account/rights.html", context, status=status)
