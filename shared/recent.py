"""What this process found out lately and may have to find out again: never more than a hint."""

import math
from collections import OrderedDict
from collections.abc import Hashable
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `most` values, each for so many seconds; the one longest unused goes first."""

    def __init__(self, most: int, seconds: float = math.inf) -> None:
        self._most = most
        self._seconds = seconds
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value kept under a key, None when there is none any more."""
        if (held := self._held.get(key)) is None:
            return None
        if monotonic() - held[0] >= self._seconds:
            del self._held[key]
            return None
        self._held.move_to_end(key)
        return held[1]

    def keep(self, key: K, value: V) -> None:
        """Keep a value in the place of an earlier one."""
        self._held[key] = monotonic(), value
        self._held.move_to_end(key)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
