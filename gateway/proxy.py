"""Passes API requests on to the services and their answers back, byte for byte and as they come.

A route on pooled connections of our own (`gateway.upstream`; decision 7 has the figures): bodies
stream both ways with back-pressure, so that an event stream passes at once and a large download
takes no memory. A service that is away or silent gives a problem within seconds; a client that
goes away ends the service's work.
"""

import asyncio

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from gateway.admission import Admission
from gateway.arrivals import Arrival
from gateway.bodies import ClientGone
from gateway.clients import ServiceDown
from gateway.compression import compressed, is_worth_waiting_for
from gateway.forwarding import forwarded, request_head, response_headers
from gateway.passages import Body, Passage, Passages
from gateway.sessions import Identity
from gateway.settings import GatewaySettings
from gateway.targets import TOKEN_PATH, Target
from gateway.tracing import next_traceparent
from gateway.upstream.connection import Connection
from gateway.upstream.failures import (
    ClosedUnanswered,
    NotConnected,
    TooSilent,
    UpstreamFailed,
)
from gateway.upstream.services import Line, Service
from shared.logging import current_request_id, get_logger
from shared.problems import MethodNotAllowed, Problem

_log = get_logger(__name__)
_EVENTS = b"text/event-stream"
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})
_COOKIE, _AUTHORIZATION = frozenset({b"cookie"}), frozenset({b"authorization"})
_TRACESTATE, _NOTHING = frozenset({b"tracestate"}), frozenset[bytes]()


class UpstreamTooSlow(Problem):
    """A service took the request and did not answer in time."""

    status, slug, title = 504, "service-too-slow", "The service took too long to answer"


