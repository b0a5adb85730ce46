"""What the front door's steps cost, ours against the library's: why decision 7 chose as it did.

Processor time of this process, one call after another, in microseconds.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable

import aiohttp
from limits import parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import ConnectionPool
from rich.console import Console

from bench.options import Options
from bench.results import Result
from bench.stage import Stage
from gateway.limits import Limits
from gateway.settings import GatewaySettings
from gateway.upstream.services import Patience, Service

_CALLS = 3_000
Step = Callable[[], Awaitable[object]]


async def measure(stage: Stage, _options: Options, _console: Console) -> list[Result]:
    """Compare each step with the one it stands in for."""
    redis = await stage.redis()
    service = await stage.web(
        "service", "bench.gateway.service:create_app", {"MONGODB_URI": await stage.mongodb()}
    )
    return [await _counting(redis), await _passing_on(service)]


async def _counting(url: str) -> Result:
    settings = GatewaySettings.model_validate(
        {"environment": "test", "service_secret": "a-secret-of-the-measurement", "redis_url": url}
        | {"limit_read": "1000000/minute"}
    )
    ours = Limits(settings)
    pool = ConnectionPool.from_url(url)
    storage = RedisStorage("async+redis://", implementation="redispy", connection_pool=pool)  # type: ignore[arg-type]
    library, limit = MovingWindowRateLimiter(storage), parse("1000000/minute")
    try:
        return _compare(
            "counting a request: our script / limits' storage",
            await _microseconds(lambda: ours.take("read", "ip:1.2.3.4")),
            await _microseconds(lambda: library.hit(limit, "read", "ip:1.2.3.4")),
        )
    finally:
        await ours.close()
        await pool.aclose()


async def _passing_on(url: str) -> Result:
    service = Service("survey", [url], Patience())
    head = f"GET /healthz HTTP/1.1\r\nhost: {service.addresses[0].origin}\r\n\r\n".encode()

    async def ours() -> None:
        line = await service.reach()
        line.connection.begin(head, is_whole=True, asks_head_only=False)
        await line.connection.wait_for_head()
        more = True
        while more:
            _, more = await line.connection.next_chunk()
        line.address.give_back(line.connection, asyncio.get_running_loop().time())

    async with aiohttp.ClientSession() as http:

        async def library() -> None:
            async with http.get(f"{url}/healthz") as response:
                await response.read()

        result = _compare(
            "asking a service: our connection / aiohttp",
            await _microseconds(ours),
            await _microseconds(library),
        )
    service.close()
    return result


async def _microseconds(step: Step) -> float:
    for _ in range(200):
        await step()
    begun = _cpu()
    for _ in range(_CALLS):
        await step()
    return (_cpu() - begun) / _CALLS * 1e6


def _cpu() -> float:
    times = os.times()
    return max(times.user + times.system, time.process_time())


def _compare(name: str, ours: float, library: float) -> Result:
    note = f"{ours:.0f} µs against {library:.0f} µs"
    return Result(name, ours / library, "", 0.7, note=note)
