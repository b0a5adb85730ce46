"""`/widgets/survey/{portal}`, `/widgets/qa/{unit}`: the ordinary forms, for a frame.

Only the portal's own pages may frame them (`gateway.framing`). They set no cookie, and what needs
one (asking a question) opens beside the page.
"""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from gateway.clients import SurveyClient
from gateway.clients.base import segment
from gateway.framing import QA, SURVEY
from gateway.pages.citizen.rating_form import Place, RatingForm
from gateway.pages.degrading import or_none
from gateway.pages.deps import PageMaker, Pages
from gateway.pages.highlighting import Highlighter
from gateway.visitors import Qa, Survey

router = APIRouter(include_in_schema=False)

ALL_UNITS = "-"
SHOWN = 10
_KEPT = ("lang", "theme", "portal")


class FramedSearch(BaseModel):
    """What to look for, and the portal whose page frames it."""

    q: str = Field("", max_length=200)
    portal: str = Field("", max_length=64)


@router.get(f"{SURVEY}/{{portal}}")
async def show_framed_rating(portal: str, pages: Pages, survey: Survey) -> Response:
    """Show the empty form."""
    return await _form(pages, survey, portal).show()


@router.post(f"{SURVEY}/{{portal}}")
async def send_framed_rating(
    portal: str, request: Request, pages: Pages, survey: Survey
) -> Response:
    """Rate."""
    return await _form(pages, survey, portal).take(request)


@router.get(f"{SURVEY}/{{portal}}/cam-on")
async def thank_framed_rater(portal: str, pages: Pages, survey: Survey) -> Response:
    """Say thank you."""
    return await _form(pages, survey, portal).thank()


@router.get(f"{QA}/{{unit}}")
async def show_framed_answers(
    unit: str, search: Annotated[FramedSearch, Query()], pages: Pages, qa: Qa
) -> Response:
    """Show a unit's newest answers, or those that match; `-` is every unit."""
    chosen = "" if unit == ALL_UNITS else unit
    words = search.q.strip()
    found = await or_none(qa.browse_questions(q=words or None, unit=chosen or None, limit=SHOWN))
    context = {
        "action": f"{QA}/{segment(unit)}",
        "kept": dict(_kept(pages)),
        "q": words,
        "unit": chosen,
        "questions": found.items if found else None,
        "highlight": Highlighter(words),
    }
    return pages.render("widgets/qa_frame.html", context)


def _kept(pages: PageMaker) -> list[tuple[str, str]]:
    """Return what every address inside the frame carries on, since no cookie does."""
    query = pages.request.query_params
    return [(name, query[name]) for name in _KEPT if name in query]


def _form(pages: PageMaker, survey: SurveyClient, portal: str) -> RatingForm:
    kept = urlencode(_kept(pages))
    place = Place(SURVEY, f"?{kept}" if kept else "", "layouts/frame.html", is_framed=True)
    return RatingForm(pages, survey, portal, place)
