"""How often a sender may call: slowapi's limiter, declared per group, counted without blocking.

slowapi 0.1.10 counts with a synchronous Redis client inside route decorators: a slow Redis would
stop the event loop, and a proxied request has no route function. So slowapi's `Limiter` holds the
declarations (limit texts, groups as its scopes), and the same `limits` library it stands on counts
them with its asyncio strategies. Redis is asked for at most 0.2 seconds; while it does not answer,
each process counts by itself.
"""

import asyncio
import time
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil

from limits import RateLimitItem
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from slowapi import Limiter
from slowapi.wrappers import LimitGroup

from gateway.groups import LIMITED, UNLIMITED
from gateway.settings import GatewaySettings
from shared.logging import get_logger
from shared.problems import TooManyRequests

_log = get_logger(__name__)
# Groups in which a sender plans ahead: every answer says how much is left.
_COUNTED_ALOUD = frozenset({"ask", "rate", "sign_in", "token", "export", "machine"})


class LimitReached(TooManyRequests):
    """A sender called more often than the group allows; `Retry-After` says when to come back."""


@dataclass(frozen=True, slots=True)
class _Count:
    """One limit after counting a request: what is left of it and when some comes back."""

    limit: RateLimitItem
    passed: bool
    remaining: int = 0
    reset_seconds: int = 0


class GroupLimits(Limiter):
    """slowapi's limiter as the list of our groups; made from the settings, opens nothing."""

    def __init__(self, settings: GatewaySettings) -> None:
        super().__init__(
            key_func=str,
            strategy="moving-window",
            storage_uri="memory://",
            key_style="endpoint",
        )
        for group in LIMITED:
            declared = LimitGroup(
                settings.limit(group), str, group, False, None, None, None, 1, False
            )
            self._route_limits[group] = list(declared)

    def of(self, group: str) -> list[RateLimitItem]:
        """Return the limits of a group; they all hold."""
        return [declared.limit for declared in self._route_limits[group]]


class Limits:
    """Counts requests; one per process."""

    def __init__(self, settings: GatewaySettings) -> None:
        declared = GroupLimits(settings)
        self._limits = {group: declared.of(group) for group in LIMITED}
        self._policies = {group: _policy(group, items) for group, items in self._limits.items()}
        self._secret = settings.service_secret.get_secret_value().encode()[:64]
        self._timeout = settings.redis_timeout_seconds
        self._pause = settings.redis_pause_seconds
        self._pool = ConnectionPool.from_url(
            settings.redis_url,
            socket_timeout=self._timeout,
            socket_connect_timeout=self._timeout,
            retry=Retry(NoBackoff(), 0),
        )
        redis = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix="limits",
            connection_pool=self._pool,  # type: ignore[arg-type]  # typed for plain options only
        )
        self._shared = MovingWindowRateLimiter(redis)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._ask_redis_from = 0.0

    async def close(self) -> None:
        """Give the connections back."""
        await self._pool.aclose()

    async def take(self, group: str, key: str) -> dict[str, str]:
        """Count one request and return headers for its answer; raises `LimitReached`."""
        if group == UNLIMITED:
            return {}
        headers = {"RateLimit-Policy": self._policies[group]}
        # Who called is kept for a day at most, and as a keyed hash.
        hashed = blake2b(key.encode(), key=self._secret, digest_size=12).hexdigest()
        counts = await self._count(group, hashed)
        if counts:
            tightest = min(counts, key=lambda count: (count.passed, count.remaining))
            left = f"r={tightest.remaining};t={tightest.reset_seconds}"
            headers["RateLimit"] = f'"{group}";{left}'
            if not tightest.passed:
                headers["Retry-After"] = str(tightest.reset_seconds)
                raise LimitReached(headers=headers, limit=str(tightest.limit), group=group)
        return headers

    async def _count(self, group: str, key: str) -> list[_Count]:
        moment = time.monotonic()
        if moment < self._ask_redis_from:
            return await self._count_with(self._own, group, key)
        if self._ask_redis_from:  # one request tries, the others go on counting here
            self._ask_redis_from = moment + self._pause
        try:
            async with asyncio.timeout(self._timeout):
                counts = await self._count_with(self._shared, group, key)
        except (RedisError, OSError, TimeoutError) as error:
            if not self._ask_redis_from:
                _log.warning("limits_without_redis", error=type(error).__name__)
            self._ask_redis_from = time.monotonic() + self._pause
            return await self._count_with(self._own, group, key)
        self._ask_redis_from = 0.0
        return counts

    async def _count_with(
        self, limiter: MovingWindowRateLimiter, group: str, key: str
    ) -> list[_Count]:
        """Return the limits reached, or all of a group that counts aloud."""
        counts = []
        for limit in self._limits[group]:
            passed = await limiter.hit(limit, group, key)
            if passed and group not in _COUNTED_ALOUD:
                continue
            stats = await limiter.get_window_stats(limit, group, key)
            seconds = max(1, ceil(stats.reset_time - time.time()))
            counts.append(_Count(limit, passed, max(0, stats.remaining), seconds))
            if not passed:
                break
        return counts


def _policy(group: str, items: list[RateLimitItem]) -> str:
    """Write the group's limits as the `RateLimit-Policy` header field has them."""
    return ", ".join(f'"{group}";q={item.amount};w={item.get_expiry()}' for item in items)
