"""A value kept in the process and read again once it is a few seconds old."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Refreshed(Generic[T]):
    """What `read` returned at most `seconds` ago; readers at the same moment share one reading."""

    def __init__(self, read: Callable[[], Awaitable[T]], seconds: float) -> None:
        self._read = read
        self._seconds = seconds
        self._lock = asyncio.Lock()
        self._held: tuple[float, T] | None = None
        self._changes = 0

    async def get(self) -> T:
        """Return the value, read again if it is too old; raises what `read` raises."""
        if (held := self._fresh()) is not None:
            return held[1]
        async with self._lock:
            if (held := self._fresh()) is None:
                read_at, changes = time.monotonic(), self._changes
                held = (read_at, await self._read())
                if changes == self._changes:  # else it may be from before the change
                    self._held = held
        return held[1]

    def forget(self) -> None:
        """Have the next `get` read again, after a change made in this process."""
        self._held = None
        self._changes += 1

    def _fresh(self) -> tuple[float, T] | None:
        held = self._held
        return held if held and time.monotonic() - held[0] < self._seconds else None
