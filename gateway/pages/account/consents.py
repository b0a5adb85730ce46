"""`/tai-khoan/dong-y`: what somebody agreed to, word for word, and taking it back."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem
from gateway.pages.account.frame import account_views
from gateway.pages.deps import Pages
from gateway.pages.forms import read_form
from gateway.pages.versions import as_version
from gateway.visitors import ProvenPerson, Qa

router = APIRouter(include_in_schema=False)

PATH = "/tai-khoan/dong-y"


@router.get(PATH)
async def show_consents(
    *,
    _visitor: ProvenPerson,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
    done: Annotated[str, Query(max_length=8)] = "",
) -> HTMLResponse:
    """Show the visitor's consents, the newest first."""
    found = await qa.list_consents(cursor or None)
    following = found.next_cursor
    context = {
        "consents": found.items,
        "done": done,
        "next_href": f"{PATH}?{urlencode({'cursor': following})}" if following else "",
        "first_href": PATH if cursor else "",
        "views": account_views(pages, PATH),
    }
    return pages.render("account/consents.html", context)


@router.post("/tai-khoan/dong-y/{code}/rut-lai")
async def withdraw_consent(
    code: str, request: Request, _visitor: ProvenPerson, pages: Pages, qa: Qa
) -> Response:
    """Take a consent back; the question leaves the public pages at once."""
    values = await read_form(request, "version")
    try:
        await qa.withdraw_consent(code, as_version(values["version"]))
    except ServiceProblem as problem:
        if problem.status != 412:
            raise
        return pages.redirect(f"{PATH}?done=again")
    return pages.redirect(f"{PATH}?done=1")
