"""`/hoi-dap/cua-toi`: what somebody asked signed in."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from gateway.pages.deps import Pages
from gateway.visitors import Qa, SignedIn

router = APIRouter(include_in_schema=False)

PATH = "/hoi-dap/cua-toi"


@router.get(PATH)
async def show_own_questions(
    _visitor: SignedIn,
    pages: Pages,
    qa: Qa,
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Show the visitor's own questions, newest first."""
    found = await qa.list_own_questions(cursor or None)
    context = {
        "questions": found.items,
        "next_href": f"{PATH}?cursor={found.next_cursor}" if found.next_cursor else "",
        "first_href": PATH if cursor else "",
    }
    return pages.render("citizen/own_questions.html", context)
