"""The gateway's application.

`uvicorn gateway.app:create_app --factory --no-proxy-headers --http
gateway.connections:PatientProtocol`. A request goes through `FrontDoor`, then straight to the
service that answers it, or through `Compression` to static files and pages. Importing this opens
nothing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import Receive, Scope, Send

from gateway import api_docs, health
from gateway.assets import MOUNT_PATH, Assets
from gateway.bootstrap import open_runtime
from gateway.compression import Compression
from gateway.errors import LastResort, add_error_answers
from gateway.front_door import FrontDoor
from gateway.pages import page_routers
from gateway.proxy import ProxyRoute
from gateway.rendering import Renderer
from gateway.settings import GatewaySettings
from gateway.targets import TARGETS
from shared.logging import configure_logging
from shared.settings import Environment
from shared.tracing import configure_tracing


class GatewayApp(FastAPI):
    """The application behind its front door, which is the first to see a request."""

    def __init__(self, settings: GatewaySettings, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._front_door = FrontDoor(super().__call__, settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the application's own life."""
        scope["app"] = self
        await self._front_door(scope, receive, send)


def create_app(settings: GatewaySettings | None = None) -> FastAPI:
    """Return the application; settings come from the environment unless given."""
    settings = settings or GatewaySettings()
    configure_logging("gateway", settings.log_level)
    configure_tracing("gateway", settings.trace_collector)
    is_development = settings.environment is not Environment.PRODUCTION

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime(app, settings):
            yield

    app = GatewayApp(
        settings,
        title="Lắng Nghe",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(LastResort), Middleware(Compression)],
    )
    assets = Assets()
    app.state.settings = settings
    app.state.assets = assets
    app.state.renderer = Renderer(assets, is_development=is_development)
    add_error_answers(app)
    app.routes.extend(ProxyRoute(target, settings) for target in TARGETS)
    app.mount(MOUNT_PATH, assets)
    for router in (health.router, api_docs.router, *page_routers(is_development=is_development)):
        app.include_router(router)
    return app
