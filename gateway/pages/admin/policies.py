"""`/quan-tri/han-tra-loi`: deadline policies in force and to come, a preview, who changed what."""

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.pages.admin.frame import admin_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import Administrator, Pages
from gateway.pages.options import topic_options
from gateway.visitors import Qa
from shared.contracts.qa.policies import PolicyChangeOut

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/han-tra-loi"


class PolicyView(BaseModel):
    """For which unit and topic the due date is previewed."""

    unit: str = Field("", max_length=64)
    unit_name: str = Field("", max_length=200)
    topic: str = Field("", max_length=64)
    done: str = Field("", max_length=8)


@router.get(PATH)
async def browse_policies(
    _visitor: Administrator,
    pages: Pages,
    qa: Qa,
    wanted: Annotated[PolicyView, Query()],
) -> HTMLResponse:
    """Show the policies, and by when a question asked now would be answered."""
    policies, topics, preview = await asyncio.gather(
        qa.list_policies(),
        or_none(qa.list_topics()),
        or_none(qa.preview_due_date(wanted.unit or None, wanted.topic or None)),
    )
    context = {
        "policies": [one for one in policies if one.state != "past"],
        "past": [one for one in policies if one.state == "past"],
        "topics": topic_options(pages, topics or []),
        "preview": preview,
        "query": wanted,
    }
    return pages.render("admin/policies.html", context, **admin_frame(PATH))


@router.get("/quan-tri/han-tra-loi/thay-doi")
async def browse_policy_changes(
    _visitor: Administrator,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show who changed which policy or ladder, newest first."""
    found = await qa.list_policy_changes(cursor or None)
    following = found.next_cursor
    here = f"{PATH}/thay-doi"
    context = {
        "changes": [{"change": one, "fields": changed_fields(one)} for one in found.items],
        "next_href": f"{here}?{urlencode({'cursor': following})}" if following else "",
        "first_href": here if cursor else "",
    }
    return pages.render("admin/policy_changes.html", context, **admin_frame(PATH))


def changed_fields(change: PolicyChangeOut) -> Sequence[dict[str, Any]]:
    """Return what is different, field by field; for a new one everything it says."""
    before = change.before or {}
    return [
        {"name": name, "before": before.get(name), "after": value}
        for name, value in change.after.items()
        if before.get(name) != value
    ]
