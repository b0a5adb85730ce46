"""An answer on its way out: what every answer carries is added when it starts.

The request's id, the headers that make browsers careful, and what this request's admission has to
say (limits, a cookie to clear, who may read it).
"""

from collections.abc import Iterable

from starlette.types import Message, Send

_CLIENT_GONE = 499  # what logs and metrics say of a request nobody waited to see answered


class Outgoing:
    """One answer; `send` is the ASGI channel to hand on."""

    __slots__ = ("_added", "_careful", "_send", "has_started", "status")

    def __init__(self, send: Send, careful: list[tuple[bytes, bytes]], request_id: str) -> None:
        self._send = send
        self._careful = careful
        self._added: list[tuple[bytes, bytes]] = [(b"x-request-id", request_id.encode())]
        self.status = _CLIENT_GONE
        self.has_started = False

    def add(self, headers: Iterable[tuple[str, str]]) -> None:
        """Let the answer carry these as well."""
        self._added += [
            (name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers
        ]

    async def send(self, message: Message) -> None:
        """Pass a part of the answer on."""
        if message["type"] == "http.response.start":
            self.has_started = True
            self.status = message["status"]
            headers: list[tuple[bytes, bytes]] = [*message.get("headers", ()), *self._added]
            present = {name.lower() for name, _ in headers}
            headers += [pair for pair in self._careful if pair[0] not in present]
            message = {**message, "headers": headers}
        await self._send(message)
