"""`/tai-khoan/phien`: where somebody is signed in, and ending what was forgotten elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem
from gateway.pages.account.frame import account_views
from gateway.pages.deps import Pages
from gateway.visitors import Auth, SignedIn

router = APIRouter(include_in_schema=False)

PATH = "/tai-khoan/phien"


@router.get(PATH)
async def show_sessions(
    _visitor: SignedIn, pages: Pages, auth: Auth, done: Annotated[str, Query(max_length=8)] = ""
) -> HTMLResponse:
    """Show the visitor's sessions, this one first."""
    found = await auth.list_sessions()
    found.sort(key=lambda one: (not one.is_current, -one.seen_at.timestamp()))
    context = {"sessions": found, "done": done, "views": account_views(pages, PATH)}
    return pages.render("account/sessions.html", context)


@router.post("/tai-khoan/phien/cac-phien-khac")
async def end_other_sessions(_visitor: SignedIn, pages: Pages, auth: Auth) -> Response:
    """End every session but this one."""
    await auth.end_other_sessions()
    return pages.redirect(f"{PATH}?done=all")


@router.post("/tai-khoan/phien/{session}")
async def end_session(session: str, _visitor: SignedIn, pages: Pages, auth: Auth) -> Response:
    """End one session; one that has ended meanwhile is as good as ended."""
    try:
        await auth.end_session(session)
    except ServiceProblem as problem:
        if problem.slug != "session-not-found":
            raise
    return pages.redirect(f"{PATH}?done=one")
