"""Runs a table of processes: starts them stage by stage, keeps them up, ends them in reverse.

Every wait has a limit. The first Ctrl-C, SIGTERM or SIGHUP ends everything in order; the second
at once.
"""

import asyncio
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from dev.data_folder import forget_state, write_state
from dev.keepers import Keeper
from dev.logs import ProcessLog
from dev.screen import Screen
from dev.specs import ProcessSpec, Stage
from dev.terminal import until_terminal_gone

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A signal to the whole process group arrives twice: once by itself, once passed on by `make`.
SAME_STOP_SECONDS = 0.5
# Together below the ten seconds in which a stopped system must be gone.
SERVICES_STOP_SECONDS = 6.5
ENGINES_STOP_SECONDS = 2.5


@dataclass(frozen=True)
class SystemPlan:
    """The processes of one copy and what is said about it while it runs."""

    specs: tuple[ProcessSpec, ...]
    run_dir: Path
    log_dir: Path
    facts: Mapping[str, Any] = field(default_factory=dict)
    """Goes into the state file: addresses and folders."""
    follow_logs: bool = False
    ends_after: Stage | None = None
    """End everything when this stage is ready; None: run until stopped."""
    on_stage: Callable[[Stage], None] = lambda stage: None
    """Called when every process of a stage is ready."""


class Supervisor:
    """One running copy of the system; use `run` once."""

    def __init__(self, plan: SystemPlan, screen: Screen) -> None:
        self._plan = plan
        self._screen = screen
        self._stop = asyncio.Event()
        self._stop_asked = 0.0
        self._is_ready = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._logs: list[ProcessLog] = []
        self._keepers = [self._keeper(spec) for spec in plan.specs]

    async def run(self) -> None:
        """Run until stopped by a signal; raises when a process cannot be kept running."""
        loop = asyncio.get_running_loop()
        for number in STOP_SIGNALS:
            loop.add_signal_handler(number, self.stop)
        watch = asyncio.create_task(self._stop_without_terminal())
        try:
            self._write_state()
            await self._start_stages()
            if self._plan.ends_after is None:
                await self._until_stopped()
        finally:
            watch.cancel()
            await self._end_everything()
            for number in STOP_SIGNALS:
                loop.remove_signal_handler(number)
            forget_state(self._plan.run_dir)

    def stop(self) -> None:
        """Begin to end everything; asked again later, end it at once."""
        if not self._stop.is_set():
            self._screen.say("Stopping … (Ctrl-C again to end at once)")
            self._stop.set()
            self._stop_asked = time.monotonic()
            return
        if time.monotonic() - self._stop_asked < SAME_STOP_SECONDS:
            return
        for keeper in self._keepers:
            keeper.kill()

    async def _stop_without_terminal(self) -> None:
        await until_terminal_gone()
        if not self._stop.is_set():
            self.stop()

    async def _start_stages(self) -> None:
        for stage in Stage:
            keepers = [keeper for keeper in self._keepers if keeper.spec.stage is stage]
            if self._stop.is_set() or not keepers:
                continue
            for keeper in keepers:
                self._tasks.add(asyncio.create_task(keeper.run(), name=keeper.spec.name))
            await self._until_stopped(until=[keeper.ready.wait() for keeper in keepers])
            if not self._stop.is_set():
                self._plan.on_stage(stage)
            if stage is self._plan.ends_after:
                return
        self._is_ready = not self._stop.is_set()
        self._write_state()

    async def _until_stopped(self, until: Iterable[Any] | None = None) -> None:
        """Wait for a stop signal, for all of `until`, or raise what a keeper raises."""
        waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(self._stop.wait())]
        if until is not None:
            waits.append(asyncio.gather(*until))
        try:
            while not any(wait.done() for wait in waits):
                running = {task for task in self._tasks if not task.done()}
                await asyncio.wait({*waits, *running}, return_when=asyncio.FIRST_COMPLETED)
                self._raise_failure()
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _raise_failure(self) -> None:
        for task in self._tasks:
            if task.done() and (error := task.exception()) is not None:
                raise error

    async def _end_everything(self) -> None:
        self._stop.set()
        services = [k for k in self._keepers if k.spec.stage is not Stage.ENGINES]
        engines = [k for k in self._keepers if k.spec.stage is Stage.ENGINES]
        # The front door is last in the table: it is asked first.
        await _stop_all(services[::-1], SERVICES_STOP_SECONDS)
        await _stop_all(engines, ENGINES_STOP_SECONDS)
        if self._tasks:
            _, hanging = await asyncio.wait(self._tasks, timeout=1)
            for task in hanging:
                task.cancel()
        for log in self._logs:
            log.close()

    def _keeper(self, spec: ProcessSpec) -> Keeper:
        log = ProcessLog(
            spec.name,
            self._plan.log_dir,
            self._screen,
            follow=self._plan.follow_logs,
            shows_warnings=spec.shows_warnings,
        )
        self._logs.append(log)
        return Keeper(spec, log, self._screen, self._write_state)

    def _write_state(self) -> None:
        me = psutil.Process()
        state = {
            "pid": me.pid,
            "create_time": me.create_time(),
            "ready": self._is_ready,
            **self._plan.facts,
            "processes": {
                keeper.spec.name: {
                    "pid": keeper.child.pid,
                    "create_time": keeper.child.create_time,
                    "command": list(keeper.spec.command),
                    "ready": keeper.ready.is_set(),
                    "starts": keeper.starts,
                }
                for keeper in self._keepers
                if keeper.child is not None
            },
        }
        with suppress(OSError):  # a full disk must not take the system down
            write_state(self._plan.run_dir, state)


async def _stop_all(keepers: Iterable[Keeper], seconds: float) -> None:
    await asyncio.gather(*(keeper.stop(seconds) for keeper in keepers))
