"""`/can-bo/kiem-duyet`: what a coordinator should look at, and what came of it."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from gateway.labels import MODERATION
from gateway.pages.console.frame import console_frame
from gateway.pages.console.unread import count_unread
from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages
from gateway.translations import mark
from gateway.visitors import Qa, Visitor, holding
from shared.contracts.qa.moderation import SettleModeration

router = APIRouter(include_in_schema=False)

PATH = "/can-bo/kiem-duyet"
_ALL = mark("Tất cả")
Coordinator = Annotated[Visitor, Depends(holding("coordinator"))]


class ModerationView(BaseModel):
    """Which matters to show."""

    kind: str = Field("", pattern=rf"^({'|'.join(MODERATION)})?$")
    state: str = Field("open", pattern=r"^(open|settled)$")
    cursor: str = Field("", max_length=400)
    done: str = Field("", max_length=8)

    def address(self, **changes: str) -> str:
        """Return the address of this view with some parts changed."""
        kept = {**self.model_dump(exclude={"done"}), **changes}
        pairs = {name: value for name, value in kept.items() if value and value != "open"}
        return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


@router.get(PATH)
async def show_moderation(
    wanted: Annotated[ModerationView, Query()], visitor: Coordinator, pages: Pages, qa: Qa
) -> HTMLResponse:
    """Show the matters of one kind, or all."""
    found, counted, unread = await asyncio.gather(
        qa.list_moderation(wanted.kind or None, wanted.state, wanted.cursor or None),
        or_none(qa.count_moderation()),
        count_unread(qa),
    )
    counts = counted.model_dump() if counted else {}
    following = found.next_cursor
    context = {
        "matters": found.items,
        "query": wanted,
        "views": [
            {
                "label": pages.say(label),
                "href": wanted.address(kind=kind, cursor=""),
                "current": kind == wanted.kind,
                "count": counts.get(kind) if wanted.state == "open" else None,
                "attention": kind == "personal_data",
            }
            for kind, label in {"": _ALL, **MODERATION}.items()
        ],
        "next_href": wanted.address(cursor=following) if following else "",
        "first_href": wanted.address(cursor="") if wanted.cursor else "",
    }
    return pages.render("console/moderation.html", context, **console_frame(visitor, PATH, unread))


@router.post("/can-bo/kiem-duyet/{matter}")
async def settle_moderation(
    matter: str,
    _visitor: Coordinator,
    pages: Pages,
    qa: Qa,
    outcome: Annotated[str, Form(pattern=r"^(handled|no_action)$")] = "handled",
    note: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Say what came of a matter."""
    body = SettleModeration.model_validate({"outcome": outcome, "note": note})
    await qa.settle_moderation(matter, body)
    return pages.redirect(f"{PATH}?done=1")
