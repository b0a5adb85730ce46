"""`/quan-tri/nhat-ky`: who did what to whose account, for who administers everything."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.labels_audit import AUDIT_KIND
from gateway.pages.admin.frame import admin_frame
from gateway.pages.deps import Administrator, Pages
from gateway.pages.options import label_options
from gateway.visitors import Auth

router = APIRouter(include_in_schema=False)

PATH = "/quan-tri/nhat-ky"


class AuditView(BaseModel):
    """Which rows to show; what is typed wrongly is left out."""

    kind: str = Field("", max_length=60)
    person: str = Field("", max_length=64)
    actor: str = Field("", max_length=64)
    first: str = Field("", max_length=20)
    last: str = Field("", max_length=20)
    cursor: str = Field("", max_length=400)

    def address(self, **changes: str) -> str:
        """Return the address of this view with some parts changed."""
        kept = {**self.model_dump(), **changes}
        pairs = {name: value for name, value in kept.items() if value}
        return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


@router.get(PATH)
async def browse_audit(
    _visitor: Administrator, pages: Pages, auth: Auth, wanted: Annotated[AuditView, Query()]
) -> HTMLResponse:
    """Show what was done and refused, the newest first."""
    found = await auth.list_audit(
        audit_action=wanted.kind if wanted.kind in AUDIT_KIND else None,
        person=wanted.person.strip() or None,
        actor=wanted.actor.strip() or None,
        first=_day(wanted.first),
        last=_day(wanted.last),
        cursor=wanted.cursor or None,
    )
    following = found.next_cursor
    is_filtered = wanted.address(cursor="") != PATH
    context = {
        "rows": found.items,
        "query": wanted,
        "is_filtered": is_filtered,
        "path": PATH,
        "kinds": label_options(pages, AUDIT_KIND, AUDIT_KIND),
        "next_href": wanted.address(cursor=following) if following else "",
        "first_href": wanted.address(cursor="") if wanted.cursor else "",
    }
    return pages.render("admin/audit.html", context, **admin_frame(PATH))


def _day(typed: str) -> str | None:
    try:
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return None
