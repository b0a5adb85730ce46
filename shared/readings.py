"""Gauges of what lies in the stores, read when `/metrics` is asked for and kept for some seconds.

A reading that fails shows as NaN and in `reading_failed`: an unknown backlog is not an empty one.
Every copy of a process tells the same; take the greatest.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import Gauge

Reading = Callable[[], Awaitable[float]]
Readings = Mapping[Gauge, Reading]

OUTBOX_OLDEST = Gauge("outbox_oldest_seconds", "Age of the oldest event not yet confirmed")
ROLL_UP_LAG = Gauge("roll_up_lag_seconds", "How far figures are behind what they count")
FAILED = Gauge("reading_failed", "1 while a gauge could not be read", ["reading"])
KEPT_SECONDS = 10.0
_LIMIT_SECONDS = 3.0


class Gauges:
    """A process's readings."""

    def __init__(self, readings: Callable[[], Readings]) -> None:
        self._readings = readings
        self._lock = asyncio.Lock()
        self._read_at = -math.inf

    async def refresh(self) -> None:
        """Read all of them anew unless that was done just now; never raises."""
        async with self._lock:
            if time.monotonic() - self._read_at < KEPT_SECONDS:
                return
            await asyncio.gather(*(_read(*pair) for pair in self._readings().items()))
            self._read_at = time.monotonic()


async def _read(gauge: Gauge, reading: Reading) -> None:
    (name,) = {metric.name for metric in gauge.collect()}
    try:
        async with asyncio.timeout(_LIMIT_SECONDS):
            value = await reading()
    except Exception:  # noqa: BLE001 - whatever it is, it must not hide the other metrics
        gauge.set(math.nan)
        FAILED.labels(name).set(1)
    else:
        gauge.set(value)
        FAILED.labels(name).set(0)
