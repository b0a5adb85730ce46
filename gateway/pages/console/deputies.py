"""`/can-bo/nguoi-thay`: who stands in for whom during absence."""

import asyncio
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceProblem
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.deps import PageMaker, Pages, Responder
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import Qa, Visitor
from shared.contracts.qa.deputies import AppointDeputy

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/nguoi-thay"
_DAY = {"": mark("Chọn một ngày. Người thay bắt đầu và kết thúc trong vòng một năm.")}
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "person": {"": mark("Chọn người vắng mặt cùng đơn vị với bạn.")},
    "deputy": {"": mark("Chọn người thay, khác người vắng mặt.")},
    "from": _DAY,
    "to": _DAY,
}


@router.get(PATH)
async def show_deputies(
    visitor: Responder, pages: Pages, qa: Qa, done: Annotated[str, Query(max_length=8)] = ""
) -> HTMLResponse:
    """Show who stands in, and the form to appoint somebody."""
    values = {**dict.fromkeys(_FIELDS, ""), "person": visitor.person}
    return await _show(visitor, pages, qa, values, done=done)


@router.post(PATH)
async def appoint_deputy(request: Request, visitor: Responder, pages: Pages, qa: Qa) -> Response:
    """Appoint somebody to stand in."""
    read = await read_form(request, *_FIELDS)
    values = {**read, "person": read["person"] or visitor.person}
    body = check(AppointDeputy, values)
    if isinstance(body, list):
        return await _show(visitor, pages, qa, values, _placed(body))
    try:
        await qa.appoint_deputy(body)
    except ServiceProblem as problem:
        return await _show(visitor, pages, qa, values, faults_of(problem))
    return pages.redirect(f"{PATH}?done=new")


@router.post("/can-bo/nguoi-thay/{deputy}/ket-thuc")
async def end_deputy(deputy: str, _visitor: Responder, pages: Pages, qa: Qa) -> Response:
    """End it from now on."""
    await qa.end_deputy(deputy)
    return pages.redirect(f"{PATH}?done=end")


def _placed(faults: list[Fault]) -> list[Fault]:
    """Return the faults at fields: one of the form as a whole is about person and deputy."""
    return [fault if fault.field in _FIELDS else Fault("deputy", fault.code) for fault in faults]


async def _show(
    visitor: Visitor,
    pages: PageMaker,
    qa: QaClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    *,
    done: str = "",
) -> HTMLResponse:
    deputies, colleagues, unread = await asyncio.gather(
        qa.list_deputies(), qa.list_colleagues(), count_unread(qa)
    )
    people = [{"value": one.id, "label": one.name} for one in colleagues]
    context = {
        "deputies": deputies,
        "people": people if visitor.has_role("head", "coordinator") else [],
        "deputy_people": people,
        "values": values,
        "done": done,
        **describe(pages, faults, _FIELDS).context(),
    }
    status = 422 if faults else 200
    frame = console_frame(visitor, PATH, unread)
    return pages.render("console/deputies.html", context, status=status, **frame)
