"""The connections of clients: uvicorn's own protocol with two habits of ours.

`uvicorn … --http gateway.connections:PatientProtocol`. What an answer writes in one turn of the
event loop leaves in one packet (uvicorn writes head and body apart, and each write costs a system
call and wakes the other side). And a client that opens a connection and then sends its request's
head, or the body of a request already answered, by drops, is not waited for, nor one that takes
nothing of what was written to it. A head without end is not kept (uvicorn would), and fields after
a body do not count as fields of its head.
"""

import asyncio
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_HELD = 64 * 1024
_LARGEST_HEAD = 64 * 1024  # while unfinished; how large a whole one may be is a setting
_HEAD_TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class CorkedTransport:
    """A transport that sends what was written in one turn of the loop at its end."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._held: list[bytes] = []
        self._size = 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Write soon; much at once, or anything after much, now."""
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(data)
        self._size += len(data)
        if self._size > _MOST_HELD:
            self._flush()

    def is_closing(self) -> bool:
        """Whether the connection is being closed."""
        return self._transport.is_closing()

    def close(self) -> None:
        """Send what is held and close."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._held = []
        self._transport.abort()

    def _flush(self) -> None:
        if not self._held:
            return
        held, self._held, self._size = self._held, [], 0
        if not self._transport.is_closing():
            self._transport.write(held[0] if len(held) == 1 else b"".join(held))


class PatientProtocol(HttpToolsProtocol):
    """One client's connection, patient within limits."""

    open: ClassVar[set["PatientProtocol"]] = set()
    _owed_since: float | None = None
    """Since when the client owes us the rest of a head, or of a body nobody reads any more."""
    _stuck_since: float | None = None
    """Since when the client has to take what was written, for us to go on or to close."""
    _head_size: int | None = None
    """How much of a head has come, None when none is being read."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        corked = CorkedTransport(cast(asyncio.Transport, transport), self.loop)
        super().connection_made(cast(asyncio.Transport, corked))
        self._owed_since = self.loop.time()
        self.open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed."""
        self.open.discard(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        super().data_received(data)
        if self._head_size is not None:
            self._head_size += len(data)
            if self._head_size > _LARGEST_HEAD and not self.transport.is_closing():
                self.transport.write(_HEAD_TOO_LARGE)
                self.transport.close()

    def on_message_begin(self) -> None:
        """Begin to read a request's head."""
        self._owed_since, self._head_size = self.loop.time(), 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a field of the head."""
        if self._head_size is not None:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Serve the request."""
        self._owed_since = self._head_size = None
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Go on to the next request, once this one is read."""
        if self.cycle.more_body:
            self._owed_since = self.loop.time()
        super().on_response_complete()

    def on_message_complete(self) -> None:
        """Note the end of a request."""
        self._owed_since = None
        super().on_message_complete()

    def pause_writing(self) -> None:
        """Wait until the client has taken more."""
        self._stuck_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        """Go on."""
        self._stuck_since = None
        super().resume_writing()

    def look(self, now: float, head_seconds: float, reader_seconds: float) -> None:
        """Close the connection when its client has kept us waiting for so long."""
        if self._stuck_since is None and self.transport.is_closing():
            self._stuck_since = now
        owed, stuck = self._owed_since, self._stuck_since
        if (owed is not None and now - owed > head_seconds) or (
            stuck is not None and now - stuck > reader_seconds
        ):
            self.transport.abort()

    @classmethod
    def look_after_all(cls, head_seconds: float, reader_seconds: float) -> None:
        """Look at every connection once."""
        for protocol in list(cls.open):
            protocol.look(protocol.loop.time(), head_seconds, reader_seconds)
