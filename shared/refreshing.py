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

    async def get(self) -> T:
        """Return the value, read again if it is too old; raises what `read` raises."""
        if (held := self._fresh()) is not None:
            return held[1]
        async with self._lock:
            if (held := self._fresh()) is None:
                read_at = time.monotonic()
                held = self._held = (read_at, await self._read())
        return held[1]

    def forget(self) -> None:
        """Have the next `get` read again, after a change made in this process."""
        self._held = None

    def _fresh(self) -> tuple[float, T] | None:
        held = self._held
        return held if held and time.monotonic() - held[0] < self._seconds else None
