"""Open data, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from services.survey.deps import Survey
from services.survey.open_data import queries
from services.survey.open_data.catalog import catalogue
from services.survey.open_data.tables import as_csv
from shared.contracts.survey.open_data import Month, PublicFiguresOut
from shared.identity import AnyCaller
from shared.spreadsheets import CSV

router = APIRouter(prefix="/api/open-data", tags=["open data"])
MonthText = Annotated[Month | None, Query(description="A whole month, the last by default")]


@router.get("/figures.json")
async def show_published_figures(
    survey: Survey, _caller: AnyCaller, month: MonthText = None
) -> PublicFiguresOut:
    """Show a month's figures of every portal."""
    return await queries.show_month(survey, month)


@router.get("/figures.csv", response_class=Response)
async def download_published_figures(
    survey: Survey, _caller: AnyCaller, month: MonthText = None
) -> Response:
    """Download a month's figures of every portal as CSV."""
    figures = await queries.show_month(survey, month)
    name = f"lang-nghe-{figures.month}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(figures), media_type=CSV, headers=headers)


class LinkedDataResponse(JSONResponse):
    """JSON-LD."""

    media_type = "application/ld+json"


@router.get("/catalog.jsonld", response_class=LinkedDataResponse)
async def describe_open_data(survey: Survey, _caller: AnyCaller) -> LinkedDataResponse:
    """Describe what is published, in DCAT, for other portals to harvest."""
    described = catalogue(await queries.publication(survey))
    return LinkedDataResponse(described)
