"""The VNeID-style sandbox: an OpenID provider with made-up persons. Never in production."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from services.auth.sandbox.authorization_routes import router as authorization
from services.auth.sandbox.discovery_routes import router as discovery
from services.auth.sandbox.logout_routes import router as logout
from services.auth.sandbox.pages import STATIC_FOLDER
from services.auth.sandbox.settings import SandboxSettings
from services.auth.sandbox.state import SandboxState
from services.auth.sandbox.switch_routes import router as switches
from services.auth.sandbox.token_routes import router as tokens
from shared.app import create_service_app


def create_app(settings: SandboxSettings | None = None) -> FastAPI:
    """Return the provider; its memory is empty and its key new. Raises in production."""
    chosen = settings or SandboxSettings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        timeout = aiohttp.ClientTimeout(total=5, connect=2)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            app.state.http = http
            yield

    app = create_service_app(
        process="sandbox",
        title="Lắng Nghe: sign-in sandbox",
        settings=chosen,
        lifespan=lifespan,
        checks=dict,
    )
    app.state.sandbox = SandboxState(chosen)
    for router in (discovery, authorization, tokens, logout, switches):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")
    return app
