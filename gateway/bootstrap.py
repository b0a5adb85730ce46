"""What is real in a gateway process: outgoing connections, sessions, limits, assets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI

from gateway.clients.recent import Recent
from gateway.limits import Limits
from gateway.sessions import Sessions
from gateway.settings import GatewaySettings
from gateway.visitors import People
from shared.contracts.auth.directory import UnitOut
from shared.health import Check
from shared.identity import CallerVerifier
from shared.jwks import KeySource, over_http
from shared.problems import Unavailable

# Services close idle connections after 5 s (uvicorn); ours are given up before that, so that no
# request is sent on a connection that is just being closed.
_IDLE_SECONDS = 4.0
_UNITS_SECONDS = 30.0
_UPSTREAMS = ("auth", "qa", "survey")


@asynccontextmanager
async def open_runtime(app: FastAPI, settings: GatewaySettings) -> AsyncIterator[None]:
    """Open what requests need into `app.state` and close it at the end."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=_IDLE_SECONDS, ttl_dns_cache=30),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        timeout=aiohttp.ClientTimeout(total=10, sock_connect=settings.connect_timeout_seconds),
    ) as http:
        keys = KeySource(over_http(http, f"{settings.auth_url}/.well-known/jwks.json"))
        app.state.http = http
        app.state.callers = CallerVerifier(keys, settings.public_url)
        app.state.sessions = Sessions(http, app.state.callers, settings)
        app.state.people = People()
        app.state.units = Recent[list[UnitOut]](_UNITS_SECONDS)
        limits = app.state.limits = Limits(settings)
        try:
            yield
        finally:
            await limits.close()


def upstream_checks(app: FastAPI, settings: GatewaySettings) -> dict[str, Check]:
    """Return what readiness asks: does each service answer."""

    def check(service: str) -> Check:
        async def ask() -> None:
            http: aiohttp.ClientSession = app.state.http
            url = f"{settings.upstream(service)}/healthz"
            async with http.get(url, allow_redirects=False) as response:
                if response.status != 200:
                    raise Unavailable

        return ask

    return {service: check(service) for service in _UPSTREAMS}
