"""`/`: where to ask, what was answered lately, where to rate."""

from fastapi import APIRouter
from fastapi.responses import Response

from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages
from gateway.visitors import Qa

router = APIRouter(include_in_schema=False)

LATEST = 4


@router.get("/")
async def show_home(pages: Pages, qa: Qa) -> Response:
    """Show the front page."""
    latest = await or_none(qa.browse_questions(limit=LATEST))
    return pages.render_public("citizen/home.html", {"questions": latest.items if latest else None})
