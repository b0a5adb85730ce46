"""`/danh-gia/{portal}`: rate a portal by the instrument in force."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients.base import segment
from gateway.pages.citizen.rating_form import RatingForm
from gateway.pages.deps import Pages
from gateway.settings import GatewaySettings
from gateway.visitors import Survey

router = APIRouter(include_in_schema=False)


@router.get("/danh-gia")
async def go_to_home_portal(request: Request, pages: Pages) -> Response:
    """Lead to the portal this site belongs to."""
    settings: GatewaySettings = request.app.state.settings
    return pages.redirect(f"/danh-gia/{segment(settings.home_portal)}")


@router.get("/danh-gia/{portal}")
async def show_rating_form(portal: str, pages: Pages, survey: Survey) -> HTMLResponse:
    """Show the empty form."""
    return await RatingForm(pages, survey, portal).show()


@router.post("/danh-gia/{portal}")
async def send_rating(portal: str, request: Request, pages: Pages, survey: Survey) -> Response:
    """Rate; the form comes back with what was chosen when something is wrong with it."""
    return await RatingForm(pages, survey, portal).take(request)


@router.get("/danh-gia/{portal}/cam-on")
async def thank_rater(portal: str, pages: Pages, survey: Survey) -> HTMLResponse:
    """Say thank you."""
    return await RatingForm(pages, survey, portal).thank()
