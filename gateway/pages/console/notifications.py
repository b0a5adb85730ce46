"""`/can-bo/thong-bao`: the visitor's inbox."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from gateway.pages.console.frame import console_frame
from gateway.pages.deps import Pages, Responder
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/thong-bao"


@router.get(PATH)
async def show_notifications(
    _visitor: Responder,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show the inbox, newest first."""
    found = await qa.list_notifications(cursor or None)
    unread = sum(1 for entry in found.items if not entry.read)
    following = found.next_cursor
    context = {
        "notifications": found.items,
        "next_href": f"{PATH}?{urlencode({'cursor': following})}" if following else "",
        "first_href": PATH if cursor else "",
    }
    return pages.render("console/notifications.html", context, **console_frame(PATH, unread))


@router.post("/can-bo/thong-bao/{notification}/da-doc")
async def read_notification(
    notification: str, _visitor: Responder, pages: Pages, qa: Qa
) -> Response:
    """Mark one as read."""
    await qa.read_notification(notification)
    return pages.redirect(PATH)
