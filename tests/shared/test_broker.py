"""A worker tells whether its broker answers and how many messages wait for it."""

import aiohttp
from prometheus_client import REGISTRY

from dev.ports import free_ports
from shared.broker import Broker
from shared.health import serve_health
from shared.ids import new_id
from shared.redis_client import open_redis


async def test_messages_that_wait_are_counted_by_queue(redis_url: str) -> None:
    queue = new_id()
    store = open_redis(redis_url, seconds=1.0)
    await store.lpush(queue, "one", "two")
    (port,) = free_ports(1)
    broker = Broker(redis_url, [queue])
    checks = {"redis": broker.check}
    serving = await serve_health(port, checks, "127.0.0.1", broker.readings())
    try:
        assert await told(port, "readyz") == (200, '{"status": "ok", "failing": []}')
        assert f'queue_messages{{queue="{queue}"}} 2.0' in (await told(port, "metrics"))[1]
    finally:
        await serving.cleanup()
        await store.delete(queue)
        await store.aclose()


async def test_a_broker_that_is_away_is_named() -> None:
    (port,) = free_ports(1)
    broker = Broker("redis://127.0.0.1:9/0", ["away"])
    checks = {"redis": broker.check}
    serving = await serve_health(port, checks, "127.0.0.1", broker.readings())
    try:
        assert await told(port, "readyz") == (
            503,
            '{"status": "unavailable", "failing": ["redis"]}',
        )
        assert (await told(port, "healthz"))[0] == 200
        assert (await told(port, "metrics"))[0] == 200
        name = {"reading": "queue_messages"}
        assert REGISTRY.get_sample_value("reading_failed", name) == 1
    finally:
        await serving.cleanup()


async def told(port: int, page: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/{page}") as answer,
    ):
        return answer.status, await answer.text()
