"""`/healthz` for everybody; `/readyz` and `/metrics` for those inside.

On the public port the two are shown to `GATEWAY_INTERNAL_NETWORKS` alone, and to nobody who comes
through a proxy; `GATEWAY_INTERNAL_PORT` serves all three apart from it. `/readyz` names what does
not answer. A gateway stays ready (`degraded`) while any service answers: taking all gateways away
would spread one service's failure to the others, and limits are counted without Redis too.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_address

import aiohttp
from aiohttp import web
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from gateway.arrivals import Arrival
from gateway.draining import Draining
from gateway.limit_script import READ
from gateway.limits import Limits
from gateway.settings import GatewaySettings
from gateway.upstream.services import Service
from shared.health import Check, failing
from shared.problems import NotFound, Unavailable

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def show_health() -> JSONResponse:
    """Say that the process lives."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def show_readiness(request: Request) -> JSONResponse:
    """Say whether requests should be sent here, and what is away."""
    _refuse_outsiders(request)
    status, body = await _readiness(request.app)
    return JSONResponse(body, status)


@router.get("/metrics")
async def show_metrics(request: Request) -> Response:
    """Show the process's counters."""
    _refuse_outsiders(request)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@asynccontextmanager
async def internal_port(app: FastAPI, settings: GatewaySettings) -> AsyncIterator[None]:
    """Serve the three on a port of their own."""
    if not settings.internal_port:
        yield
        return

    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readiness(_request: web.Request) -> web.Response:
        status, body = await _readiness(app)
        return web.json_response(body, status=status)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    inside = web.Application()
    inside.router.add_get("/healthz", health)
    inside.router.add_get("/readyz", readiness)
    inside.router.add_get("/metrics", metrics)
    runner = web.AppRunner(inside, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.internal_host, settings.internal_port).start()
        yield
    finally:
        await runner.cleanup()


def _refuse_outsiders(request: Request) -> None:
    """Raise `NotFound` unless the connection itself comes from inside."""
    settings: GatewaySettings = request.app.state.settings
    arrival: Arrival = request.state.arrival
    came_through_proxy = arrival.has(b"x-forwarded-for") or arrival.has(b"forwarded")
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        raise NotFound from None
    if came_through_proxy or not any(address in network for network in settings.internal_networks):
        raise NotFound


async def _readiness(app: FastAPI) -> tuple[int, Mapping[str, object]]:
    draining: Draining = app.state.draining
    checks = _checks(app)
    away = await failing(checks)
    if draining.has_begun:
        status = "draining"
    elif set(app.state.services) <= set(away):
        status = "unavailable"
    else:
        status = "degraded" if away else "ok"
    code = 200 if status in {"ok", "degraded"} else 503
    return code, {"status": status, "failing": away}


def _checks(app: FastAPI) -> dict[str, Check]:
    """Return what readiness asks: does each service answer, and Redis."""
    services: Mapping[str, Service] = app.state.services
    limits: Limits = app.state.limits

    async def ask_redis() -> None:
        await limits.redis.run(READ, [b"limits:readiness"])

    def check(service: Service) -> Check:
        async def ask() -> None:
            http: aiohttp.ClientSession = app.state.http
            url = f"{service.next_origin()}/healthz"
            async with http.get(url, allow_redirects=False) as response:
                if response.status != 200:
                    raise Unavailable

        return ask

    return {**{name: check(service) for name, service in services.items()}, "redis": ask_redis}
