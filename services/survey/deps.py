"""What routes ask for, as annotated types."""

from typing import Annotated

from fastapi import Depends, Request

from services.survey.bootstrap import SurveyRuntime
from services.survey.directory.queries import must_administer_everything
from shared.identity import PROVEN, Caller, holding


async def _survey(request: Request) -> SurveyRuntime:
    survey: SurveyRuntime = request.app.state.runtime
    return survey


async def _address(request: Request) -> str:
    """Return where a request comes from, as the gateway tells it."""
    told = request.headers.get("X-Forwarded-For")
    return told or (request.client.host if request.client else "")


Address = Annotated[str, Depends(_address)]
Survey = Annotated[SurveyRuntime, Depends(_survey)]


async def _keeper_of_all(
    survey: Survey, caller: Annotated[Caller, Depends(holding("admin", level=PROVEN))]
) -> Caller:
    await must_administer_everything(survey, caller)
    return caller


KeeperOfAll = Annotated[Caller, Depends(_keeper_of_all)]
"""Who administers every unit: nobody else decides what all share, or over figures of their own."""
