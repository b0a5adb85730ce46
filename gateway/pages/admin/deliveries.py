"""`/quan-tri/chua-gui-duoc`: mails and webhook calls that could not be sent, to try again."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from gateway.labels import NOTIFICATION
from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, Pages
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/chua-gui-duoc"


@router.get(PATH)
async def browse_dead_deliveries(
    _visitor: Administrator,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show what could not be sent, newest first."""
    found = await qa.list_dead_deliveries(cursor or None)
    following = found.next_cursor
    context = {
        "deliveries": found.items,
        "kinds": NOTIFICATION,
        "done": done,
        "next_href": f"{PATH}?{urlencode({'cursor': following})}" if following else "",
        "first_href": PATH if cursor else "",
    }
    return pages.render("admin/deliveries.html", context, **admin_frame(PATH))


@router.post("/quan-tri/chua-gui-duoc/{delivery}/gui-lai")
async def resend_delivery(delivery: str, _visitor: Administrator, pages: Pages, qa: Qa) -> Response:
    """Try one again."""
    await qa.resend_delivery(delivery)
    return pages.redirect(f"{PATH}?done=1")
