"""What routes ask for, as annotated types."""

from typing import Annotated

from fastapi import Depends, Request

from services.survey.bootstrap import SurveyRuntime


async def _survey(request: Request) -> SurveyRuntime:
    survey: SurveyRuntime = request.app.state.runtime
    return survey


Survey = Annotated[SurveyRuntime, Depends(_survey)]
