"""Load by wrk, and by clients that are slow on purpose."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Loaded:
    """What wrk saw: requests, how many a second, the median wait in milliseconds, refusals."""

    requests: int
    rate: float
    median: float
    refused: int


async def wrk(url: str, *, connections: int, seconds: int, script: Path | None = None) -> Loaded:
    """Ask for a URL for some seconds."""
    command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--latency"]
    if script is not None:
        command += ["-s", str(script)]
    process = await asyncio.create_subprocess_exec(
        *command, url, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return _read(output.decode())


def _read(text: str) -> Loaded:
    def number(pattern: str, otherwise: str = "") -> str:
        found = re.search(pattern, text)
        if found is None and not otherwise:
            raise ValueError(f"wrk said: {text}")
        return found[1] if found else otherwise

    value, unit = re.search(r"50%\s+([\d.]+)(us|ms|s)", text).groups()  # type: ignore[union-attr]
    return Loaded(
        requests=int(number(r"(\d+) requests in")),
        rate=float(number(r"Requests/sec:\s+([\d.]+)")),
        median=float(value) * _UNITS[unit],
        refused=int(number(r"Non-2xx or 3xx responses: (\d+)", "0")),
    )


@asynccontextmanager
async def slow_clients(url: str, bodies: int, streams: int) -> AsyncIterator[None]:
    """Hold connections open: bodies that come by drops, event streams that are read."""
    host = urlsplit(url)
    head = f"HTTP/1.1\r\nHost: {host.netloc}\r\n"
    slow = f"POST /api/survey/v1/read {head}Content-Length: 1000\r\n\r\n".encode()
    live = f"GET /api/survey/v1/stream {head}Accept: text/event-stream\r\n\r\n".encode()
    tasks = [
        asyncio.create_task(_hold(host.hostname or "", host.port or 80, first, drip=drip))
        for first, drip, count in ((slow, True, bodies), (live, False, streams))
        for _ in range(count)
    ]
    await asyncio.sleep(2)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _hold(host: str, port: int, first: bytes, *, drip: bool) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(first)
        while True:
            if drip:
                await asyncio.sleep(2)
                writer.write(b"x")
            elif not await reader.read(65_536):
                raise RuntimeError("the stream ended")
    finally:
        writer.transport.abort()
