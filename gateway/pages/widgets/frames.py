"""`/widgets/survey/{portal}`, `/widgets/qa/{unit}`: the ordinary forms for a frame in a portal's page.

Only that portal's own pages may frame them, as the survey service lists them. They set no cookie,
and what needs one (asking a question) opens beside the page.
"""

from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from gateway.clients import SurveyClient
from gateway.clients.base import segment
from gateway.pages.citizen.rating_form import Place, RatingForm
from gateway.pages.degrading import or_none
from gateway.pages.deps import Pages
from gateway.pages.highlighting import Highlighter
from gateway.security_headers import framed_headers
from gateway.visitors import Qa, Survey

router = APIRouter(include_in_schema=False)

SURVEY, QA = "/widgets/survey", "/widgets/qa"
ALL_UNITS = "-"
SHOWN = 10
_KEPT = ("lang", "theme", "portal")
_Answer = TypeVar("_Answer", bound=Response)


@router.get(f"{SURVEY}/{{portal}}")
async def show_framed_rating(
    portal: str, request: Request, pages: Pages, survey: Survey
) -> Response:
    """Show the empty form."""
    form = RatingForm(pages, survey, portal, _place(request))
    return await _framed(request, survey, portal, await form.show())


@router.post(f"{SURVEY}/{{portal}}")
async def send_framed_rating(
    portal: str, request: Request, pages: Pages, survey: Survey
) -> Response:
    """Rate."""
    form = RatingForm(pages, survey, portal, _place(request))
    return await _framed(request, survey, portal, await form.take(request))


@router.get(f"{SURVEY}/{{portal}}/cam-on")
async def thank_framed_rater(
    portal: str, request: Request, pages: Pages, survey: Survey
) -> Response:
    """Say thank you."""
    form = RatingForm(pages, survey, portal, _place(request))
    return await _framed(request, survey, portal, await form.thank())


@router.get(f"{QA}/{{unit}}")
async def show_framed_answers(
    unit: str,
    request: Request,
    pages: Pages,
    qa: Qa,
    survey: Survey,
    q: Annotated[str, Query(max_length=200)] = "",
    portal: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Show a unit's newest answers, or those that match; `-` is every unit."""
    chosen = "" if unit == ALL_UNITS else unit
    words = q.strip()
    found = await or_none(qa.browse_questions(q=words or None, unit=chosen or None, limit=SHOWN))
    context = {
        "action": f"{QA}/{segment(unit)}",
        "kept": {name: request.query_params[name] for name in _KEPT if name in request.query_params},
        "q": words,
        "unit": chosen,
        "questions": found.items if found else None,
        "highlight": Highlighter(words),
    }
    return await _framed(request, survey, portal, pages.render("widgets/qa_frame.html", context))


def _place(request: Request) -> Place:
    kept = [(name, request.query_params[name]) for name in _KEPT if name in request.query_params]
    query = f"?{urlencode(kept)}" if kept else ""
    return Place(SURVEY, query, "layouts/frame.html", is_framed=True)


async def _framed(
    request: Request, survey: SurveyClient, portal: str, answer: _Answer
) -> _Answer:
    """Let the portal's pages frame an answer; without knowing them, nobody may."""
    origins = await or_none(survey.show_portal_origins(portal)) if portal else None
    settings = request.app.state.settings
    answer.headers.update(framed_headers(settings, origins.origins if origins else ()))
    if "set-cookie" in answer.headers:
        del answer.headers["set-cookie"]
    return answer
