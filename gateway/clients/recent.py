"""A public answer kept for some seconds, so that pages do not wait for what seldom changes."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The last answer to one question anybody may ask; one per process.

    Whoever needs it anew while it is being fetched waits for the same call. When that fails the
    old answer serves on; without one everybody who waited learns of the failure.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._good_until = float("-inf")
        self._value: T | None = None
        self._pending: asyncio.Task[T] | None = None

    async def get(self, fetch: Callable[[], Awaitable[T]]) -> T:
        """Return the answer; raises what `fetch` raises."""
        if self._value is not None and time.monotonic() < self._good_until:
            return self._value
        if self._pending is None or self._pending.done():
            self._pending = asyncio.create_task(self._renew(fetch))
        return await asyncio.shield(self._pending)

    async def _renew(self, fetch: Callable[[], Awaitable[T]]) -> T:
        try:
            self._value = await fetch()
        except Exception:
            if self._value is None:
                raise
        self._good_until = time.monotonic() + self._seconds
        return self._value
