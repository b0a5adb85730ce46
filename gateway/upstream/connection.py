"""One HTTP/1.1 connection to a service: a request out, its answer in, then the next one.

Bytes in, bytes out: httptools (llhttp, the parser of Node.js) reads the answer, header fields stay
as they came, and reading stops while nobody takes what was read. It knows nothing of pools,
retries or which headers may pass.
"""

import asyncio
from typing import cast

import httptools

from gateway.upstream.failures import AnswerUnreadable, ClosedUnanswered, CutOff, UpstreamFailed

HeaderList = list[tuple[bytes, bytes]]

_MOST_BUFFERED = 256 * 1024
_LARGEST_HEAD = 64 * 1024
_BODILESS = frozenset({204, 304})


class Connection(asyncio.Protocol):
    """A connection and the exchange that is on it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._is_writable = True
        self.is_fresh = True
        self.idle_since = 0.0
        self._is_done = True
        self._failure: UpstreamFailed | None = None

    # What the proxy does

    def begin(self, head: bytes, *, is_whole: bool, asks_head_only: bool) -> None:
        """Send a request's head, with its body when `is_whole`."""
        assert self._transport is not None  # noqa: S101 - made by a pool, connected
        self._parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers: HeaderList = []
        self.heard_at = self._loop.time()
        self._chunks: list[bytes] = []
        self._buffered = self._head_size = 0
        self._asks_head_only = asks_head_only
        self._is_sent = is_whole
        self._has_heard = self._has_head = self._is_done = False
        self._has_length = self._has_coding = self._has_surplus = self._keeps_alive = False
        self._is_reading = True
        self._transport.write(head)

    async def send_part(self, part: bytes, *, is_last: bool) -> None:
        """Send a part of the body, after what the service has not yet taken."""
        if not self._is_writable:
            self._drained = self._loop.create_future()
            await self._drained
        if self._transport is not None:
            self._transport.write(part)
        self.heard_at = self._loop.time()
        self._is_sent = is_last

    async def wait_for_head(self) -> None:
        """Return once `status` and `headers` are those of the answer; raises `UpstreamFailed`."""
        while not self._has_head:
            if self._failure is not None:
                raise self._failure
            await self._wait()

    async def next_chunk(self) -> tuple[bytes, bool]:
        """Return what came of the body and whether more is to come; raises `UpstreamFailed`."""
        while not self._chunks and not self._is_done:
            if self._failure is not None:
                raise self._failure
            await self._wait()
        chunks = self._chunks
        body = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        self._chunks, self._buffered = [], 0
        if not self._is_reading and self._transport is not None:
            self._is_reading = True
            self.heard_at = self._loop.time()
            self._transport.resume_reading()
        return body, not self._is_done

    def end(self) -> None:
        """Let the answer count as whole here and now; the connection is given up."""
        self._is_done, self._keeps_alive = True, False
        self._wake()

    def close(self) -> None:
        """Give the connection up, whatever is on it."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def is_reusable(self) -> bool:
        """Whether another request may follow."""
        return (
            self._is_done
            and self._is_sent
            and self._keeps_alive
            and not self._has_surplus
            and self.is_open
        )

    @property
    def is_open(self) -> bool:
        """Whether the service has not closed it."""
        return self._transport is not None and not self._transport.is_closing()

    @property
    def is_held_back(self) -> bool:
        """Whether its silence is not the service's doing: it waits for the body, or for us."""
        return not self._is_reading or (not self._is_sent and self._is_writable)

    # What the event loop tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by name

    def data_received(self, data: bytes) -> None:
        """Read a piece of the answer; anything after its end spoils the connection."""
        if self._is_done:
            self._has_surplus = True
            self.close()
            return
        self.heard_at = self._loop.time()
        self._has_heard = True
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self._is_done:
                self._fail(AnswerUnreadable(str(error)))
            self.close()
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed by the service, or by us."""
        self._transport = None
        if not self._is_done and self._failure is None:
            lasts_until_closed = not self._has_length and not self._has_coding
            if self._has_head and lasts_until_closed and exc is None:
                self._is_done = True
            else:
                self._fail(CutOff() if self._has_heard else ClosedUnanswered())
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
        self._wake()

    def pause_writing(self) -> None:
        """Wait: the service does not take more for now."""
        self._is_writable = False

    def resume_writing(self) -> None:
        """Go on."""
        self._is_writable = True
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)

    # What the parser tells

    def on_message_begin(self) -> None:
        """Begin an answer: the first, the one after an informational one, or one too many."""
        if self._is_done:
            self._has_surplus = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header field; those after the body are of no use to anybody."""
        if self._has_head:
            return
        name = name.lower()
        self._head_size += len(name) + len(value)
        if self._head_size > _LARGEST_HEAD:
            raise AnswerUnreadable("head")
        if name == b"content-length":
            self._has_length = True
        elif name == b"transfer-encoding":
            if value.lower() != b"chunked" or self._has_coding:
                raise AnswerUnreadable("coding")
            self._has_coding = True
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Take the head, unless it only says that the answer is still to come."""
        if self._has_head:  # of an answer nobody asked for
            return
        status = self._parser.get_status_code()
        if status < 200:
            if status == 101 or self._has_length or self._has_coding:
                raise AnswerUnreadable("protocol")
            self.headers = []
            return
        self.status = status
        self._has_head = True
        self._keeps_alive = self._parser.should_keep_alive()
        if self._asks_head_only or status in _BODILESS:
            self._is_done = True

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body until it is fetched."""
        if self._is_done:
            self._has_surplus = True
            return
        self._chunks.append(body)
        self._buffered += len(body)
        if self._buffered > _MOST_BUFFERED and self._is_reading and self._transport is not None:
            self._is_reading = False
            self._transport.pause_reading()

    def on_message_complete(self) -> None:
        """Note the end of the answer."""
        if self._has_head:
            self._is_done = True

    def _fail(self, failure: UpstreamFailed) -> None:
        self._failure = failure

    async def _wait(self) -> None:
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
