"""One address of a service: its idle connections and its breaker."""

import asyncio
import ssl
from collections import deque
from urllib.parse import urlsplit

from gateway.upstream.breaker import Breaker
from gateway.upstream.connection import Connection
from gateway.upstream.failures import NotConnected

# Services close idle connections after 75 s as we start them, after 5 s as uvicorn does by itself;
# ours are given up before that, so that no request is sent on one that is just being closed.
IDLE_SECONDS = 4.0
_MOST_IDLE = 256


class Address:
    """Makes connections to one origin and keeps those that may be used again."""

    def __init__(self, origin: str, breaker: Breaker, connect_seconds: float) -> None:
        parts = urlsplit(origin)
        self.origin = origin
        self.host_header = parts.netloc.rpartition("@")[2].encode("ascii")
        self.breaker = breaker
        self._host = parts.hostname or ""
        self._is_tls = parts.scheme == "https"
        self._port = parts.port or (443 if self._is_tls else 80)
        self._tls: ssl.SSLContext | None = None
        self._connect_seconds = connect_seconds
        self._idle: deque[Connection] = deque()

    def take_idle(self, now: float) -> Connection | None:
        """Return a connection kept from before, the one used last."""
        while self._idle:
            connection = self._idle.pop()
            if connection.is_open and now - connection.idle_since < IDLE_SECONDS:
                return connection
            connection.close()
        return None

    async def connect(self) -> Connection:
        """Return a new connection; raises `NotConnected`."""
        loop = asyncio.get_running_loop()
        if self._is_tls and self._tls is None:
            self._tls = ssl.create_default_context()
        try:
            async with asyncio.timeout(self._connect_seconds):
                _, connection = await loop.create_connection(
                    lambda: Connection(loop), self._host, self._port, ssl=self._tls
                )
        except (OSError, TimeoutError) as error:  # TLS errors are OSErrors
            was_refused = isinstance(error, ConnectionRefusedError)
            raise NotConnected(type(error).__name__, was_refused=was_refused) from error
        return connection

    def give_back(self, connection: Connection, now: float) -> None:
        """Keep a connection for the next request, or close it."""
        if connection.is_reusable and len(self._idle) < _MOST_IDLE:
            connection.is_fresh = False
            connection.idle_since = now
            self._idle.append(connection)
        else:
            connection.close()

    def close_stale(self, now: float) -> None:
        """Close what was not used for a while."""
        while self._idle and now - self._idle[0].idle_since >= IDLE_SECONDS:
            self._idle.popleft().close()

    def close(self) -> None:
        """Close everything kept."""
        while self._idle:
            self._idle.pop().close()
