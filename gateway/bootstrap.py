"""What is real in a gateway process: outgoing connections, sessions, limits."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus

import aiohttp
from fastapi import FastAPI

from gateway.admission import Admission
from gateway.api_docs import KEPT_SECONDS, ApiDescription
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
from gateway.upstream.addresses import IDLE_SECONDS
from gateway.upstream.asking import get
from gateway.upstream.failures import UpstreamFailed
from gateway.upstream.services import Patience, Service
from gateway.visitors import People
from shared.contracts.auth.directory import UnitOut
from shared.fetching import FetchFailed
from shared.identity import CallerVerifier
from shared.jwks import FetchKeys, KeySource

_UNITS_SECONDS = 30.0
_UPSTREAMS = ("auth", "qa", "survey")


@asynccontextmanager
async def open_runtime(app: FastAPI, settings: GatewaySettings) -> AsyncIterator[None]:
    """Open what requests need into `app.state` and close it at the end."""
    services = _services(settings)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS, ttl_dns_cache=30),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        timeout=aiohttp.ClientTimeout(total=10, sock_connect=settings.connect_timeout_seconds),
        trace_configs=[noting(services)],
    ) as http:
        state = app.state
        state.http = http
        state.callers = CallerVerifier(KeySource(_keys_of(services["auth"])), settings.public_url)
        passages = Passages(settings.reader_silence_seconds)
        limits = Limits(settings)
        sessions = Sessions(state.callers, settings, services["auth"])
        state.services, state.passages, state.limits = services, passages, limits
        state.admission = Admission(limits, sessions, settings)
        state.sites = PortalSites(services["survey"])
        state.maintenance = Maintenance(settings.maintenance_file)
        state.draining = Draining(settings.drain_seconds, passages.end_streams)
        state.people = People()
        state.units = Recent[list[UnitOut]](_UNITS_SECONDS)
        state.api_description = Recent[ApiDescription](KEPT_SECONDS)
        keeping = [
            asyncio.create_task(keeper)
            for keeper in (
                look_after(state, settings),
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


def _keys_of(auth: Service) -> FetchKeys:
    """Return a fetch of the keys that auth signs with."""

    async def fetch() -> object:
        try:
            answer = await get(auth, "/.well-known/jwks.json")
        except UpstreamFailed as failure:
            raise FetchFailed(type(failure).__name__) from failure
        if answer.status != HTTPStatus.OK:
            raise FetchFailed("status", answer.status)
        try:
            return json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise FetchFailed("not_json") from error

    return fetch


def noting(services: Mapping[str, Service]) -> aiohttp.TraceConfig:
    """Let the pages' calls tell the breakers which addresses answer and which refuse."""

    async def on_end(_http: object, _context: object, ended: aiohttp.TraceRequestEndParams) -> None:
        for service in services.values():
            service.note_answer(str(ended.url.origin()))

    async def on_failure(
        _http: object, _context: object, failed: aiohttp.TraceRequestExceptionParams
    ) -> None:
        was_refused = isinstance(failed.exception, aiohttp.ClientConnectorError)
        if was_refused or isinstance(failed.exception, aiohttp.ConnectionTimeoutError):
            for service in services.values():
                service.note_failure(str(failed.url.origin()), was_refused=was_refused)

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(on_end)
    trace.on_request_exception.append(on_failure)
    return trace


def _services(settings: GatewaySettings) -> dict[str, Service]:
    patience = Patience(
        settings.connect_timeout_seconds, settings.breaker_failures, settings.breaker_seconds
    )
    return {name: Service(name, settings.upstreams(name), patience) for name in _UPSTREAMS}
