"""How often a sender may call: slowapi's limiter, declared per group, counted without blocking.

slowapi 0.1.10 counts with a synchronous Redis client inside route decorators: a slow Redis would
stop the event loop, and a proxied request has no route function. So slowapi's `Limiter` holds the
declarations (limit texts, groups as its scopes). Redis counts them in one script (`limit_script`);
it is asked for at most 0.2 seconds, and while it does not answer each process counts by itself
with the `limits` library that slowapi stands on. Decision 7 has the figures.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from math import ceil
from typing import NamedTuple

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from slowapi import Limiter
from slowapi.wrappers import LimitGroup

from gateway.groups import LIMITED, UNLIMITED
from gateway.limit_script import COUNT, GIVE_BACK, Counted, read_counted
from gateway.redis_line import RedisAway, RedisLine
from gateway.settings import GatewaySettings
from shared.logging import get_logger
from shared.problems import TooManyRequests

_log = get_logger(__name__)
# Groups in which a sender plans ahead: every answer says how much is left.
_COUNTED_ALOUD = frozenset({"ask", "rate", "sign_in", "token", "export", "machine"})
_KEYS_REMEMBERED = 4_096


class LimitReached(TooManyRequests):
    """A sender called more often than the group allows; `Retry-After` says when to come back."""


class Mark(NamedTuple):
    """A key in Redis and the value it must have for something kept to count still."""

    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """A request that was counted: headers for its answer; whether the mark asked for holds."""

    headers: dict[str, str] = field(default_factory=dict)
    mark_holds: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    """A group's limits, as the library counts them, as the script does and as headers say."""

    items: list[RateLimitItem]
    arguments: tuple[bytes, ...]
    policy: str
    is_aloud: bool


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
        self._groups = {group: _group(group, declared.of(group)) for group in LIMITED}
        self._guesses = parse(settings.limit_guesses)
        self._secret = settings.service_secret.get_secret_value().encode()[:64]
        self._pause = settings.redis_pause_seconds
        self._redis = RedisLine(settings.redis_url, settings.redis_timeout_seconds)
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._ask_redis_from = 0.0
        self._redis_keys = lru_cache(_KEYS_REMEMBERED)(self._make_redis_keys)

    @property
    def redis(self) -> RedisLine:
        """The connection to Redis."""
        return self._redis

    async def close(self) -> None:
        """Give the connection back."""
        await self._redis.close()

    async def take(self, group: str, key: str, mark: Mark | None = None) -> Taken:
        """Count one request and look at a mark; raises `LimitReached`."""
        if group == UNLIMITED:
            return Taken()
        known = self._groups[group]
        counted = await self._count(group, known, key, mark)
        headers = {"RateLimit-Policy": known.policy}
        if counted.left:
            remaining, milliseconds = min(counted.left)
            seconds = max(1, ceil(milliseconds / 1000))
            headers["RateLimit"] = f'"{group}";r={max(0, remaining)};t={seconds}'
            if counted.reached:
                headers["Retry-After"] = str(seconds)
                limit = str(known.items[counted.reached - 1])
                raise LimitReached(headers=headers, limit=limit, group=group)
        return Taken(headers, counted.mark_holds)

    async def give_back(self, group: str, key: str) -> None:
        """Take back a count: a request that reached no service is not held against its sender.

        Not while Redis is away: what is counted in the process is forgotten soon enough.
        """
        if group == UNLIMITED or self._ask_redis_from:
            return
        with suppress(RedisAway):
            await self._redis.run(GIVE_BACK, self._redis_keys(group, key))

    async def refuse_guesser(self, key: str) -> None:
        """Raise `LimitReached` for who named too many sessions that are none, to this process."""
        if not await self._own.test(self._guesses, "guesses", self._hashed(key)):
            raise LimitReached(headers={"Retry-After": "60"}, limit=str(self._guesses))

    async def note_guess(self, key: str) -> None:
        """Note that somebody named a session that is none."""
        await self._own.hit(self._guesses, "guesses", self._hashed(key))

    async def _count(self, group: str, known: _Group, key: str, mark: Mark | None) -> Counted:
        moment = time.monotonic()
        if moment < self._ask_redis_from:
            return await self._count_here(group, known, key)
        if self._ask_redis_from:  # one request tries, the others go on counting here
            self._ask_redis_from = moment + self._pause
        try:
            counted = await self._count_in_redis(group, known, key, mark)
        except RedisAway as error:
            if not self._ask_redis_from:
                _log.warning("limits_without_redis", error=str(error))
            self._ask_redis_from = time.monotonic() + self._pause
            return await self._count_here(group, known, key)
        self._ask_redis_from = 0.0
        return counted

    async def _count_in_redis(
        self, group: str, known: _Group, key: str, mark: Mark | None
    ) -> Counted:
        keys = self._redis_keys(group, key)
        value = b""
        if mark is not None:
            keys, value = (*keys, mark.key), mark.value
        aloud = b"1" if known.is_aloud else b"0"
        return read_counted(await self._redis.run(COUNT, keys, value, aloud, *known.arguments))

    def _make_redis_keys(self, group: str, key: str) -> tuple[bytes, ...]:
        """Return the keys of a group's limits: who called is kept for a day, as a keyed hash."""
        hashed = self._hashed(key)
        items = self._groups[group].items
        return tuple(f"limits:{group}:{hashed}:{item.get_expiry()}".encode() for item in items)

    def _hashed(self, key: str) -> str:
        return blake2b(key.encode(), key=self._secret, digest_size=12).hexdigest()

    async def _count_here(self, group: str, known: _Group, key: str) -> Counted:
        """Count in this process alone; whether a mark holds nobody can say."""
        hashed = self._hashed(key)
        left = []
        for number, item in enumerate(known.items, 1):
            passed = await self._own.hit(item, group, hashed)
            if passed and not known.is_aloud:
                continue
            stats = await self._own.get_window_stats(item, group, hashed)
            told = (stats.remaining, round((stats.reset_time - time.time()) * 1000))
            if not passed:
                return Counted(mark_holds=False, reached=number, left=[(0, told[1])])
            left.append(told)
        return Counted(mark_holds=False, reached=0, left=left)


def _group(group: str, items: list[RateLimitItem]) -> _Group:
    """Write the limits down once, also as the `RateLimit-Policy` header field has them."""
    numbers = [(item.amount, item.get_expiry()) for item in items]
    return _Group(
        items,
        tuple(b"%d" % number for pair in numbers for number in pair),
        ", ".join(f'"{group}";q={amount};w={seconds}' for amount, seconds in numbers),
        group in _COUNTED_ALOUD,
    )
