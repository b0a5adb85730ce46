"""Which questions a scan tries next: scans that run at once take turns, by a counter in Redis.

This only keeps them out of each other's way. Without Redis each scan counts by itself.
"""

import random
from collections.abc import AsyncIterator

from redis.asyncio import Redis
from redis.exceptions import RedisError

from shared.logging import get_logger

_KEY = "qa:scan-turns"
_FAR = 1_000_000
_log = get_logger(__name__)


class Turns:
    """The numbers that one scan takes."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._own: int | None = None

    async def among(self, count: int) -> AsyncIterator[int]:
        """Yield numbers below `count` until all scans together had each of them once.

        Those that begin when others are under way go on where these are.
        """
        first = turn = await self._take()
        for _ in range(count):
            yield turn % count
            turn = await self._take()
            if turn >= first + count:
                break

    async def _take(self) -> int:
        if self._own is None:
            try:
                return int(await self._redis.incr(_KEY))
            except (RedisError, OSError, TimeoutError) as error:
                _log.warning("turns_unknown", error=type(error).__name__)
                self._own = random.randrange(_FAR)  # noqa: S311 - only to differ
        self._own += 1
        return self._own
