"""What routes ask for, as annotated types."""

from typing import Annotated

from fastapi import Depends, Request

from services.survey.bootstrap import SurveyRuntime


async def _survey(request: Request) -> SurveyRuntime:
    survey: SurveyRuntime = request.app.state.runtime
    return survey


async def _address(request: Request) -> str:
    """Return where a request comes from, as the gateway tells it."""
    told = request.headers.get("X-Forwarded-For")
    return told or (request.client.host if request.client else "")


Address = Annotated[str, Depends(_address)]
Survey = Annotated[SurveyRuntime, Depends(_survey)]
