"""`/lanh-dao/gop-y`: what people wrote with their ratings, found, tagged and handed on."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field

from gateway.clients import ServiceProblem
from gateway.labels_leading import LEADING_LABELS
from gateway.pages.dashboard.frame import dashboard_frame
from gateway.pages.degrading import or_none
from gateway.pages.deps import CommentReader, PageMaker, Pages
from gateway.pages.forms import Fault, check, describe, faults_of, read_form
from gateway.translations import mark
from gateway.visitors import Survey
from shared.contracts.survey.comments import CommentState, SortComment

router = APIRouter(include_in_schema=False)

PATH = "/lanh-dao/gop-y"
_ALL = mark("Tất cả")
FIELDS = {
    "tags": {"": mark("Mỗi nhãn nhiều nhất 40 ký tự, nhiều nhất 10 nhãn, cách nhau bằng dấu phẩy.")}
}


class CommentView(BaseModel):
    """Which comments to show."""

    state: CommentState | None = None
    tag: str = Field("", max_length=40)
    portal: str = Field("", max_length=64)
    q: str = Field("", max_length=200)
    cursor: str = Field("", max_length=400)

    def address(self, **changes: str) -> str:
        """Return the address of this view with some parts changed."""
        kept = {**self.model_dump(mode="json"), **changes}
        pairs = {name: value for name, value in kept.items() if value}
        return f"{PATH}?{urlencode(pairs)}" if pairs else PATH


@router.get(PATH)
async def show_comments(
    view: Annotated[CommentView, Query()], _visitor: CommentReader, pages: Pages, survey: Survey
) -> HTMLResponse:
    """Show the comments, the newest first."""
    return await _show(pages, survey, view)


@router.post(PATH + "/{comment}")
async def sort_comment(
    comment: Annotated[str, Path(max_length=64)],
    view: Annotated[CommentView, Query()],
    request: Request,
    _visitor: CommentReader,
    pages: Pages,
    survey: Survey,
) -> Response:
    """Mark and tag a comment; what was typed comes back when it was not taken."""
    values = await read_form(request, "state", "tags", "version")
    tags = [tag.strip() for tag in values["tags"].split(",") if tag.strip()]
    form = check(SortComment, {"state": values["state"] or None, "tags": tags})
    version = int(values["version"]) if values["version"].isdecimal() else 0
    faults = form if isinstance(form, list) else []
    if isinstance(form, SortComment):
        try:
            await survey.sort_comment(comment, version, form)
        except ServiceProblem as problem:
            faults = faults_of(problem)
    if not faults:
        return pages.redirect(view.address())
    kept = {
        "comment": comment,
        "tags": values["tags"],
        "errors": describe(pages, [_of_tags(fault) for fault in faults], FIELDS).errors,
    }
    return await _show(pages, survey, view, kept, status=422)


def _of_tags(fault: Fault) -> Fault:
    """Return a fault of one tag as one of the field they were all typed into."""
    return replace(fault, field="tags") if fault.field.isdecimal() else fault


async def _show(
    pages: PageMaker,
    survey: Survey,
    view: CommentView,
    kept: Mapping[str, object] | None = None,
    status: int = 200,
) -> HTMLResponse:
    found, tags, portals = await asyncio.gather(
        survey.list_comments(
            portal=view.portal or None,
            state=view.state,
            tag=view.tag or None,
            q=view.q.strip() or None,
            cursor=view.cursor or None,
        ),
        or_none(survey.count_tags()),
        or_none(survey.list_portals()),
    )
    names = {portal.id: portal.name for portal in portals.items} if portals else {}
    further = {comment.portal for comment in found.items} - names.keys()
    shown = await asyncio.gather(*(or_none(survey.show_portal(one)) for one in sorted(further)))
    every_name = names | {portal.id: portal.name for portal in shown if portal}
    following = found.next_cursor
    context = {
        "comments": found.items,
        "names": every_name,
        "query": view,
        "kept": kept or {"comment": "", "tags": "", "errors": []},
        "tags": tags or [],
        "portals": [{"value": portal, "label": name} for portal, name in names.items()],
        "kept_query": view.address().removeprefix(PATH),
        "views": [
            {
                "label": pages.say(label),
                "href": view.address(state=key, cursor=""),
                "current": (view.state or "") == key,
            }
            for key, label in {"": _ALL, **LEADING_LABELS["comment_state"]}.items()
        ],
        "tag_links": [
            {"label": one.tag, "count": one.comments, "href": view.address(tag=one.tag, cursor="")}
            for one in tags or []
        ],
        "next_href": view.address(cursor=following) if following else "",
        "first_href": view.address(cursor="") if view.cursor else "",
    }
    frame = dashboard_frame(pages, PATH)
    return pages.render("dashboard/comments.html", context, status=status, **frame)
