"""A Redis that was killed and came back costs nobody an answer."""

import asyncio
import time

import pytest
from redis.exceptions import RedisError

from shared.redis_client import open_redis
from tests.support.own_redis import own_redis


async def test_connections_that_a_restart_closed_are_not_used() -> None:
    with own_redis() as (url, first):
        client = open_redis(url, seconds=1.0)
        await asyncio.gather(*(client.set(f"key-{n}", n) for n in range(5)))
        port = int(url.rpartition(":")[2].partition("/")[0])
        first.kill()
        first.wait(10)
        with own_redis(port):
            answers = [await client.set("key", n) for n in range(7)]
            assert answers == [True] * 7
        await client.aclose()


async def test_a_redis_that_is_away_is_said_so_soon() -> None:
    client = open_redis("redis://127.0.0.1:9/0", seconds=1.0)
    begun = time.monotonic()
    with pytest.raises(RedisError):
        await client.get("key")
    assert time.monotonic() - begun < 5.0
    await client.aclose()
