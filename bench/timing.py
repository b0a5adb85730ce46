"""Timing two sides of a comparison in turns, so that the machine's moods meet both."""

import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Timed:
    """Times in milliseconds."""

    median: float
    p95: float
    count: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Timed":
        """Return the summary of some times."""
        ordered = sorted(seconds)
        p95 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
        return cls(statistics.median(ordered) * 1000, p95 * 1000, len(ordered))

    def __str__(self) -> str:
        return f"{self.median:.1f} / {self.p95:.1f} ms"


@dataclass(frozen=True)
class Rounds:
    """What several rounds gave: the times of each side and of each round."""

    times: Mapping[str, Sequence[Sequence[float]]]

    def timed(self, side: str) -> Timed:
        """Return the summary of a side."""
        return Timed.of([one for times in self.times[side] for one in times])

    def ratio(self, side: str, to: str) -> float:
        """Return the median of a side by the median of another."""
        return self.timed(side).median / self.timed(to).median

    def spread(self, side: str, to: str) -> tuple[float, float]:
        """Return the lowest and the highest ratio of a round."""
        pairs = zip(self.times[side], self.times[to], strict=True)
        ratios = [statistics.median(one) / statistics.median(other) for one, other in pairs]
        return min(ratios), max(ratios)


async def alternate(sides: Mapping[str, Sequence[Act]], rounds: int, repeats: int) -> Rounds:
    """Run each act of each side so often in each round, the sides in turns, after a warm-up.

    Which side goes first changes with the round.
    """
    for acts in sides.values():
        for act in acts:
            await act()
    times: dict[str, list[list[float]]] = {name: [] for name in sides}
    for number in range(rounds):
        measured: dict[str, list[float]] = {name: [] for name in sides}
        order = list(sides) if number % 2 == 0 else list(sides)[::-1]
        for _ in range(repeats):
            for name in order:
                for act in sides[name]:
                    began = time.perf_counter()
                    await act()
                    measured[name].append(time.perf_counter() - began)
        for name, found in measured.items():
            times[name].append(found)
    return Rounds(times)
