"""`/can-bo/cach-nhan-thong-bao`: which mails go at once, in a digest or not, and quiet hours."""

from collections.abc import Mapping
from typing import Annotated, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import QaClient
from gateway.labels import MAIL_CHOICE, NOTIFICATION
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.deps import Follower, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, read_form
from gateway.pages.options import label_options
from gateway.translations import mark
from gateway.visitors import Qa, Visitor
from shared.contracts.qa.notifications import MailKind, NotificationSettings

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/cach-nhan-thong-bao"
KINDS: tuple[str, ...] = get_args(MailKind)
# These may not be turned off: somebody waits too long for them already.
_ALWAYS = ("question_escalated",)
_TIME = {"": mark("Ghi giờ và phút, ví dụ 21:30.")}
_FIELDS: Mapping[str, Mapping[str, str]] = {"quiet_from": _TIME, "quiet_to": _TIME}
_BOTH = mark("Giờ yên tĩnh cần cả lúc bắt đầu và lúc kết thúc.")


@router.get(PATH)
async def show_settings(
    visitor: Follower, pages: Pages, qa: Qa, done: Annotated[str, Query(max_length=8)] = ""
) -> HTMLResponse:
    """Show how the visitor is told."""
    settings = await qa.show_notification_settings()
    values = {"quiet_from": settings.quiet_from or "", "quiet_to": settings.quiet_to or ""}
    values |= {kind: settings.mail.get(kind, "immediately") for kind in get_args(MailKind)}
    return await _show(visitor, pages, qa, values, is_done=bool(done))


@router.post(PATH)
async def change_settings(request: Request, visitor: Follower, pages: Pages, qa: Qa) -> Response:
    """Change how the visitor is told."""
    values = await read_form(request, "quiet_from", "quiet_to", *KINDS)
    quiet = {name: values[name].strip() or None for name in _FIELDS}
    chosen = {kind: values[kind] for kind in KINDS if values[kind] in MAIL_CHOICE}
    faults = [Fault(name, "missing") for name in quiet if any(quiet.values()) and not quiet[name]]
    body = faults or check(NotificationSettings, {"mail": chosen, **quiet})
    if isinstance(body, list):
        return await _show(visitor, pages, qa, values, body)
    await qa.change_notification_settings(body)
    return pages.redirect(f"{PATH}?done=1")


async def _show(
    visitor: Visitor,
    pages: PageMaker,
    qa: QaClient,
    values: Mapping[str, str],
    faults: list[Fault] | None = None,
    *,
    is_done: bool = False,
) -> HTMLResponse:
    unread = await count_unread(qa)
    words = {name: {**own, "missing": _BOTH} for name, own in _FIELDS.items()}
    choices = label_options(pages, MAIL_CHOICE, MAIL_CHOICE)
    context = {
        "values": values,
        "kinds": [
            {
                "key": kind,
                "label": NOTIFICATION[kind],
                "choices": choices[:2] if kind in _ALWAYS else choices,
            }
            for kind in KINDS
        ],
        "is_done": is_done,
        **describe(pages, faults, words).context(),
    }
    status = 422 if faults else 200
    frame = console_frame(visitor, PATH, unread)
    return pages.render("console/telling.html", context, status=status, **frame)
