"""The script counts as the library does: the same moving window, all limits of a group or none."""

import asyncio

import pytest
import redis
from limits import parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from gateway.limit_script import read_counted
from gateway.limits import LimitReached, Limits, Mark
from gateway.redis_line import RedisAway, Value
from shared.ids import new_id
from tests.gateway.conftest import gateway_settings


async def passed(limits: Limits, key: str) -> bool:
    try:
        await limits.take("ask", key)
    except LimitReached:
        return False
    return True


async def test_it_passes_what_the_library_passes(redis_url: str) -> None:
    text = "3/second;5/3second"
    limits = Limits(gateway_settings(redis_url=redis_url, limit_ask=text))
    items, library = parse_many(text), MovingWindowRateLimiter(MemoryStorage())
    key, ours, theirs = new_id(), [], []
    try:
        for pause in (0, 0, 0, 0, 1.2, 0, 0, 0, 1.2, 0):
            await asyncio.sleep(pause)
            ours.append(await passed(limits, key))
            tests = [await library.test(item, key) for item in items]
            theirs.append(all(tests))
            if all(tests):
                [await library.hit(item, key) for item in items]
    finally:
        await limits.close()
    assert ours == theirs


async def test_a_refused_request_is_counted_nowhere(redis_url: str) -> None:
    limits = Limits(gateway_settings(redis_url=redis_url, limit_ask="5/day;1/second"))
    key = new_id()
    try:
        found = [await passed(limits, key) for _ in range(8)]
        assert found == [True] + [False] * 7
        await asyncio.sleep(1.1)
        headers = (await limits.take("ask", key)).headers
        assert headers["RateLimit"].startswith('"ask";r=0;t=')
        await asyncio.sleep(1.1)
        assert await passed(limits, key)
    finally:
        await limits.close()


async def test_a_mark_holds_or_not(redis_url: str) -> None:
    store = redis.Redis.from_url(redis_url)
    limits = Limits(gateway_settings(redis_url=redis_url))
    mark = Mark(f"mark:{new_id()}".encode(), b"one")
    try:
        assert not (await limits.take("read", "key", mark)).mark_holds
        store.set(mark.key, mark.value)
        assert (await limits.take("read", "key", mark)).mark_holds
        store.set(mark.key, b"two")
        assert not (await limits.take("read", "key", mark)).mark_holds
        assert not (await limits.take("read", "key")).mark_holds
    finally:
        store.delete(mark.key)
        await limits.close()


async def test_counts_do_not_outlive_their_window(redis_url: str) -> None:
    store = redis.Redis.from_url(redis_url)
    limits = Limits(gateway_settings(redis_url=redis_url, limit_ask="2/second"))
    try:
        await limits.take("ask", new_id())
        assert store.keys("limits:ask:*:1") != []
        await asyncio.sleep(1.2)
        assert store.keys("limits:ask:*:1") == []
    finally:
        await limits.close()


@pytest.mark.parametrize("answer", [None, 1, [], [1], [1, b"x"], [1, 0, 5]])
def test_another_answer_is_redis_away(answer: Value) -> None:
    with pytest.raises(RedisAway):
        read_counted(answer)
