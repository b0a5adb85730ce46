"""`/can-bo/thong-bao`: the visitor's inbox."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.deps import RESPONDERS, Follower, Pages
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/thong-bao"


@router.get(PATH)
async def show_notifications(
    visitor: Follower,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show the inbox, newest first."""
    found, unread = await asyncio.gather(qa.list_notifications(cursor or None), count_unread(qa))
    following = found.next_cursor
    context = {
        "notifications": found.items,
        "unread": unread,
        "has_queue": visitor.has_role(*RESPONDERS),
        "next_href": f"{PATH}?{urlencode({'cursor': following})}" if following else "",
        "first_href": PATH if cursor else "",
    }
    return pages.render(
        "console/notifications.html", context, **console_frame(visitor, PATH, unread)
    )


@router.post("/can-bo/thong-bao/da-doc")
async def read_all_notifications(_visitor: Follower, pages: Pages, qa: Qa) -> Response:
    """Mark everything as read."""
    await qa.read_all_notifications()
    return pages.redirect(PATH)


@router.post("/can-bo/thong-bao/{notification}/da-doc")
async def read_notification(
    notification: str, _visitor: Follower, pages: Pages, qa: Qa
) -> Response:
    """Mark one as read."""
    await qa.read_notification(notification)
    return pages.redirect(PATH)
