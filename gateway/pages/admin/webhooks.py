"""`/quan-tri/ket-noi`: other systems that are called when something happens to a question."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient, ServiceProblem
from gateway.labels_admin import WEBHOOK_EVENT
from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.pages.options import label_options
from gateway.translations import mark
from gateway.visitors import Qa
from shared.contracts.qa.webhooks import EventKind, RegisterWebhook, WebhookTried

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/ket-noi"
KINDS: tuple[str, ...] = get_args(EventKind)
_FIELDS: Mapping[str, Mapping[str, str]] = {
    "name": {"": mark("Hãy đặt tên cho kết nối.")},
    "url": {"": mark("Địa chỉ bắt đầu bằng https:// và không nằm trong mạng nội bộ.")},
    "kinds": {"": mark("Hãy chọn ít nhất một sự kiện.")},
}


@router.get(PATH)
async def browse_webhooks(
    _visitor: Administrator,
    pages: Pages,
    qa: Qa,
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show the webhooks and the form to register one."""
    return await _show(pages, qa, {"done": done})


@router.post(PATH)
async def register_webhook(
    request: Request, _visitor: Administrator, pages: Pages, qa: Qa
) -> Response:
    """Register a webhook; the page that follows is the only one that shows its secret."""
    async with request.form(max_files=0, max_fields=60) as form:
        kinds = [str(kind) for kind in form.getlist("kinds")]
    values = await read_form(request, "name", "url")
    body = check(RegisterWebhook, {**values, "kinds": kinds})
    typed = {"values": values, "chosen": kinds}
    if isinstance(body, list):
        return await _show(pages, qa, typed, _placed(body), 422)
    try:
        registered = await qa.register_webhook(body)
    except ServiceProblem as problem:
        return await _show(pages, qa, typed, _placed(faults_of(problem)), problem.status)
    return await _show(pages, qa, {"registered": registered})


@router.post("/quan-tri/ket-noi/{webhook}/thu")
async def try_webhook(webhook: str, _visitor: Administrator, pages: Pages, qa: Qa) -> Response:
    """Call a webhook now and show what came of it."""
    tried: WebhookTried = await qa.try_webhook(webhook)
    return await _show(pages, qa, {"tried": tried})


@router.post("/quan-tri/ket-noi/{webhook}/xoa")
async def remove_webhook(webhook: str, _visitor: Administrator, pages: Pages, qa: Qa) -> Response:
    """Remove a webhook."""
    await qa.remove_webhook(webhook)
    return pages.redirect(f"{PATH}?done=gone")


def _placed(faults: list[Fault]) -> list[Fault]:
    return [Fault("kinds", fault.code) if fault.field.isdigit() else fault for fault in faults]


async def _show(
    pages: PageMaker,
    qa: QaClient,
    shown: Mapping[str, Any],
    faults: list[Fault] | None = None,
    status: int = 200,
) -> HTMLResponse:
    context = {
        "webhooks": await qa.list_webhooks(),
        "kinds": label_options(pages, WEBHOOK_EVENT, KINDS),
        "kind_words": WEBHOOK_EVENT,
        "values": {"name": "", "url": ""},
        "chosen": list(KINDS),
        "registered": None,
        "tried": None,
        "done": "",
        **describe(pages, faults, _FIELDS).context(),
        **shown,
    }
    return pages.render("admin/webhooks.html", context, status=status, **admin_frame(PATH))
