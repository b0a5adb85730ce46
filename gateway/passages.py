"""Requests on their way through the proxy, watched by one clock for all of them.

A passage ends early when its client goes away, when a body is too large or too slow, when the
service is silent for too long, when the client takes nothing of its answer, or when a stream's
sender is not who they were. One look four times a second costs nothing that grows with requests;
a timer for each of them would.
"""

import asyncio
from collections.abc import AsyncIterator

from starlette.types import Message, Receive, Send

from gateway.bodies import ClientGone
from gateway.limits import Mark
from gateway.sessions import Identity
from gateway.upstream.connection import Connection
from gateway.upstream.failures import TooSilent
from shared.identity import CallerKind
from shared.problems import Problem

LOOK_EVERY_SECONDS = 0.25
Body = bytes | AsyncIterator[bytes] | None


class ReaderTooSlow(Exception):
    """The client takes nothing of an answer that waits for it."""


class Passage:
    """One request and its answer; `failure` is what ended it before its time.

    A person's event stream has a `mark` and when that last held (`vouched_at`), a guest's neither.
    """

    def __init__(self, receive: Receive, send: Send, *, has_body: bool) -> None:
        self._receive = receive
        self._send = send
        self._has_body = has_body
        self._is_read = not has_body
        self._watcher: asyncio.Task[None] | None = None
        self._sender: asyncio.Task[None] | None = None
        self._looks = 0
        self._blocked_since: float | None = None
        self._task = asyncio.current_task()
        self.failure: Exception | None = None
        self.has_begun = False
        self.silence_seconds = 0.0
        self.connection: Connection | None = None
        self.is_stream = False
        self.mark: Mark | None = None
        self.vouched_at: float | None = None

    async def open(self) -> Body:
        """Return the body: nothing, all of it when it came in one piece, or a stream of it."""
        if not self._has_body:
            return None
        first, more = await self._next()
        return self._rest(first) if more else first

    async def _rest(self, first: bytes) -> AsyncIterator[bytes]:
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
            self.end_with(failure)
            raise
        more = message.get("more_body", False)
        self._is_read = not more
        return message.get("body", b""), more

    async def begin(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Start the answer; from here on it can only go on or break off."""
        self.has_begun = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def go_on(self, chunk: bytes, *, more: bool) -> None:
        """Send a part of the answer's body, when the client has room for it."""
        message: Message = {"type": "http.response.body", "body": chunk, "more_body": more}
        self._blocked_since = asyncio.get_running_loop().time()
        await self._send(message)
        self._blocked_since = None

    def become_stream(self, identity: Identity) -> None:
        """Note that the answer is an event stream, and whose."""
        self.is_stream = True
        if identity.caller.kind is CallerKind.PERSON:
            self.mark = identity.mark
            self.vouched_at = asyncio.get_running_loop().time()

    def send_body(self, body: AsyncIterator[bytes], *, in_chunks: bool) -> None:
        """Send the body on while its answer may already come."""
        self._sender = asyncio.create_task(self._send_body(body, in_chunks=in_chunks))

    async def _send_body(self, body: AsyncIterator[bytes], *, in_chunks: bool) -> None:
        connection = self.connection
        if connection is None:
            return
        try:
            async for part in body:
                framed = b"%x\r\n%b\r\n" % (len(part), part) if in_chunks else part
                await connection.send_part(framed, is_last=False)
            await connection.send_part(b"0\r\n\r\n" if in_chunks else b"", is_last=True)
        except (ClientGone, Problem):
            connection.close()  # a body cut short must never look like a whole one

    def end_with(self, failure: Exception) -> None:
        """End this passage; what it waits for is given up."""
        if self.failure is None:
            self.failure = failure
            if self._task is not None and self._task is not asyncio.current_task():
                self._task.cancel()

    def end_stream(self) -> None:
        """Let the answer be whole as it is."""
        if self.connection is not None:
            self.connection.end()

    def close(self) -> None:
        """Watch no longer."""
        self._task = None
        for task in (self._watcher, self._sender):
            if task is not None:
                task.cancel()

    def look(self, now: float, reader_seconds: float) -> None:
        """See whether something takes too long."""
        self._looks += 1
        # Most answers come sooner; and until the body is read its reader owns the channel.
        if self._looks >= 2 and self._is_read and self._watcher is None:
            self._watcher = asyncio.create_task(self._wait_until_gone())
        if self._blocked_since is not None:
            if now - self._blocked_since > reader_seconds:
                self.end_with(ReaderTooSlow())
            return
        connection = self.connection
        if (
            connection is not None
            and not connection.is_held_back
            and now - connection.heard_at > self.silence_seconds
        ):
            self.end_with(TooSilent())

    async def _wait_until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.end_with(ClientGone())


class Passages:
    """All passages of a process."""

    def __init__(self, reader_seconds: float) -> None:
        self._reader_seconds = reader_seconds
        self._open: set[Passage] = set()

    def __len__(self) -> int:
        return len(self._open)

    def enter(self, passage: Passage) -> None:
        """Watch a passage."""
        self._open.add(passage)

    def leave(self, passage: Passage) -> None:
        """Watch it no longer."""
        self._open.discard(passage)
        passage.close()

    def streams(self) -> list[Passage]:
        """Return the event streams that are open."""
        return [passage for passage in self._open if passage.is_stream]

    def end_streams(self) -> None:
        """End every stream as if it were over, so that its page connects anew."""
        for passage in self.streams():
            passage.end_stream()

    def look(self) -> None:
        """See after each of them once."""
        now = asyncio.get_running_loop().time()
        for passage in list(self._open):
            passage.look(now, self._reader_seconds)
