"""What is real in a gateway process: outgoing connections, sessions, limits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from fastapi import FastAPI

from gateway.admission import Admission
from gateway.clients.recent import Recent
from gateway.draining import Draining
from gateway.health import internal_port
from gateway.keeping import end_revoked_streams, look_after
from gateway.limits import Limits
from gateway.maintenance import Maintenance
from gateway.origins import PortalSites
from gateway.passages import Passages
from gateway.sessions import Sessions
from gateway.settings import GatewaySettings
from gateway.upstream.services import Patience, Service
from gateway.visitors import People
from shared.contracts.auth.directory import UnitOut
from shared.identity import CallerVerifier
from shared.jwks import KeySource, over_http

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
        keys = KeySource(over_http(http, f"{settings.upstreams('auth')[0]}/.well-known/jwks.json"))
        state = app.state
        state.http = http
        state.callers = CallerVerifier(keys, settings.public_url)
        services: dict[str, Service] = _services(settings)
        passages = Passages(settings.reader_silence_seconds)
        limits = Limits(settings)
        sessions = Sessions(http, state.callers, settings, services["auth"])
        state.services, state.passages, state.limits = services, passages, limits
        state.admission = Admission(limits, sessions, settings)
        state.sites = PortalSites(http, services["survey"])
        state.maintenance = Maintenance(settings.maintenance_file)
        state.draining = Draining(settings.drain_seconds, passages.end_streams)
        state.people = People()
        state.units = Recent[list[UnitOut]](_UNITS_SECONDS)
        keeping = [
            asyncio.create_task(keeper)
            for keeper in (
                look_after(state, settings.head_seconds),
                end_revoked_streams(passages, limits.redis),
            )
        ]
        try:
            async with internal_port(app, settings):
                with state.draining.on_sigterm():
                    yield
        finally:
            for task in keeping:
                task.cancel()
            for service in services.values():
                service.close()
            await limits.close()


def _services(settings: GatewaySettings) -> dict[str, Service]:
    patience = Patience(
        settings.connect_timeout_seconds, settings.breaker_failures, settings.breaker_seconds
    )
    return {name: Service(name, settings.upstreams(name), patience) for name in _UPSTREAMS}
