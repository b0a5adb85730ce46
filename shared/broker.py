"""What a worker or beat tells of its broker: whether it answers, and how many messages wait."""

from collections.abc import Sequence
from functools import partial

from prometheus_client import Gauge
from redis.asyncio import Redis

from shared.readings import Readings
from shared.redis_client import open_redis

WAITING = Gauge("queue_messages", "Messages that wait for a worker", ["queue"])
_SECONDS = 1.0


class Broker:
    """The broker as seen by one process; asked on its event loop only."""

    def __init__(self, redis_url: str, queues: Sequence[str]) -> None:
        self._url = redis_url
        self._queues = queues
        self._redis: Redis | None = None

    async def check(self) -> None:
        """Raise unless it answers."""
        await self._client().ping()

    def readings(self) -> Readings:
        """Return how many messages wait in each queue."""
        return {WAITING.labels(queue): partial(self._waiting, queue) for queue in self._queues}

    async def _waiting(self, queue: str) -> float:
        return await self._client().llen(queue)

    def _client(self) -> Redis:
        if self._redis is None:
            self._redis = open_redis(self._url, seconds=_SECONDS)
        return self._redis
