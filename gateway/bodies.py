"""How large and how slow a request may be, and its sender's going away.

A body and the news that its sender has left come over the same ASGI channel.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from shared.problems import InvalidRequest, Problem, TooLarge

# Most answers come sooner; nobody needs to be watched while they do.
_WATCH_AFTER_SECONDS = 0.25


class BodyTooLarge(TooLarge):
    """The body is larger than this address takes."""


class HeadersTooLarge(Problem):
    """The header fields together are larger than anything honest needs."""

    status, slug, title = 431, "headers-too-large", "The header fields are too large"


class BodyTooSlow(Problem):
    """The announced body did not come; whoever waits for it would wait for ever."""

    status, slug, title = 408, "body-too-slow", "The request did not arrive in time"


class ClientGone(Exception):
    """The client closed the connection before it was served."""


def refuse_large_headers(raw: Iterable[tuple[bytes, bytes]], most: int) -> None:
    """Raise `HeadersTooLarge` when names and values together are over `most` bytes."""
    if sum(len(name) + len(value) for name, value in raw) > most:
        raise HeadersTooLarge(limit_bytes=most)


def announces_body(headers: Headers) -> bool:
    """Whether a body is to come."""
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"


def refuse_large_body(headers: Headers, most: int) -> None:
    """Raise `BodyTooLarge` when the announced length is over `most` bytes."""
    announced = headers.get("content-length")
    if announced is None:
        return
    if not announced.isascii() or not announced.isdigit():
        raise InvalidRequest
    if int(announced) > most:
        raise BodyTooLarge(limit_bytes=most)


def guarded(receive: Receive, most: int, silence_seconds: float) -> Receive:
    """Return a channel for a body: raises `BodyTooLarge` once more than `most` bytes came.

    Raises `BodyTooSlow` when nothing came for so long; after the body it waits as ever.
    """
    seen = 0
    is_whole = False

    async def receive_guarded() -> Message:
        nonlocal seen, is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout(silence_seconds):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow(headers={"Connection": "close"}) from None
        is_whole = not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > most:
            raise BodyTooLarge(limit_bytes=most)
        return message

    return receive_guarded


class Inbound:
    """One request's channel, for a proxy that passes the body on and waits for the answer.

    What ends the request from the client's side, its going away or a body that is too large or too
    slow, is the `failure`; it cancels the task that called `watch`.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_read = False
        self._task: asyncio.Task[object] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._watcher: asyncio.Task[None] | None = None
        self.failure: Exception | None = None

    async def open(self, headers: Headers) -> bytes | AsyncIterator[bytes] | None:
        """Return the body: nothing, all of it when it came in one piece, or a stream of it."""
        if not announces_body(headers):
            self._is_read = True
            return None
        first, more = await self._next()
        if more:
            return self._stream(first)
        return first

    async def _stream(self, first: bytes) -> AsyncIterator[bytes]:
        chunk, more = first, True
        while True:
            if chunk:
                yield chunk
            if not more:
                return
            chunk, more = await self._next()

    async def _next(self) -> tuple[bytes, bool]:
        try:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientGone
        except (ClientGone, Problem) as failure:
            self._fail(failure)
            raise
        more = message.get("more_body", False)
        self._is_read = not more
        return message.get("body", b""), more

    def watch(self) -> None:
        """From now on cancel the calling task on a failure; `stop` ends this."""
        self._task = asyncio.current_task()
        self._watch_soon()

    def stop(self) -> None:
        """Watch no longer."""
        self._task = None
        if self._timer is not None:
            self._timer.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def _fail(self, failure: Exception) -> None:
        self.failure = failure
        if self._task is not None:
            self._task.cancel()

    def _watch_soon(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(_WATCH_AFTER_SECONDS, self._begin_watching)

    def _begin_watching(self) -> None:
        if self._is_read:
            self._watcher = asyncio.create_task(self._wait_until_gone())
        else:  # the body's reader owns the channel
            self._watch_soon()

    async def _wait_until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._fail(ClientGone())
