"""Asks a process whether it is ready: the smallest real question each protocol has.

The supervisor stays small in memory this way: it loads no database client for its own engines.
"""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from dev.settings import LOOPBACK

Probe = Callable[[], Awaitable[bool]]

ATTEMPT_SECONDS = 2.0


def http_ready(url: str) -> Probe:
    """Return a probe that is content when `GET url` answers 200."""
    parts = urlsplit(url)
    request = (
        f"GET {parts.path or '/'} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
    )
    return _answers(parts.port or 80, request.encode(), lambda answer: b" 200 " in answer[:16])


def redis_ready(port: int) -> Probe:
    """Return a probe that is content when Redis answers PING; not while it loads its data."""
    return _answers(port, b"PING\r\n", lambda answer: answer.startswith(b"+PONG"))


def mongodb_ready(port: int) -> Probe:
    """Return a probe that is content when MongoDB answers the `ping` command with ok: 1."""
    return _answers(port, _MONGODB_PING, lambda answer: b"\x01ok\x00" + _ONE in answer)


def smtp_ready(port: int) -> Probe:
    """Return a probe that is content when an SMTP server greets."""
    return _answers(port, b"QUIT\r\n", lambda answer: answer.startswith(b"220"))


_ONE = struct.pack("<d", 1.0)
_PING_DOCUMENT = (
    b"\x10ping\x00"
    + struct.pack("<i", 1)
    + b"\x02$db\x00"
    + struct.pack("<i", 6)
    + b"admin\x00\x00"
)
_PING_BODY = struct.pack("<IB", 0, 0) + struct.pack("<i", len(_PING_DOCUMENT) + 4) + _PING_DOCUMENT
# The message header (length, request id, answer to, OP_MSG), flags, section kind, BSON document.
_MONGODB_PING = struct.pack("<iiii", 16 + len(_PING_BODY), 1, 0, 2013) + _PING_BODY


def _answers(port: int, request: bytes, content: Callable[[bytes], bool]) -> Probe:
    async def probe() -> bool:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                return content(await _ask(port, request))
        except (OSError, TimeoutError):
            return False

    return probe


async def _ask(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        writer.write(request)
        return await reader.read(512)
    finally:
        writer.close()
