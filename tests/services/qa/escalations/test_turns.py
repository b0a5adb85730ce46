"""Scans that run at once take turns; without Redis each counts by itself, and comes to an end."""

import pytest
from redis.asyncio import Redis

from services.qa.escalations.turns import Turns
from shared.redis_client import open_redis


async def numbers(redis: Redis, count: int) -> list[int]:
    return [number async for number in Turns(redis).among(count)]


async def test_a_scan_alone_gets_every_number_once(qa):
    assert sorted(await numbers(qa.runtime.redis, 7)) == list(range(7))
    assert await numbers(qa.runtime.redis, 0) == []


async def test_scans_at_once_share_the_numbers(qa):
    one, other = (Turns(qa.runtime.redis).among(4) for _ in range(2))
    taken = [await anext(scan) for _ in range(2) for scan in (one, other)]
    assert sorted(taken) == [0, 1, 2, 3]
    with pytest.raises(StopAsyncIteration):
        await anext(one)


async def test_a_scan_without_redis_gets_every_number_once():
    away = open_redis("redis://127.0.0.1:1/0", seconds=0.2)
    assert sorted(await numbers(away, 5)) == list(range(5))
    await away.aclose()


async def test_a_counter_that_was_lost_on_the_way_ends_a_scan(qa):
    await qa.runtime.redis.set("qa:scan-turns", 1_000_000)
    found = []
    async for number in Turns(qa.runtime.redis).among(3):
        await qa.runtime.redis.flushdb()
        found.append(number)
    assert len(found) == 3
