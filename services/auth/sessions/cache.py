"""Sessions in Redis: a copy of the record that answers fast, and marks of ended ones.

A mark of an end outlives every copy, so that a copy made at the same moment cannot bring an ended
session back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from pydantic import ValidationError
from redis.asyncio import Redis

from services.auth.sessions.model import LiveSession
from services.auth.stores import SessionStoreUnavailable, reaching_redis
from shared.logging import get_logger

_log = get_logger(__name__)
_ENDED_MARK = "ended"


class Absent(Enum):
    """Why the cache holds no live session."""

    UNKNOWN = "unknown"
    ENDED = "ended"


@dataclass(frozen=True)
class CachedSession:
    """A copy, and how long the session may still stay unused."""

    session: LiveSession
    idle_left: timedelta


class SessionCache:
    """The copies; reads do without Redis when it is away, ends do not."""

    def __init__(self, redis: Redis, longest_life: timedelta) -> None:
        self._redis = redis
        self._longest_life = longest_life

    async def read(self, key: str) -> CachedSession | Absent:
        """Return the copy of a session, or why there is none."""
        try:
            with reaching_redis():
                async with self._redis.pipeline(transaction=False) as pipe:
                    pipe.get(_name(key))
                    pipe.pttl(_name(key))
                    stored, left = await pipe.execute()
        except SessionStoreUnavailable:
            _log.warning("session_cache_away")
            return Absent.UNKNOWN
        if stored is None or left <= 0:
            return Absent.UNKNOWN
        if stored == _ENDED_MARK:
            return Absent.ENDED
        try:
            session = LiveSession.model_validate_json(stored)
        except ValidationError:
            return Absent.UNKNOWN
        return CachedSession(session, timedelta(milliseconds=left))

    async def keep(self, session: LiveSession, idle_left: timedelta) -> bool:
        """Store a copy of a record just read; False when it was marked as ended meanwhile."""
        name = _name(session.key)
        try:
            with reaching_redis():
                await self._redis.set(name, session.model_dump_json(), px=idle_left, nx=True)
                return bool(await self._redis.get(name) != _ENDED_MARK)
        except SessionStoreUnavailable:
            return True

    async def touch(self, key: str, idle: timedelta) -> None:
        """Let the copy live on for this long without use."""
        try:
            with reaching_redis():
                await self._redis.pexpire(_name(key), idle)
        except SessionStoreUnavailable:
            _log.warning("session_cache_away")

    async def end(self, keys: Iterable[str]) -> None:
        """Mark sessions as ended, before the record says so; raises when Redis is away."""
        with reaching_redis():
            for key in keys:
                await self._redis.set(_name(key), _ENDED_MARK, ex=self._longest_life)


def _name(key: str) -> str:
    return f"auth:session:{key}"
