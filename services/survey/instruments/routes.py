"""The survey people are shown."""

from fastapi import APIRouter

from services.survey.deps import Survey
from shared.clock import today
from shared.contracts.survey.responses import InstrumentOut
from shared.identity import AnyCaller

router = APIRouter(prefix="/api/survey/v1", tags=["instruments"])


@router.get("/instrument")
async def show_instrument(survey: Survey, _caller: AnyCaller) -> InstrumentOut:
    """Show the version valid today, in Vietnamese and English."""
    return (await survey.instruments.get()).shown_on(today()).out()
