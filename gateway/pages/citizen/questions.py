"""`/hoi-dap`: search and browse published answers, and one question's page."""

import asyncio
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from gateway.pages.citizen.tracked import remembered_secret
from gateway.pages.deadlines import days_left
from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages
from gateway.pages.options import unit_options
from gateway.visitors import Auth, Qa

router = APIRouter(include_in_schema=False)


class Search(BaseModel):
    """What somebody looks for; empty texts of the form count as nothing."""

    q: str = Field("", max_length=200)
    unit: str = Field("", max_length=64)
    cursor: str = Field("", max_length=400)

    def address(self, path: str, **changes: str) -> str:
        """Return the address of this search with some parts changed."""
        pairs = {name: value for name, value in {**self.model_dump(), **changes}.items() if value}
        return f"{path}?{urlencode(pairs)}" if pairs else path


@router.get("/hoi-dap")
async def browse_questions(
    search: Annotated[Search, Query()], pages: Pages, auth: Auth, qa: Qa
) -> HTMLResponse:
    """Show published answers, best match or newest first."""
    found, units = await asyncio.gather(
        qa.browse_questions(
            q=search.q.strip() or None, unit=search.unit or None, cursor=search.cursor or None
        ),
        or_none(auth.list_units()),
    )
    following = found.next_cursor
    context = {
        "query": search,
        "questions": found.items,
        "units": unit_options(pages, units or []),
        "next_href": search.address("/hoi-dap", cursor=following) if following else "",
        "first_href": search.address("/hoi-dap", cursor="") if search.cursor else "",
    }
    return pages.render("citizen/questions.html", context)


@router.get("/hoi-dap/{code}")
async def show_question(code: str, request: Request, pages: Pages, qa: Qa) -> HTMLResponse:
    """Show a question as this visitor may see it."""
    question = await qa.show_question(code, remembered_secret(request, code))
    context = {"question": question, "days_left": days_left(question)}
    return pages.render("citizen/question.html", context)
