"""`/quan-tri/quyen-du-lieu`: people's requests about their own data, by when they are due."""

from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel

from gateway.clients import AuthClient, ServiceProblem
from gateway.clients.auth_own import RightsStep
from gateway.clients.base import segment
from gateway.labels_rights import RIGHTS_KIND
from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import label_options
from gateway.pages.versions import as_version
from gateway.translations import mark
from gateway.visitors import Auth
from shared.clock import today
from shared.contracts.auth.rights import EnterRight, GiveReasons, HandleRight, RightsWorkItem
from shared.problems import NotFound

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/quyen-du-lieu"
_STEPS: Mapping[str, tuple[RightsStep, type[BaseModel] | None]] = {
    "tiep-nhan": ("acknowledge", None),
    "keo-dai": ("extend", GiveReasons),
    "tu-choi": ("refuse", GiveReasons),
    "dong-y": ("agree", HandleRight),
}
_REASON = {"": mark("Hãy viết lý do, ít nhất 10 ký tự; người yêu cầu đọc được.")}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "dong-y": {},
    "confirmed": {"": mark("Hãy gõ đúng tên người yêu cầu để xác nhận.")},
    "keo-dai": _REASON,
    "tu-choi": _REASON,
}


_LETTER: Mapping[str, Mapping[str, str]] = {
    "number": {
        "": mark("Số định danh hoặc mã số thuế gồm 9 đến 14 chữ số."),
        "person-not-found": mark("Chưa ai đăng nhập với số này, nên không có dữ liệu tài khoản."),
    },
    "kind": {"": mark("Hãy chọn loại yêu cầu.")},
    "received_on": {"": mark("Ngày nhận là hôm nay hoặc trong 60 ngày qua.")},
    "text": {"value_error": mark("Hãy ghi điều cần sửa hoặc phản đối.")},
}
View = Annotated[Literal["open", "settled"], Query()]


@router.get(PATH)
async def browse_rights(
    *,
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    view: View = "open",
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show what is owed, the next due first, or what is settled."""
    return await _list(pages, auth, {}, view=view, cursor=cursor)


@router.post(PATH)
async def enter_right(
    request: Request, _visitor: Administrator, pages: Pages, auth: Auth
) -> Response:
    """Enter a request that came by letter."""
    values = await read_form(request, *_LETTER)
    body = check(EnterRight, {name: values[name].strip() for name in _LETTER})
    if isinstance(body, list):
        faults = [Fault("text", one.code) if one.code == "value_error" else one for one in body]
        return await _list(pages, auth, values, faults, 422)
    try:
        [first, *_] = await auth.enter_right(body)
    except ServiceProblem as problem:
        at = {"person-not-found": "number", "received-on-unusable": "received_on"}
        faults = [Fault(at.get(one.code, one.field), one.code) for one in faults_of(problem)]
        return await _list(pages, auth, values, faults, problem.status)
    return pages.redirect(f"{PATH}/{segment(first.id)}?done=1")


async def _list(
    pages: PageMaker,
    auth: AuthClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    status: int = 200,
    *,
    view: Literal["open", "settled"] = "open",
    cursor: str = "",
) -> HTMLResponse:
    found = await auth.list_rights_work(view, cursor or None)
    here = {} if view == "open" else {"view": view}
    following = found.next_cursor
    views = (
        ("open", mark("Chưa xong"), PATH),
        ("settled", mark("Đã xong"), f"{PATH}?view=settled"),
    )
    context = {
        "rights": found.items,
        "view": view,
        "views": [
            {"label": pages.say(label), "href": href, "current": name == view}
            for name, label, href in views
        ],
        "next_href": f"{PATH}?{urlencode({**here, 'cursor': following})}" if following else "",
        "first_href": f"{PATH}?{urlencode(here)}" if cursor else "",
        "values": {**dict.fromkeys(_LETTER, ""), "received_on": today().isoformat(), **values},
        "kinds": label_options(pages, RIGHTS_KIND, RIGHTS_KIND),
        **describe(pages, faults, _LETTER).context(),
    }
    return pages.render("admin/rights.html", context, status=status, **admin_frame(PATH))


@router.get("/quan-tri/quyen-du-lieu/{entry}")
async def show_right(
    entry: str,
    _visitor: Administrator,
    pages: Pages,
    auth: Auth,
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show one request with what may be done about it."""
    return _show(pages, await auth.show_rights_work(entry), {}, done=done)


@router.post("/quan-tri/quyen-du-lieu/{entry}/{step}")
async def handle_right(
    *, entry: str, step: str, request: Request, _visitor: Administrator, pages: Pages, auth: Auth
) -> Response:
    """Do what one of the forms says."""
    if step not in _STEPS:
        raise NotFound
    values = await read_form(request, "text", "confirmed", "version")
    right = await auth.show_rights_work(entry)
    typed = {step: values["text"], "confirmed": values["confirmed"]}
    action, kind = _STEPS[step]
    body = check(kind, {"text": values["text"]}) if kind else None
    faults = _unconfirmed(right, action, values["confirmed"])
    if isinstance(body, list):
        faults += [Fault(step, fault.code, fault.limits) for fault in body]
    if faults or isinstance(body, list):
        return _show(pages, right, typed, faults, status=422)
    try:
        await auth.handle_right(entry, action, as_version(values["version"]), body)
    except ServiceProblem as problem:
        if problem.status not in {409, 412, 422}:
            raise
        now = await auth.show_rights_work(entry)
        return _show(pages, now, typed, faults_of(problem), status=problem.status)
    return pages.redirect(f"{PATH}/{segment(entry)}?done=1")


def _unconfirmed(right: RightsWorkItem, action: str, typed: str) -> list[Fault]:
    """An erasure cannot be undone: whose it is has to be named."""
    if (action, right.kind) != ("agree", "erase"):
        return []
    named = " ".join(typed.split()).casefold() == " ".join(right.person_name.split()).casefold()
    return [] if named else [Fault("confirmed", "confirmed")]


def _show(
    pages: PageMaker,
    right: RightsWorkItem,
    typed: Mapping[str, str],
    faults: list[Fault] | None = None,
    *,
    status: int = 200,
    done: str = "",
) -> HTMLResponse:
    context = {
        "right": right,
        "typed": {**dict.fromkeys(_FIELDS, ""), **typed},
        "done": done,
        **describe(pages, faults, _FIELDS).context(),
    }
    return pages.render("admin/right.html", context, status=status, **admin_frame(PATH))
