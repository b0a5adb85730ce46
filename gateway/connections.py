"""The connections of clients: uvicorn's own protocol with two habits of ours.

`uvicorn … --http gateway.connections:PatientProtocol`. What an answer writes in one turn of the
event loop leaves in one packet (uvicorn writes head and body apart, and each write costs a system
call and wakes the other side). And a client that opens a connection and then sends its request's
head, or the body of a request already answered, by drops, is not waited for.
"""

import asyncio
from typing import Any, ClassVar, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_HELD = 64 * 1024


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

    def on_message_begin(self) -> None:
        """Begin to read a request's head."""
        self._owed_since = self.loop.time()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Serve the request."""
        self._owed_since = None
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

    @classmethod
    def close_slow(cls, now: float, seconds: float) -> None:
        """Close the connections whose clients have owed us something for so long."""
        for protocol in list(cls.open):
            since = protocol._owed_since  # noqa: SLF001 - its own
            if since is not None and now - since > seconds:
                protocol.transport.abort()
