"""What is broken, one thing after another: processes killed and stopped, Redis flushed, mail
refused, the escalation scan run for other moments than the present one, and, with libfaketime,
workers that run with wrong clocks.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import redis.asyncio

from dev.children import die_with_parent
from dev.mail_sink import REFUSING
from dev.ports import free_ports
from dev.settings import ROOT
from dev.system import RunningSystem
from shared.clock import now

KILLED = ("mongodb", "redis", "mail", "auth", "qa", "survey", "worker", "beat", "gateway")
STOPPED = KILLED
_NOT_AGAIN_WITHIN = 13.0
"""The supervisor gives a process up that fails five times in half a minute."""
_FOLLOWERS = {"redis": ("worker",)}
"""What may end by itself when something else is killed."""
_PROCESS_BACK_SECONDS = 30.0
CLOCKS = ("+40s", "-40s", "+2h", "-2h", "+3d", "-1d")


@dataclass(frozen=True)
class Fault:
    """Something that was done, and how many seconds after the start."""

    at: float
    name: str


@dataclass
class Faults:
    """Does them; every kind once in random order, then at random until time is over."""

    system: RunningSystem
    seed: int
    faketime: Path | None = None
    """The library by which a worker gets a wrong clock."""
    done: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - no secret
        self._begun = time.monotonic()
        self._hit: dict[str, float] = {}
        self._pauses: set[asyncio.Task[None]] = set()

    async def happen(self, seconds: float) -> None:
        """Break things for so long; afterwards everything runs again."""
        waiting: list[str] = []
        while time.monotonic() - self._begun < seconds:
            waiting = waiting or self._every_kind()
            name = self._next(waiting)
            if name is not None:
                waiting.remove(name)
                self.done.append(Fault(time.monotonic() - self._begun, name))
                await self._do(name)
            await asyncio.sleep(self._random.uniform(0.3, 1.5))
        await asyncio.gather(*self._pauses)
        await self._all_back()

    def _every_kind(self) -> list[str]:
        kinds = [f"kill {name}" for name in KILLED] + [f"stop {name}" for name in STOPPED]
        kinds += ["flush redis", "refuse mail", "scan ahead", "scan ahead", "flush redis"]
        kinds += [f"clock {wrong}" for wrong in CLOCKS if self.faketime]
        self._random.shuffle(kinds)
        return kinds

    def _next(self, waiting: list[str]) -> str | None:
        """Return the first fault whose process has rested long enough."""
        moment = time.monotonic()
        for name in waiting:
            target = name.partition(" ")[2]
            if moment - self._hit.get(target, -1e9) > _NOT_AGAIN_WITHIN:
                return name
        return None

    async def _do(self, name: str) -> None:
        kind, _, target = name.partition(" ")
        doing: dict[str, Callable[[str], Awaitable[None]]] = {
            "kill": self._kill, "stop": self._stop, "flush": self._flush,
            "refuse": self._refuse, "scan": self._scan, "clock": self._clock,
        }  # fmt: skip
        if kind in {"kill", "stop"}:
            for hit in (target, *_FOLLOWERS.get(target, ())):
                self._hit[hit] = time.monotonic()
        await doing[kind](target)

    async def _kill(self, target: str) -> None:
        with suppress(KeyError, ProcessLookupError):  # it is just being started
            os.kill(self.system.pid(target), signal.SIGKILL)

    async def _stop(self, target: str) -> None:
        self._later(self._hold(target, self._random.uniform(1.0, 5.0)))

    async def _hold(self, target: str, seconds: float) -> None:
        with suppress(KeyError, ProcessLookupError):
            pid = self.system.pid(target)
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(seconds)
            os.kill(pid, signal.SIGCONT)

    async def _flush(self, _target: str) -> None:
        with suppress(redis.RedisError, OSError):
            async with redis.asyncio.Redis.from_url(self.system.redis_url) as client:
                await client.flushall()

    async def _refuse(self, _target: str) -> None:
        self._later(self._refuse_mail(self._random.uniform(4.0, 8.0)))

    async def _refuse_mail(self, seconds: float) -> None:
        marker = self.system.mail_folder / REFUSING
        marker.touch()
        await asyncio.sleep(seconds)
        marker.unlink(missing_ok=True)  # two may overlap

    async def _scan(self, _target: str) -> None:
        """Let clocks disagree: two scans at once, one of them days ahead of the other."""
        for days in (self._random.uniform(5, 40), self._random.uniform(0, 40)):
            self._later(scan(self.system, days))

    async def _clock(self, wrong: str) -> None:
        self._later(self._work_by(wrong, self._random.uniform(8.0, 14.0)))

    async def _work_by(self, wrong: str, seconds: float) -> None:
        """Let another worker help for a while, whose clock is ahead or behind by so much."""
        (port,) = free_ports(1)
        process = await asyncio.create_subprocess_exec(
            *self.system.state["processes"]["worker"]["command"],
            env={
                **self.system.environment("worker"), "WORKER_HEALTH_PORT": str(port),
                "LD_PRELOAD": str(self.faketime), "FAKETIME": wrong,
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            },
            cwd=ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )  # fmt: skip
        await asyncio.sleep(seconds)
        with suppress(ProcessLookupError):  # it may have met another fault
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 10)
            except TimeoutError:
                process.kill()

    def _later(self, work: Awaitable[None]) -> None:
        self._pauses.add(asyncio.ensure_future(work))

    async def _all_back(self) -> None:
        def are_back() -> bool:
            processes = self.system.state.get("processes", {})
            return set(KILLED) <= {name for name, one in processes.items() if one["ready"]}

        await asyncio.to_thread(
            self.system.wait_until, are_back, _PROCESS_BACK_SECONDS, "everything back"
        )


async def scan(system: RunningSystem, days: float) -> None:
    """Run the escalation scan as it would run so many days from now; faults may end it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "services.qa.escalations",
        "--as-of", (now() + timedelta(days=days)).isoformat(),
        env={**os.environ, **system.environment("qa")},
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await process.wait()
