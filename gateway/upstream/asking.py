"""Small questions of our own to a service, over the proxy's connections: the next address answers
when one refuses, and the breaker hears of both.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.upstream.connection import HeaderList
from gateway.upstream.failures import AnswerUnreadable, ClosedUnanswered, TooSilent
from gateway.upstream.services import Line, Service

_LARGEST = 1024 * 1024
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; names of header fields are in lower case."""

    status: int
    headers: HeaderList
    body: bytes

    def has(self, name: bytes) -> bool:
        """Whether the field was sent."""
        return any(found == name for found, _ in self.headers)


async def get(service: Service, path: str) -> Answer:
    """Return what lies at a path; raises `UpstreamFailed`."""
    return await _ask(service, f"GET {path} HTTP/1.1\r\n".encode(), [], b"")


async def post(
    service: Service, path: str, fields: Sequence[tuple[str, str]], body: bytes
) -> Answer:
    """Return what a service says to a body that may safely come twice; raises `UpstreamFailed`."""
    length = ("Content-Length", str(len(body)))
    return await _ask(service, f"POST {path} HTTP/1.1\r\n".encode(), [*fields, length], body)


async def _ask(
    service: Service, start: bytes, fields: Sequence[tuple[str, str]], body: bytes
) -> Answer:
    tail = "".join(f"{name}: {value}\r\n" for name, value in fields).encode() + b"\r\n" + body
    line = await service.reach()
    try:
        return await _ask_on(line, start, tail)
    except ClosedUnanswered:
        if line.connection.is_fresh:
            raise
    return await _ask_on(await service.reach(anew=True), start, tail)


async def _ask_on(line: Line, start: bytes, tail: bytes) -> Answer:
    connection, breaker = line.connection, line.address.breaker
    host = b"Host: %b\r\n" % line.address.host_header
    loop = asyncio.get_running_loop()
    has_answer = was_left = False
    try:
        async with asyncio.timeout(_SECONDS):
            connection.begin(start + host + tail, is_whole=True, asks_head_only=False)
            await connection.wait_for_head()
            has_answer = True
            body, more = b"", True
            while more:
                part, more = await connection.next_chunk()
                body += part
                if len(body) > _LARGEST:
                    raise AnswerUnreadable("size")
            return Answer(connection.status, connection.headers, body)
    except TimeoutError as error:
        raise TooSilent from error
    except asyncio.CancelledError:
        was_left = True
        raise
    except ClosedUnanswered:
        was_left = not connection.is_fresh
        raise
    finally:
        line.address.give_back(connection, loop.time())
        if has_answer:
            breaker.succeeded()
        elif was_left:
            breaker.left()
        else:
            breaker.failed(loop.time())
