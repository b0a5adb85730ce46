"""Processor time and memory of the processes of a run, by what they are.

Unlike a throughput, processor time hardly depends on what else the machine does.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

from bench.timing import Act

_ROUNDS = 4
_PROCESSES = {
    "gateway.app": "gateway",
    "services.qa.app": "service",
    "services.survey.app": "service",
    "bench.questions.bare": "service",
    "secantusd": "database",
    "mongod": "database",
    "redis-server": "redis",
}


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a processor for one request, by process."""

    by_process: Mapping[str, float]

    def __str__(self) -> str:
        return ", ".join(f"{part} {ms:.2f}" for part, ms in sorted(self.by_process.items()))

    @property
    def ours(self) -> float:
        """Of our own processes: what more of them can carry."""
        return self.by_process.get("gateway", 0) + self.by_process.get("service", 0)


async def cost(act: Act, requests: int) -> Cost:
    """Return what each of the requests that an act makes costs, after one act to warm up."""
    await act()
    before = _seconds()
    for _ in range(_ROUNDS):
        await act()
    spent = _seconds()
    done = requests * _ROUNDS
    return Cost({name: (spent[name] - before[name]) * 1_000 / done for name in spent})


def _seconds() -> Counter[str]:
    spent: Counter[str] = Counter()
    for name, process in _ours():
        times = process.cpu_times()
        spent[name] += times.user + times.system  # type: ignore[assignment]
    return spent


def memory() -> dict[str, float]:
    """Return the largest memory of each kind of process, in MB."""
    used: dict[str, float] = {}
    for name, process in _ours():
        used[name] = max(used.get(name, 0), process.memory_info().rss / 1e6)
    return used


def _ours() -> list[tuple[str, psutil.Process]]:
    found = []
    for process in psutil.Process().children(recursive=True):
        command = " ".join(process.cmdline())
        names = [name for word, name in _PROCESSES.items() if word in command]
        if names:
            found.append((names[0], process))
    return found
