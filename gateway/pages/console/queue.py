"""`/can-bo`: the open questions of the visitor's units, soonest due first."""

import asyncio
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.labels import OPEN, QUEUE_VIEW, STATUS
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.deps import PageMaker, Pages, Responder
from gateway.pages.options import label_options
from gateway.visitors import Qa, Visitor

router = APIRouter(include_in_schema=False)


class QueueFilter(BaseModel):
    """What part of the queue to show; empty texts of the form count as nothing."""

    q: str = Field("", max_length=200)
    status: str = Field("", max_length=40)
    unit: str = Field("", max_length=64)
    show: str = Field("", pattern=r"^(mine|unassigned|due_soon|overdue|answered)?$")
    cursor: str = Field("", max_length=400)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the whole queue is asked for."""
        return any((self.q, self.status, self.unit, self.show))

    def address(self, **changes: str) -> str:
        """Return the address of this view with some parts changed."""
        pairs = {name: value for name, value in {**self.model_dump(), **changes}.items() if value}
        return f"/can-bo?{urlencode(pairs)}" if pairs else "/can-bo"


@router.get("/can-bo")
async def show_queue(
    wanted: Annotated[QueueFilter, Query()], visitor: Responder, pages: Pages, qa: Qa
) -> HTMLResponse:
    """Show the queue."""
    found, unread = await asyncio.gather(
        qa.list_queue(
            status=wanted.status or None,
            unit=wanted.unit or None,
            show=wanted.show or None,
            q=wanted.q.strip() or None,
            cursor=wanted.cursor or None,
        ),
        count_unread(qa),
    )
    following = found.next_cursor
    context = {
        "query": wanted,
        "questions": found.items,
        "statuses": label_options(pages, STATUS, OPEN),
        "views": _views(pages, wanted),
        "units": _units(visitor),
        "next_href": wanted.address(cursor=following) if following else "",
        "first_href": wanted.address(cursor="") if wanted.cursor else "",
    }
    return pages.render("console/queue.html", context, **console_frame(visitor, "/can-bo", unread))


def _views(pages: PageMaker, wanted: QueueFilter) -> list[dict[str, Any]]:
    """Return the tabs: parts of the queue that are asked for every day."""
    dropped = {"answered": {"status": ""}}  # the states to choose from are those of open ones
    return [
        {
            "label": pages.say(label),
            "href": wanted.address(show=key, cursor="", **dropped.get(key, {})),
            "current": key == wanted.show,
        }
        for key, label in QUEUE_VIEW.items()
    ]


def _units(visitor: Visitor) -> list[dict[str, str]]:
    """Return the units the visitor works for, to pick from."""
    roles = visitor.me.roles if visitor.me else []
    names = {role.unit: role.unit_name or role.unit for role in roles if role.unit}
    return [{"value": unit, "label": name} for unit, name in names.items()]
