"""The web application of survey; importing it opens nothing and reads no environment."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.survey.alerts.routes import router as alerts
from services.survey.bootstrap import open_runtime
from services.survey.challenges.routes import router as challenges
from services.survey.comments.routes import router as comments
from services.survey.figures.routes import router as figures
from services.survey.instruments.routes import router as instruments
from services.survey.open_data.routes import router as open_data
from services.survey.polls.routes import router as polls
from services.survey.portals.routes import router as portals
from services.survey.quarantine.routes import router as quarantine
from services.survey.readings import readings
from services.survey.reports.routes import router as reports
from services.survey.responses.routes import router as responses
from services.survey.settings import SurveySettings
from shared.app import create_service_app
from shared.health import Check
from shared.identity import CallerVerifier
from shared.jwks import KeySource, over_http
from shared.openapi_examples import offer_examples
from shared.stopping import on_stop_signal

# Ratings come most often, and the first router is asked first.
ROUTERS = (
    responses, challenges, instruments, portals, figures, polls, comments, quarantine, open_data,
    reports, alerts,
)  # fmt: skip


_EXAMPLES = Path(__file__).parent / "data" / "examples.json"


def create_app(settings: SurveySettings | None = None) -> FastAPI:
    """Return the application; without settings they come from the environment."""
    chosen = settings or SurveySettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime(chosen) as runtime:
            keys = KeySource(over_http(runtime.http, f"{chosen.auth_url}/.well-known/jwks.json"))
            app.state.runtime = runtime
            app.state.callers = CallerVerifier(keys, chosen.public_url)
            with on_stop_signal(runtime.feed.end):
                yield

    def checks() -> Mapping[str, Check]:
        return {"mongodb": app.state.runtime.mongo.ping}

    app = create_service_app(
        process="survey",
        title="Lắng Nghe: survey",
        settings=chosen,
        lifespan=lifespan,
        checks=checks,
        readings=lambda: readings(app.state.runtime),
    )
    for router in ROUTERS:
        app.include_router(router)
    offer_examples(app, json.loads(_EXAMPLES.read_text("utf-8")))
    return app
