"""The gateway's application: `uvicorn gateway.app:create_app --factory --no-proxy-headers`.

A request goes through `RequestLog` → `SecurityHeaders` → `Compression` → `FrontDoor` and then to
the proxied services, the static files or the pages. Importing this opens nothing.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware

from gateway import api_docs
from gateway.assets import MOUNT_PATH, Assets
from gateway.bootstrap import open_runtime, upstream_checks
from gateway.compression import Compression
from gateway.errors import add_error_answers
from gateway.front_door import FrontDoor
from gateway.pages import page_routers
from gateway.proxy import TARGETS, ProxyRoute
from gateway.rendering import Renderer
from gateway.security_headers import SecurityHeaders
from gateway.settings import GatewaySettings
from shared.app import RequestLog, health_router
from shared.logging import configure_logging
from shared.settings import Environment


def create_app(settings: GatewaySettings | None = None) -> FastAPI:
    """Return the application; settings come from the environment unless given."""
    settings = settings or GatewaySettings()
    configure_logging("gateway", settings.log_level)
    is_development = settings.environment is not Environment.PRODUCTION

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_runtime(app, settings):
            yield

    app = FastAPI(
        title="Lắng Nghe",
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(RequestLog),
            Middleware(SecurityHeaders, settings=settings),
            Middleware(Compression),
            Middleware(FrontDoor, settings=settings),
        ],
    )
    assets = Assets()
    app.state.settings = settings
    app.state.assets = assets
    app.state.renderer = Renderer(assets, is_development=is_development)
    add_error_answers(app)
    app.routes.extend(ProxyRoute(target, settings) for target in TARGETS)
    app.mount(MOUNT_PATH, assets)
    app.include_router(health_router(lambda: upstream_checks(app, settings)))
    for router in (api_docs.router, *page_routers(is_development=is_development)):
        app.include_router(router)
    return app
