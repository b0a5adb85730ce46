"""One connection to Redis for scripts: asked without waiting for the ones before.

The gateway asks Redis once for every request, so this has to cost little: calls made in the same
moment leave in one packet, nothing but what scripts need is read (RESP 2: integers, texts, arrays
of them), and one timer watches over all calls. A Redis that does not answer fails every call that
waits, and the next call connects anew.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from hashlib import sha1
from typing import cast
from urllib.parse import unquote, urlsplit

Value = int | bytes | None | list["Value"]


class RedisAway(Exception):
    """Redis did not answer, or not as expected."""


class Script:
    """A Lua script and the name Redis knows it by."""

    def __init__(self, source: str) -> None:
        self.source = source.encode()
        self.name = sha1(self.source).hexdigest().encode()  # noqa: S324 - Redis' own naming


class RedisLine:
    """Runs scripts; one per process."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 6379
        self._tls = ssl.create_default_context() if parts.scheme == "rediss" else None
        self._greeting = _greeting(
            unquote(parts.username or ""), unquote(parts.password or ""), parts.path.strip("/")
        )
        self._timeout = timeout_seconds
        self._link: _Link | None = None
        self._connecting: asyncio.Task[_Link] | None = None

    async def run(self, script: Script, keys: Sequence[bytes], *arguments: bytes) -> Value:
        """Return what a script answers; raises `RedisAway` after the timeout."""
        tail = (b"%d" % len(keys), *keys, *arguments)
        link = self._link
        if link is None or link.is_closed:
            link = await self._connect()
        answer = await link.call(encode(b"EVALSHA", script.name, *tail))
        if isinstance(answer, RedisError) and str(answer).startswith("NOSCRIPT"):
            answer = await link.call(encode(b"EVAL", script.source, *tail))
        if isinstance(answer, RedisError):
            raise RedisAway(str(answer)[:80])
        return answer

    async def close(self) -> None:
        """Close the connection."""
        if self._connecting is not None:
            self._connecting.cancel()
        if self._link is not None:
            self._link.close()

    async def _connect(self) -> "_Link":
        """Connect once for everybody who waits."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._open())
        return await asyncio.shield(self._connecting)

    async def _open(self) -> "_Link":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._timeout):
                _, link = await loop.create_connection(
                    lambda: _Link(loop, self._timeout), self._host, self._port, ssl=self._tls
                )
                for command in self._greeting:
                    if isinstance(refusal := await link.call(command), RedisError):
                        link.close()
                        raise RedisAway(str(refusal)[:80])
        except (OSError, TimeoutError) as error:
            raise RedisAway(type(error).__name__) from error
        self._link = link
        return link


class RedisError(Exception):
    """An error Redis answered with."""


class _Link(asyncio.Protocol):
    """The connection itself: calls in the order made, answers in the same order."""

    def __init__(self, loop: asyncio.AbstractEventLoop, timeout: float) -> None:
        self._loop = loop
        self._timeout = timeout
        self._transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[float, asyncio.Future[Value | RedisError]]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._rest = b""
        self._held: list[bytes] = []

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be asked here any more."""
        return self._transport is None or self._transport.is_closing()

    async def call(self, command: bytes) -> Value | RedisError:
        """Send a command and return its answer."""
        if self._transport is None:
            raise RedisAway("closed")
        future: asyncio.Future[Value | RedisError] = self._loop.create_future()
        self._waiting.append((self._loop.time() + self._timeout, future))
        if self._timer is None:
            self._timer = self._loop.call_later(self._timeout, self._look)
        if not self._held:
            self._loop.call_soon(self._flush)
        self._held.append(command)
        return await future

    def close(self) -> None:
        """Fail what waits and close."""
        if self._timer is not None:
            self._timer.cancel()
        if self._transport is not None:
            self._transport.abort()
        self._fail("closed")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Connected."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by name

    def connection_lost(self, exc: Exception | None) -> None:
        """Closed."""
        self._transport = None
        self._fail(type(exc).__name__)

    def data_received(self, data: bytes) -> None:
        """Hand every whole answer to who waits for it."""
        data = self._rest + data if self._rest else data
        at = 0
        try:
            while at < len(data):
                found = decode(data, at)
                if found is None:
                    break
                value, at = found
                _, future = self._waiting.popleft()
                if not future.done():
                    future.set_result(value)
        except (ValueError, IndexError):
            self.close()
            return
        self._rest = data[at:]

    def _flush(self) -> None:
        """Send what was asked in this turn of the loop as one packet."""
        held, self._held = self._held, []
        if self._transport is not None:
            self._transport.write(b"".join(held))

    def _look(self) -> None:
        """Give up when the oldest call has waited for too long."""
        self._timer = None
        if not self._waiting:
            return
        left = self._waiting[0][0] - self._loop.time()
        if left <= 0:
            self.close()
        else:
            self._timer = self._loop.call_later(left, self._look)

    def _fail(self, reason: str) -> None:
        while self._waiting:
            _, future = self._waiting.popleft()
            if not future.done():
                future.set_exception(RedisAway(reason))


def encode(*parts: bytes) -> bytes:
    """Write a command as Redis reads it."""
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%b\r\n" % (len(p), p) for p in parts)


def decode(data: bytes, at: int = 0) -> tuple[Value | RedisError, int] | None:
    """Return the answer that begins at `at` and where it ends, None when it is not yet whole.

    Raises `ValueError` for what is no answer.
    """
    end = data.find(b"\r\n", at)
    if end < 0:
        return None
    kind, text, after = data[at : at + 1], data[at + 1 : end], end + 2
    value: Value | RedisError
    if kind == b":":
        value = int(text)
    elif kind == b"+":
        value = text
    elif kind == b"-":
        value = RedisError(text.decode("latin-1"))
    elif kind == b"$":
        return _decode_text(data, after, int(text))
    elif kind == b"*":
        return _decode_array(data, after, int(text))
    else:
        raise ValueError("not RESP")
    return value, after


def _decode_text(data: bytes, at: int, size: int) -> tuple[Value, int] | None:
    if size < 0:
        return None, at
    whole = at + size + 2
    return (data[at : at + size], whole) if whole <= len(data) else None


def _decode_array(data: bytes, at: int, size: int) -> tuple[Value, int] | None:
    values: list[Value] = []
    for _ in range(size):
        found = decode(data, at)
        if found is None:
            return None
        value, at = found
        if isinstance(value, RedisError):
            raise ValueError("an error inside an array")
        values.append(value)
    return values, at


def _greeting(user: str, password: str, database: str) -> list[bytes]:
    commands = []
    if password:
        secret = (user.encode(), password.encode()) if user else (password.encode(),)
        commands.append(encode(b"AUTH", *secret))
    if database and database != "0":
        commands.append(encode(b"SELECT", database.encode()))
    return commands
