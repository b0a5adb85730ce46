"""The web application of qa; importing it opens nothing and reads no environment."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

from services.qa.attachments.routes import router as attachments
from services.qa.bootstrap import open_runtime
from services.qa.consents.routes import router as consents
from services.qa.deputies.routes import router as deputies
from services.qa.faq.routes import router as faq
from services.qa.feeds.routes import router as feeds
from services.qa.figures.routes import router as figures
from services.qa.imports.routes import router as imports
from services.qa.moderation.routes import router as moderation
from services.qa.notifications.routes import router as notifications
from services.qa.personal_data.routes import router as personal_data
from services.qa.policies.routes import router as policies
from services.qa.questions.routes import router as questions
from services.qa.queue.routes import router as queue
from services.qa.readings import readings
from services.qa.search.routes import router as search
from services.qa.settings import QaSettings
from services.qa.templates.routes import router as templates
from services.qa.topics.routes import router as topics
from services.qa.units.routes import router as units
from services.qa.webhooks.routes import router as webhooks
from shared.app import create_service_app
from shared.health import Check
from shared.identity import CallerVerifier
from shared.jwks import KeySource, over_http
from shared.openapi_examples import offer_examples

ROUTERS = (
    questions, queue, search, notifications, topics, figures, attachments, units, moderation,
    imports, faq, templates, feeds, deputies, policies, webhooks, consents, personal_data,
)  # fmt: skip

_EXAMPLES = Path(__file__).parent / "data" / "examples.json"


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
        process="qa",
        title="Lắng Nghe: qa",
        settings=chosen,
        lifespan=lifespan,
        checks=checks,
        readings=lambda: readings(app.state.runtime),
    )
    for router in ROUTERS:
        app.include_router(router, prefix="/api/qa/v1")
    offer_examples(app, json.loads(_EXAMPLES.read_text("utf-8")))
    return app
