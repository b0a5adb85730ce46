"""The web application of auth. Importing it opens nothing and reads no environment."""

import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from fastapi import FastAPI

from services.auth.audit.routes import router as audit
from services.auth.bootstrap import open_runtime
from services.auth.calendars.routes import router as calendars
from services.auth.clients.keeping_routes import router as clients_keeping
from services.auth.clients.routes import router as clients
from services.auth.directory.routes import router as directory
from services.auth.imports.routes import router as imports
from services.auth.keys.routes import router as keys
from services.auth.people.keeping_routes import router as people_keeping
from services.auth.people.routes import router as people
from services.auth.readings import readings
from services.auth.rights.routes import router as rights
from services.auth.rights.work_routes import router as rights_work
from services.auth.sessions.routes import router as sessions
from services.auth.settings import AuthSettings
from services.auth.signins.routes import router as signins
from services.auth.units.routes import router as units
from shared.app import create_service_app
from shared.health import Check
from shared.openapi_examples import offer_examples

ROUTERS = (
    signins,
    sessions,
    keys,
    clients,
    clients_keeping,
    people,
    people_keeping,
    units,
    calendars,
    directory,
    imports,
    audit,
    rights,
    rights_work,
)


_EXAMPLES = Path(__file__).parent / "data" / "examples.json"


def create_app(settings: AuthSettings | None = None) -> FastAPI:
    """Return the application; its lifespan opens the stores."""
    settings = settings or AuthSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime(settings) as runtime:
            app.state.runtime = runtime
            app.state.callers = runtime.callers
            yield

    def checks() -> Mapping[str, Check]:
        async def ping_redis() -> None:
            await cast(Awaitable[bool], app.state.runtime.redis.ping())

        return {"mongodb": app.state.runtime.mongo.ping, "redis": ping_redis}

    app = create_service_app(
        process="auth",
        title="Lắng Nghe: auth",
        settings=settings,
        lifespan=lifespan,
        checks=checks,
        readings=lambda: readings(app.state.runtime),
    )
    for router in ROUTERS:
        app.include_router(router)
    offer_examples(app, json.loads(_EXAMPLES.read_text("utf-8")))
    return app
