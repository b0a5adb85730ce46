"""Passes API requests on to the services and their answers back, byte for byte and as they come.

A pure ASGI route on the pooled aiohttp session: bodies stream both ways with back-pressure, so
that an event stream passes at once and a large download takes no memory. A service that is away
or silent gives a problem within seconds; a client that goes away ends the service's work.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send
from yarl import URL

from gateway.bodies import ClientGone, Inbound
from gateway.clients import ServiceDown
from gateway.forwarding import request_headers, response_headers
from gateway.sessions import Identity
from gateway.settings import GatewaySettings
from shared.logging import current_request_id, get_logger
from shared.problems import MethodNotAllowed, Problem

_log = get_logger(__name__)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_RETRY_AFTER_SECONDS = 0.1

Body = bytes | AsyncIterator[bytes] | None


@dataclass(frozen=True, slots=True)
class Target:
    """A part of the address space and the service behind it."""

    prefix: str
    service: str
    passes_cookies: bool = False


TARGETS = (
    Target("/api/qa", "qa"),
    Target("/api/survey", "survey"),
    Target("/api/auth", "auth"),
    Target("/api/open-data", "survey"),
    Target("/auth", "auth", passes_cookies=True),
    Target("/.well-known", "auth"),
)
_STARTS = tuple(f"{target.prefix}/" for target in TARGETS)
# Where machine clients show their own secret to get a token.
TOKEN_PATH = "/api/auth/v1/token"  # noqa: S105 - an address


def is_proxied(path: str) -> bool:
    """Whether a service answers at this address."""
    return path.startswith(_STARTS)


class UpstreamTooSlow(Problem):
    """A service took the request and did not answer in time."""

    status, slug, title = 504, "service-too-slow", "The service took too long to answer"


class ProxyRoute(BaseRoute):
    """One target as a route of the application."""

    def __init__(self, target: Target, settings: GatewaySettings) -> None:
        self.target = target
        self.path = f"{target.prefix}/{{path}}"  # what metrics and logs call it
        self._base = settings.upstream(target.service)
        self._start = f"{target.prefix}/"
        scheme, _, host = settings.public_url.partition("://")
        self._public = [("X-Forwarded-Proto", scheme), ("X-Forwarded-Host", host)]
        connect = settings.connect_timeout_seconds
        self._timeout, self._stream_timeout = (
            aiohttp.ClientTimeout(total=None, sock_connect=connect, sock_read=silence)
            for silence in (settings.read_timeout_seconds, settings.stream_silence_seconds)
        )

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every HTTP request below the prefix."""
        if scope["type"] == "http" and scope["path"].startswith(self._start):
            return Match.FULL, {"route": self}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; raises a `Problem` only while nothing was answered yet."""
        if scope["method"] not in _METHODS:
            raise MethodNotAllowed
        inbound = Inbound(receive)
        answer = _Answer(send)
        try:
            body = await inbound.open(Headers(scope=scope))
            inbound.watch()
            await self._answer(await self._ask(scope, body), answer)
        except ClientGone:
            return
        except asyncio.CancelledError:
            if inbound.failure is None:
                raise
            _cancelled_by_us()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if inbound.failure is None:
                raise self._problem(error) from error
        finally:
            inbound.stop()
        if isinstance(inbound.failure, Problem) and not answer.has_begun:
            raise inbound.failure

    async def _ask(self, scope: Scope, body: Body) -> aiohttp.ClientResponse:
        http: aiohttp.ClientSession = scope["app"].state.http
        query = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        url = URL(self._base + target.decode("latin-1"), encoded=True)
        headers = Headers(scope=scope)
        sent = request_headers(headers.raw, self._said_by_us(scope["state"]), self._kept(scope))
        is_stream = "text/event-stream" in headers.get("accept", "")
        timeout = self._stream_timeout if is_stream else self._timeout
        for attempt in (1, 2):
            try:
                return await http.request(
                    scope["method"],
                    url,
                    headers=sent,
                    data=body,
                    timeout=timeout,
                    allow_redirects=False,
                )
            except aiohttp.ClientConnectorError:  # nothing was sent yet
                if attempt == 2 or not (body is None or isinstance(body, bytes)):
                    raise
                await asyncio.sleep(_RETRY_AFTER_SECONDS)
        raise AssertionError("unreachable")

    def _kept(self, scope: Scope) -> frozenset[bytes]:
        """Return the credentials this address checks itself."""
        if scope["path"] == TOKEN_PATH:
            return frozenset({b"authorization"})
        return frozenset({b"cookie"}) if self.target.passes_cookies else frozenset()

    def _said_by_us(self, state: dict[str, object]) -> list[tuple[str, str]]:
        said = [("X-Forwarded-For", str(state["address"])), *self._public]
        said.append(("X-Request-Id", current_request_id() or ""))
        identity = state.get("identity")
        if isinstance(identity, Identity) and identity.token:
            said.append(("Authorization", f"Bearer {identity.token}"))
        return said

    async def _answer(self, response: aiohttp.ClientResponse, answer: "_Answer") -> None:
        """Send the answer on as it comes; one that breaks off is broken off here too."""
        cookies = self.target.passes_cookies
        headers = response_headers(response.raw_headers, response.status, cookies=cookies)
        content, more = response.content, True
        try:
            await answer.begin(response.status, headers)
            while more:
                chunk = await content.readany()
                more = not content.at_eof()
                await answer.go_on(chunk, more=more)
        except (aiohttp.ClientError, TimeoutError) as error:
            _log.warning("answer_broke_off", service=self.target.service, error=repr(error)[:200])
        finally:
            response.release()

    def _problem(self, error: Exception) -> Problem:
        service = self.target.service
        _log.warning("upstream_failed", service=service, error=type(error).__name__)
        if isinstance(error, TimeoutError) and not isinstance(
            error, aiohttp.ConnectionTimeoutError
        ):
            return UpstreamTooSlow(service=service)
        problem = ServiceDown(service)
        problem.headers["Retry-After"] = "5"
        return problem


class _Answer:
    """The answer as sent so far; once begun it can only go on or break off."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.has_begun = False

    async def begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.has_begun = True
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await self._send(start)

    async def go_on(self, chunk: bytes, *, more: bool) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": more})


def _cancelled_by_us() -> None:
    """Take back the cancellation of the server's task: only this request has ended."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
