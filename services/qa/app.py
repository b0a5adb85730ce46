"""The web application of qa; importing it opens nothing and reads no environment."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import FastAPI

from services.qa.bootstrap import open_runtime
from services.qa.figures.routes import router as figures
from services.qa.notifications.routes import router as notifications
from services.qa.questions.routes import router as questions
from services.qa.settings import QaSettings
from services.qa.topics.routes import router as topics
from shared.app import create_service_app
from shared.health import Check
from shared.identity import CallerVerifier
from shared.jwks import KeySource, over_http

ROUTERS = (questions, notifications, topics, figures)


def create_app(settings: QaSettings | None = None) -> FastAPI:
    """Return the application; without settings they come from the environment."""
    chosen = settings or QaSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime(chosen) as runtime:
            keys = KeySource(over_http(runtime.http, f"{chosen.auth_url}/.well-known/jwks.json"))
            app.state.runtime = runtime
            app.state.callers = CallerVerifier(keys, chosen.public_url)
            yield

    def checks() -> Mapping[str, Check]:
        return {"mongodb": app.state.runtime.mongo.ping}

    app = create_service_app(
        process="qa", title="Lắng Nghe: qa", settings=chosen, lifespan=lifespan, checks=checks
    )
    for router in ROUTERS:
        app.include_router(router, prefix="/api/qa/v1")
    return app
