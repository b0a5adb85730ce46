"""The web application every service starts from: problems, request ids, metrics, health pages."""

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from pymongo.errors import ConnectionFailure
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.health import Check, failing
from shared.logging import begin_request, configure_logging, get_logger, log_request
from shared.mongo import DatabaseUnavailable
from shared.problems import MEDIA_TYPE, add_problem_handlers
from shared.readings import Gauges, Readings
from shared.settings import SharedSettings
from shared.tracing import SERVER, configure_tracing, note_answer, traced

_log = get_logger("http")
REQUESTS = Counter("http_requests_total", "Requests", ["method", "route", "status"])
SECONDS = Histogram("http_request_seconds", "Time to the end of the response", ["method", "route"])
_UNLOGGED = {"/healthz", "/readyz", "/metrics"}


class RequestNotes:
    """Counts and logs requests that are over, by route template."""

    def __init__(self) -> None:
        self._templates: dict[int, str | None] = {}
        self._metrics: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def note(self, scope: Scope, status: int, seconds: float) -> str:
        """Note one request; returns its route's template."""
        method, template = scope["method"], self._template(scope)
        known = self._metrics.get((method, template, status))
        if known is None:
            known = REQUESTS.labels(method, template, status), SECONDS.labels(method, template)
            self._metrics[method, template, status] = known
        known[0].inc()
        known[1].observe(seconds)
        if template not in _UNLOGGED:
            log_request(method, template, status, seconds)
        return template

    def _template(self, scope: Scope) -> str:
        """Return the whole path template: the route in the scope knows only its router's part."""
        route = scope.get("route")
        if route is None:
            return "unmatched"
        if not self._templates:
            contexts = iter_route_contexts(scope["app"].routes)
            self._templates = {id(context.original_route): context.path for context in contexts}
        return self._templates.get(id(route)) or str(getattr(route, "path", "unmatched"))


class RequestLog:
    """Binds the request id, answers with it, and notes each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._notes = RequestNotes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = begin_request(headers.get("x-request-id"))
        status = 500
        begun = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = request_id
            await send(message)

        with traced(scope["method"], SERVER, headers.get("traceparent")) as span:
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                route = self._notes.note(scope, status, time.perf_counter() - begun)
                note_answer(span, scope["method"], route, status)


def health_router(
    checks: Callable[[], Mapping[str, Check]], readings: Callable[[], Readings] = dict
) -> APIRouter:
    """Return `/healthz` (alive), `/readyz` (can serve; names what fails) and `/metrics`."""
    router = APIRouter(include_in_schema=False)
    gauges = Gauges(readings)

    @router.get("/healthz")
    async def show_health() -> JSONResponse:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz")
    async def show_readiness() -> JSONResponse:
        down = await failing(checks())
        status = "unavailable" if down else "ok"
        return JSONResponse({"status": status, "failing": down}, 503 if down else 200)

    @router.get("/metrics")
    async def show_metrics() -> Response:
        await gauges.refresh()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _add_database_handler(app: FastAPI, public_url: str) -> None:
    """Answer 503 when a read outside a transaction finds no database."""

    async def on_unreachable(_request: Request, error: Exception) -> JSONResponse:
        _log.warning("database_unreachable", error=type(error).__name__)
        problem = DatabaseUnavailable()
        return JSONResponse(problem.body(public_url), problem.status, media_type=MEDIA_TYPE)

    app.add_exception_handler(ConnectionFailure, on_unreachable)


def create_service_app(
    *,
    process: str,
    title: str,
    settings: SharedSettings,
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]],
    checks: Callable[[], Mapping[str, Check]],
    readings: Callable[[], Readings] = dict,
) -> FastAPI:
    """Return an application with everything that is the same in every service.

    The lifespan opens the runtime; `checks` returns what `/readyz` asks once it is open, `readings`
    what `/metrics` reads from the stores.
    """
    configure_logging(process, settings.log_level)
    configure_tracing(process, settings.trace_collector)
    app = FastAPI(
        title=title,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        redirect_slashes=False,  # it would lead to where only the gateway gets
        separate_input_output_schemas=False,
    )
    add_problem_handlers(app, settings.public_url)
    _add_database_handler(app, settings.public_url)
    app.include_router(health_router(checks, readings))
    app.add_middleware(RequestLog)
    return app
