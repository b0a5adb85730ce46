"""Places in a table, honest about chance: who cannot be told apart shares places. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Interval(NamedTuple):
    """Where a row's true share lies, with 95 % confidence."""

    low: float
    high: float


class Places(NamedTuple):
    """The best and the worst place a row may have; the same number when it is certain."""

    best: int
    worst: int


def places(intervals: Sequence[Interval | None]) -> list[Places | None]:
    """Return the places of each row, the highest share first; None for one without interval.

    A row stands certainly behind those whose interval lies wholly above its own.
    """
    known = [interval for interval in intervals if interval is not None]
    lows, highs = sorted(one.low for one in known), sorted(one.high for one in known)
    return [
        None
        if own is None
        else Places(
            best=1 + len(known) - bisect_right(lows, own.high),
            worst=len(known) - bisect_left(highs, own.low),
        )
        for own in intervals
    ]
