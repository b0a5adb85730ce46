"""Marks in Redis by which a token handed out for a session can be taken back at once.

One mark per person. Its value is read before a token is made, and changed by everything that
would have made it another one: first to "changing", which allows nobody to keep a token, then,
when the change is stored, to a new value. So a token kept together with a value that Redis still
holds was made from what is stored now. A flushed Redis holds no value and takes all of them back.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta

from redis.asyncio import Redis

from services.auth.stores import SessionStoreUnavailable, reaching_redis
from shared.ids import new_id
from shared.logging import get_logger

_log = get_logger(__name__)
_CHANGING = "changing:"
_LIFE = timedelta(hours=1)
# Longer than any change takes, and than anybody keeps a token unasked.
_CHANGE_LIFE = timedelta(minutes=5)
# Several changes at once: the mark stays "changing" until the last one that began is stored.
_SETTLE = """
local held = redis.call('GET', KEYS[1])
if not held or held == ARGV[1] or string.sub(held, 1, #ARGV[3]) ~= ARGV[3] then
  redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[4])
end
"""


class Marks:
    """The marks of people; without Redis nobody may keep a token."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def read(self, person: str) -> tuple[str, str] | None:
        """Return the mark and its value, None when no token may be kept."""
        name = _name(person)
        try:
            with reaching_redis():
                async with self._redis.pipeline(transaction=False) as pipe:
                    pipe.set(name, new_id(), ex=_LIFE, nx=True)
                    pipe.get(name)
                    _, value = await pipe.execute()
        except SessionStoreUnavailable:
            return None
        if value is None or value.startswith(_CHANGING):
            return None
        return name, value

    @asynccontextmanager
    async def changing(self, people: Iterable[str]) -> AsyncIterator[None]:
        """Take kept tokens of these people back, before and after the change inside.

        Without Redis the change goes on: whoever keeps tokens cannot look at marks then either.
        """
        names = [_name(person) for person in set(people)]
        ours = f"{_CHANGING}{new_id()}"
        await self._write(names, ours, begins=True)
        try:
            yield
        finally:
            await self._write(names, ours, begins=False)

    async def _write(self, names: list[str], ours: str, *, begins: bool) -> None:
        life = int(_LIFE.total_seconds())
        try:
            with reaching_redis():
                for name in names:
                    if begins:
                        await self._redis.set(name, ours, ex=_CHANGE_LIFE)
                    else:
                        await self._redis.eval(_SETTLE, 1, name, ours, new_id(), _CHANGING, life)
        except SessionStoreUnavailable:
            _log.warning("marks_without_redis", begins=begins)


def _name(person: str) -> str:
    return f"auth:mark:{person}"
