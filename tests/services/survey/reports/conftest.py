"""Auth and qa as far as reports ask them, over real HTTP."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, HTTPException, Request

from shared.clock import now
from shared.contracts.qa.figures import Method, QaFigures, RatingCounts, WorkingTime
from shared.service_client import ServiceClient
from tests.services.survey.support import RunningSurvey
from tests.support.serving import serving


class QaBeside:
    """What qa answers; `is_away` has it answer nothing."""

    def __init__(self) -> None:
        self.is_away = False
        self.asked: list[dict[str, str]] = []

    def app(self) -> FastAPI:
        others = FastAPI()

        @others.post("/api/auth/v1/token")
        async def issue_token() -> dict[str, object]:
            return {"access_token": "machine", "token_type": "Bearer", "expires_in": 300}

        @others.get("/api/qa/v1/figures")
        async def show_figures(request: Request) -> QaFigures:
            assert request.headers["authorization"] == "Bearer machine"
            if self.is_away:
                raise HTTPException(503)
            self.asked.append(dict(request.query_params))
            is_now = request.query_params["from"] == "2026-01-01"
            return QaFigures(
                as_of=now(),
                received=1_234 if is_now else 900,
                answered=1_000,
                on_time=950,
                late=50,
                open=230,
                overdue=12,
                escalated=7,
                on_time_share=0.9387,
                working_time=WorkingTime(n=1_000, median_days=2.5),
                ratings=RatingCounts(n=40, satisfaction_share=0.875),
                method=Method(vi="Đúng hạn theo Quyết định 766."),
            )

        return others


@pytest.fixture
async def qa_beside(survey: RunningSurvey) -> AsyncIterator[QaBeside]:
    """Let survey ask auth and qa here."""
    qa, runtime = QaBeside(), survey.runtime
    before = runtime.settings, runtime.auth
    async with serving(qa.app()) as url:
        runtime.settings = runtime.settings.model_copy(update={"qa_url": url})
        runtime.auth = ServiceClient(runtime.http, url, "survey", "secret")
        yield qa
        runtime.settings, runtime.auth = before