class ProxyRoute(BaseRoute):
    """One target as a route of the application."""

    def __init__(self, target: Target, settings: GatewaySettings) -> None:
        self.target = target
        self.path = f"{target.prefix}/{{path}}"  # what metrics and logs call it
        self._start = f"{target.prefix}/"
        proto, _, host = settings.public_url.partition("://")
        self._proto, self._host = proto.encode(), host.encode()
        self._silence = settings.read_timeout_seconds
        self._stream_silence = settings.stream_silence_seconds

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Take every HTTP request below the prefix."""
        if scope["type"] == "http" and scope["path"].startswith(self._start):
            return Match.FULL, {"route": self}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on; raises a `Problem` only while nothing was answered yet."""
        if scope["method"] not in _METHODS:
            raise MethodNotAllowed
        state = scope["app"].state
        passages: Passages = state.passages
        service: Service = state.services[self.target.service]
        arrival: Arrival = scope["state"]["arrival"]
        passage = Passage(receive, send, has_body=arrival.announces_body)
        passages.enter(passage)
        try:
            await self._pass(passage, arrival, service)
        except ClientGone:
            return
        except asyncio.CancelledError:
            if passage.failure is None:
                raise
            _cancelled_by_us()
        except UpstreamFailed as failure:
            if passage.failure is None:
                passage.failure = failure
        finally:
            passages.leave(passage)
        if isinstance(passage.failure, NotConnected):
            admission: Admission = state.admission
            await admission.give_back(arrival)
        if passage.failure is not None:
            self._conclude(passage, service)

    async def _pass(self, passage: Passage, arrival: Arrival, service: Service) -> None:
        body = await passage.open()
        is_stream = _EVENTS in (arrival.raw(b"accept") or b"")
        passage.silence_seconds = self._stream_silence if is_stream else self._silence
        line = await self._ask(passage, arrival, service, body)
        try:
            await self._answer(passage, arrival, line.connection)
        finally:
            line.address.give_back(line.connection, asyncio.get_running_loop().time())

    async def _ask(self, passage: Passage, arrival: Arrival, service: Service, body: Body) -> Line:
        """Send the request and return the line on which its answer has begun.

        A kept connection may be closed just as we write: then what may be repeated is, once.
        """
        may_repeat = arrival.method in _IDEMPOTENT or arrival.has(b"idempotency-key")
        may_repeat = may_repeat and (body is None or isinstance(body, bytes))
        line = await service.reach()
        try:
            return await self._ask_on(line, passage, arrival, body)
        except ClosedUnanswered:
            if line.connection.is_fresh or not may_repeat:
                raise
        return await self._ask_on(await service.reach(anew=True), passage, arrival, body)

    async def _ask_on(self, line: Line, passage: Passage, arrival: Arrival, body: Body) -> Line:
        connection = passage.connection = line.connection
        head = self._head(arrival, body, line.address.host_header)
        asks_head_only = arrival.method == "HEAD"
        has_answer = False
        try:
            if body is None or isinstance(body, bytes):
                connection.begin(head + (body or b""), is_whole=True, asks_head_only=asks_head_only)
            else:
                connection.begin(head, is_whole=False, asks_head_only=asks_head_only)
                passage.send_body(body, in_chunks=arrival.has(b"transfer-encoding"))
            await connection.wait_for_head()
            has_answer = True
            line.address.breaker.succeeded()
        finally:
            if not has_answer:
                connection.close()
                self._note(line, passage.failure)
        return line

    def _note(self, line: Line, failure: Exception | None) -> None:
        """Tell the breaker of an answer that did not come; a client that left is no fault of it."""
        if isinstance(failure, TooSilent) or (failure is None and line.connection.is_fresh):
            line.address.breaker.failed(asyncio.get_running_loop().time())
        else:
            line.address.breaker.left()

    def _head(self, arrival: Arrival, body: Body, host: bytes) -> bytes:
        scope = arrival.scope
        query: bytes = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        start = b"%b %b HTTP/1.1\r\nhost: %b\r\n" % (arrival.method.encode(), target, host)
        trace, goes_on = next_traceparent(arrival.raw(b"traceparent"))
        said = [(b"traceparent", trace), *self._said_about_sender(scope["state"])]
        if isinstance(body, bytes) or arrival.raw(b"content-length") == b"0":
            length = len(body) if isinstance(body, bytes) else 0
            said.append((b"content-length", b"%d" % length))
        elif body is not None:
            announced = arrival.raw(b"content-length")
            chunked = (b"transfer-encoding", b"chunked")
            said.append((b"content-length", announced) if announced else chunked)
        kept = _TRACESTATE if goes_on else _NOTHING
        if self.target.passes_cookies:
            kept |= _COOKIE
        elif arrival.path == TOKEN_PATH:
            kept |= _AUTHORIZATION
        return request_head(start, scope["headers"], said, kept)

    def _said_about_sender(self, state: dict[str, object]) -> list[tuple[bytes, bytes]]:
        address = str(state["address"])
        said = [
            (b"x-forwarded-for", address.encode()),
            (b"x-forwarded-proto", self._proto),
            (b"x-forwarded-host", self._host),
            (b"forwarded", forwarded(address, self._proto, self._host)),
            (b"x-request-id", (current_request_id() or "").encode()),
        ]
        identity = state.get("identity")
        if isinstance(identity, Identity) and identity.token:
            said.append((b"authorization", b"Bearer " + identity.token.encode()))
        return said

    async def _answer(self, passage: Passage, arrival: Arrival, connection: Connection) -> None:
        """Send the answer on as it comes; one that breaks off is broken off here too."""
        status = connection.status
        cookies = self.target.passes_cookies
        headers = response_headers(connection.headers, status, cookies=cookies)
        identity: Identity = arrival.scope["state"]["identity"]
        if any(
            value.startswith(b"text/event-stream") for n, value in headers if n == b"content-type"
        ):
            passage.become_stream(identity)
            await passage.begin(status, headers)  # at once, whatever it waits for
        body, more = await connection.next_chunk()
        accepted = arrival.text(b"accept-encoding")
        if is_worth_waiting_for(arrival.method, status, headers, accepted):
            while more:
                chunk, more = await connection.next_chunk()
                body += chunk
            headers, body = compressed(headers, body, accepted)
        if not passage.has_begun:
            await passage.begin(status, headers)
        await passage.go_on(body, more=more)
        while more:
            body, more = await connection.next_chunk()
            await passage.go_on(body, more=more)

    def _conclude(self, passage: Passage, service: Service) -> None:
        """Say what became of a request that got no whole answer."""
        failure = passage.failure
        if isinstance(failure, Problem) and not passage.has_begun:
            raise failure
        if not isinstance(failure, UpstreamFailed):
            return
        _log.warning("upstream_failed", service=service.name, error=type(failure).__name__)
        if passage.has_begun:
            return
        if isinstance(failure, TooSilent):
            raise UpstreamTooSlow(service=service.name)
        problem = ServiceDown(service.name)
        problem.headers["Retry-After"] = "5"
        raise problem


def _cancelled_by_us() -> None:
    """Take back the cancellation of the server's task: only this request has ended."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()
