"""Talking HTTP by hand: a raw upstream that misbehaves, a raw client that sends anything."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def raw_upstream(handler: Handler) -> AsyncIterator[str]:
    """Serve connections with `handler`, which is given each after its request's header."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await handler(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def raw_request(base: str, request: bytes, *, until_closed: bool = True) -> bytes:
    """Send bytes and return everything that comes back."""
    host = urlsplit(base)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(request)
    await writer.drain()
    try:
        async with asyncio.timeout(20):
            return await (reader.read() if until_closed else reader.read(65_536))
    finally:
        writer.close()


def get(path: str, *headers: str) -> bytes:
    """Write a GET request that closes the connection."""
    lines = [f"GET {path} HTTP/1.1", "Host: gateway", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")
