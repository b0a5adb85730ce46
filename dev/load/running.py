"""A run: more and more people until somebody waits too long, then as many as can be held."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from dev.load.visits import Sample, Visits
from dev.people import UNLIMITED
from dev.system import RunningSystem

VISITORS, OFFICERS, LEADERS = 1_000, 200, 20
"""A province at its peak."""
SLOWEST_SECONDS = 1.0
"""Who waits longer than this, one in twenty, is not served well any more."""
_SHARES = (0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
_HELD_SHARE = 0.7
"""Of the greatest load that was served well, this is held for a while."""
OTHERS = "programs that are none of ours"
_SETTLING = 0.25
"""The first part of each stage is not measured: people are still arriving."""


@dataclass(frozen=True)
class Use:
    """What a process used over a stage: processors, and bytes at its end."""

    processors: float
    memory: int


@dataclass(frozen=True)
class Stage:
    """A time with a steady number of people."""

    share: float
    seconds: float
    samples: Sequence[Sample]
    use: Mapping[str, Use]

    def rate(self) -> float:
        """Return steps a second."""
        return len(self.samples) / self.seconds

    def percentile(self, share: float, name: str = "") -> float:
        """Return how long the slowest but this share waited, in seconds."""
        chosen = sorted(one.seconds for one in self.samples if name in {"", one.name})
        return chosen[min(int(len(chosen) * share), len(chosen) - 1)] if chosen else 0.0

    @property
    def failures(self) -> list[str]:
        """Why steps failed."""
        return [f"{one.name}: {one.failure}" for one in self.samples if one.failure]

    @property
    def is_served_well(self) -> bool:
        """Whether nobody was refused and few waited long."""
        return not self.failures and self.percentile(0.95) <= SLOWEST_SECONDS


@dataclass
class Outcome:
    """What a run showed."""

    ramp: list[Stage]
    held: Stage
    memory: dict[str, list[tuple[float, int]]]
    """Bytes of each process over the held stage, by second."""
    events: int

    @property
    def limit(self) -> Stage | None:
        """The greatest load of the ramp that was served well."""
        well = [stage for stage in self.ramp if stage.is_served_well]
        return well[-1] if well else None

    @property
    def ended_it(self) -> Stage | None:
        """The load that was not served well any more, None when all of it was."""
        return next((stage for stage in self.ramp if not stage.is_served_well), None)

    def growth(self) -> dict[str, float]:
        """Return by what share each process grew from the middle to the end of the held stage."""
        found = {}
        for name, points in self.memory.items():
            half = len(points) // 2
            middle = _mean([memory for _, memory in points[half : half + 3]])
            end = _mean([memory for _, memory in points[-3:]])
            found[name] = end / middle - 1 if middle else 0.0
        return found


@dataclass
class Crowd:
    """The people who are there now."""

    visits: Visits
    _tasks: dict[str, list[asyncio.Task[None]]] = field(default_factory=lambda: defaultdict(list))

    def resize(self, share: float) -> None:
        """Let this share of a province's people be there."""
        kinds: tuple[tuple[str, int, Callable[[], Coroutine[Any, Any, None]]], ...] = (
            ("visitor", VISITORS, self.visits.visitor),
            ("officer", OFFICERS, self.visits.officer),
            ("leader", LEADERS, self.visits.leader),
        )
        for kind, most, come in kinds:
            there = self._tasks[kind]
            wanted = max(1, round(most * share))
            while len(there) < wanted:
                there.append(asyncio.ensure_future(come()))
            while len(there) > wanted:
                there.pop().cancel()

    async def leave(self) -> None:
        """Let all go; raises what ended somebody's visit before."""
        tasks = [task for there in self._tasks.values() for task in there]
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


def run(stage_seconds: float, hold_seconds: float, folder: Path | None = None) -> Outcome:
    """Load a copy of its own."""
    with RunningSystem(folder, environment=UNLIMITED) as system:
        return asyncio.run(load(system, _SHARES, stage_seconds, hold_seconds))


async def load(
    system: RunningSystem, shares: Sequence[float], stage_seconds: float, hold_seconds: float
) -> Outcome:
    """Load a running copy."""
    visits = Visits(system.public_url, seed=1)
    await visits.look_around()
    crowd = Crowd(visits)
    ramp: list[Stage] = []
    try:
        for share in shares:
            crowd.resize(share)
            ramp.append(await _stage(system, visits, share, stage_seconds))
            if not ramp[-1].is_served_well:
                break
        well = [stage.share for stage in ramp if stage.is_served_well]
        held_share = _HELD_SHARE * (well[-1] if well else shares[0])
        crowd.resize(held_share)
        memory: dict[str, list[tuple[float, int]]] = defaultdict(list)
        watching = asyncio.create_task(_watch_memory(system, memory))
        held = await _stage(system, visits, held_share, hold_seconds)
        watching.cancel()
    finally:
        await crowd.leave()
    return Outcome(ramp, held, dict(memory), visits.events)


async def _stage(system: RunningSystem, visits: Visits, share: float, seconds: float) -> Stage:
    await asyncio.sleep(seconds * _SETTLING)
    begun, first = time.monotonic(), len(visits.samples)
    before = _processor_seconds(system)
    await asyncio.sleep(seconds * (1 - _SETTLING))
    took = time.monotonic() - begun
    after = _processor_seconds(system)
    memory = _memory(system)
    use = {
        name: Use((after[name] - before[name]) / took, memory.get(name, 0))
        for name in after.keys() & before.keys()
    }
    return Stage(share, took, visits.samples[first:], use)


async def _watch_memory(system: RunningSystem, found: dict[str, list[tuple[float, int]]]) -> None:
    begun = time.monotonic()
    while True:
        for name, memory in _memory(system).items():
            found[name].append((time.monotonic() - begun, memory))
        await asyncio.sleep(1)


def _processor_seconds(system: RunningSystem) -> dict[str, float]:
    found = {"the people themselves": sum(psutil.Process().cpu_times()[:2])}
    for name, pid in system.pids.items():
        found[name] = sum(psutil.Process(pid).cpu_times()[:2])
    whole = psutil.cpu_times()
    found[OTHERS] = whole.user + whole.nice + whole.system - sum(found.values())
    return found


def _memory(system: RunningSystem) -> dict[str, int]:
    return {name: psutil.Process(pid).memory_info().rss for name, pid in system.pids.items()}


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
