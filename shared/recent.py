"""What this process found out lately and may have to find out again: never more than a hint."""

import math
from collections import OrderedDict
from collections.abc import Hashable
from time import monotonic
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """At most `most` values; the one longest unused goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """Return the value kept under a key, None when there is none any more."""
        if (held := self._held.get(key)) is None:
            return None
        until, value = held
        if monotonic() >= until:
            del self._held[key]
            return None
        self._held.move_to_end(key)
        return value

    def keep(self, key: K, value: V, seconds: float = math.inf) -> None:
        """Keep a value for so many seconds, in the place of an earlier one."""
        self._held[key] = monotonic() + seconds, value
        self._held.move_to_end(key)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
