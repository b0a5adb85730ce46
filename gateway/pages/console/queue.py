"""`/can-bo`: the questions before the visitor's units, in the parts asked for every day."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.labels import OPEN, QUEUE_ATTENTION, QUEUE_SORT, QUEUE_VIEW, STATUS
from gateway.pages.console.frame import console_frame
from gateway.pages.console.kept_searches import shown_searches
from gateway.pages.console.news import find_news
from gateway.pages.console.unread import count_unread
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages, Responder
from gateway.pages.options import label_options
from gateway.visitors import Qa, Visitor
from shared.contracts.qa.queue import QueueCounts, QueueFilter
from shared.contracts.qa.units import UnitFound
from shared.folding import fold

router = APIRouter(include_in_schema=False)

# Parts that are shown only while there is something in them, or they are looked at.
_SELDOM = ("waiting", "approval", "supporting")
_COORDINATORS = ("unit", "returned")
_UNITS_SHOWN = 8


class QueueView(BaseModel):
    """What part of the queue to show; empty texts of the form count as nothing."""

    q: str = Field("", max_length=200)
    status: str = Field("", max_length=40)
    unit: str = Field("", max_length=64)
    unit_name: str = Field("", max_length=200)
    show: str = Field("", pattern=rf"^({'|'.join(filter(None, QUEUE_VIEW))})?$")
    sort: str = Field("", pattern=r"^(due|newest|oldest)?$")
    cursor: str = Field("", max_length=400)
    done: str = Field("", max_length=40)
    about: str = Field("", max_length=40)

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the whole queue is asked for."""
        return any((self.q, self.status, self.unit, self.unit_name, self.show))

    def address(self, **changes: str) -> str:
        """Return the address of this view with some parts changed."""
        kept = self.model_dump(exclude={"done", "about"})
        pairs = {name: value for name, value in {**kept, **changes}.items() if value}
        return f"/can-bo?{urlencode(pairs)}" if pairs else "/can-bo"


@router.get("/can-bo")
async def show_queue(
    wanted: Annotated[QueueView, Query()], visitor: Responder, pages: Pages, qa: Qa
) -> HTMLResponse:
    """Show the queue."""
    wanted, found_units = await _find_unit(wanted, qa)
    unit = wanted.unit or None
    found, counts, unread, kept = await asyncio.gather(
        qa.list_queue(
            status=wanted.status or None,
            unit=unit,
            show=wanted.show or None,
            q=wanted.q.strip() or None,
            sort=wanted.sort or None,
            cursor=wanted.cursor or None,
        ),
        or_none(qa.count_queue(unit)),
        count_unread(qa),
        or_none(qa.list_searches()),
    )
    following = found.next_cursor
    context = {
        "query": wanted,
        "questions": found.items,
        "statuses": label_options(pages, STATUS, OPEN),
        "sorts": label_options(pages, QUEUE_SORT, QUEUE_SORT),
        "views": list_views(pages, visitor, wanted, counts),
        "units": _units(visitor),
        "all_units": visitor.has_role("coordinator"),
        "found_units": found_units,
        "kept_searches": shown_searches(kept, wanted.address(cursor="")),
        "news": find_news(wanted.done),
        "next_href": wanted.address(cursor=following) if following else "",
        "first_href": wanted.address(cursor="") if wanted.cursor else "",
    }
    return pages.render("console/queue.html", context, **console_frame(visitor, "/can-bo", unread))


def list_views(
    pages: PageMaker, visitor: Visitor, wanted: QueueView, counts: QueueCounts | None
) -> list[dict[str, Any]]:
    """Return the tabs, each with how much it holds."""
    views = []
    for key, label in QUEUE_VIEW.items():
        count = counts.counts.get(QueueFilter(key or "all")) if counts else None
        is_current = key == wanted.show
        if not is_current and not _is_offered(visitor, key, count):
            continue
        # The states to choose from are those of open ones.
        dropped = {"status": "", "sort": ""} if key == "answered" else {}
        views.append(
            {
                "key": key or "all",
                "label": pages.say(label),
                "href": wanted.address(show=key, cursor="", **dropped),
                "current": is_current,
                "count": count,
                "more": counts is not None and count == counts.up_to,
                "attention": key in QUEUE_ATTENTION,
            }
        )
    return views


def _is_offered(visitor: Visitor, key: str, count: int | None) -> bool:
    if key in _COORDINATORS:
        return visitor.has_role("coordinator")
    if key == "approval" and visitor.has_role("head"):
        return True
    return key not in _SELDOM or count != 0


async def _find_unit(wanted: QueueView, qa: Qa) -> tuple[QueueView, Sequence[UnitFound]]:
    """Return the view with the unit its name means, and the units that fit while it is unclear."""
    name = wanted.unit_name.strip()
    if wanted.unit or not name:
        return wanted, ()
    found = await or_none(qa.find_units(name, _UNITS_SHOWN)) or []
    same = [unit for unit in found if fold(unit.name) == fold(name)] or found
    if len(same) == 1:
        chosen = {"unit": same[0].id, "unit_name": same[0].name}
        return wanted.model_copy(update=chosen), ()
    return wanted, found


def _units(visitor: Visitor) -> list[dict[str, str]]:
    """Return the units the visitor works for, to pick from."""
    roles = visitor.me.roles if visitor.me else []
    names = {role.unit: role.unit_name or role.unit for role in roles if role.unit}
    return [{"value": unit, "label": name} for unit, name in names.items()]
