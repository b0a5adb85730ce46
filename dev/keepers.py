"""Keeps one process running: starts it, waits until it is ready, brings it back when it dies."""

import asyncio
import signal
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from dev.children import Child, describe_status
from dev.logs import ProcessLog
from dev.problems import DevelopmentProblem
from dev.screen import Screen
from dev.specs import ProcessSpec

PROBE_EVERY = 0.05
FIRST_DELAY = 0.2
LONGEST_DELAY = 5.0
FAILURES_ALLOWED = 5
FAILURE_WINDOW = 30.0


class Keeper:
    """One process of the system and everything known about it."""

    def __init__(
        self, spec: ProcessSpec, log: ProcessLog, screen: Screen, changed: Callable[[], None]
    ) -> None:
        self.spec = spec
        self.ready = asyncio.Event()
        self.child: Child | None = None
        self.starts = 0
        self._log = log
        self._screen = screen
        self._changed = changed
        self._stopping = asyncio.Event()
        self._ended = asyncio.Event()
        self._failures: deque[float] = deque(maxlen=FAILURES_ALLOWED)
        self._never_ready = 0

    async def run(self) -> None:
        """Keep the process running until `stop`; raises when it fails too often."""
        while not self._stopping.is_set():
            reason = await self._run_once()
            if reason is None or self._stopping.is_set():
                break
            delay = self._delay_after_failure(reason)
            self._screen.say(f"{self.spec.name}: {reason}; again in {delay:.1f} s", "yellow")
            self._screen.say(self._last_lines())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), timeout=delay)

    async def stop(self, seconds: float) -> None:
        """End the process: ask, then kill after `seconds`; it is not started again."""
        self._stopping.set()
        if (child := self.child) is None:
            return
        child.signal(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ended.wait(), timeout=seconds)
        self.kill()

    def kill(self) -> None:
        """End the process at once."""
        self._stopping.set()
        if self.child is not None:
            self.child.signal(signal.SIGKILL)

    async def _run_once(self) -> str | None:
        """Run the process to its end; return why that is a failure, None if it is none."""
        self._log.last.clear()
        try:
            child = await Child.start(self.spec, self._log)
        except OSError as error:
            return f"cannot be started ({error})"
        self.child = child
        self._ended.clear()
        self.starts += 1
        self._changed()
        try:
            return await self._until_it_ends(child)
        finally:
            self.child = None
            self._ended.set()
            if not self.spec.runs_once:
                self.ready.clear()
            self._changed()

    async def _until_it_ends(self, child: Child) -> str | None:
        ending = asyncio.create_task(child.wait())
        waiting = asyncio.create_task(self._until_ready())
        try:
            await asyncio.wait((ending, waiting), return_when=asyncio.FIRST_COMPLETED)
            if waiting.done() and not waiting.result() and not ending.done():
                child.signal(signal.SIGKILL)
                await ending
                return f"was not ready within {self.spec.ready_within:.0f} s"
            if waiting.done() and waiting.result():
                self._become_ready()
            status = await ending
        finally:
            waiting.cancel()
            child.signal(signal.SIGKILL)
            await ending
        if self.spec.runs_once and status == 0:
            self._become_ready()
            return None
        return f"ended with {describe_status(status)}"

    def _become_ready(self) -> None:
        self._never_ready = 0
        self.ready.set()
        self._changed()

    async def _until_ready(self) -> bool:
        """Return True once ready, False when its time is over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self.spec.ready_within):
                if self.spec.runs_once:
                    await asyncio.Event().wait()
                while True:
                    if self.spec.ready is None or await self.spec.ready():
                        return True
                    await asyncio.sleep(PROBE_EVERY)
        return False

    def _delay_after_failure(self, reason: str) -> float:
        """Count the failure; raise when there were too many, else say how long to wait."""
        now = time.monotonic()
        self._failures.append(now)
        self._never_ready += 1
        recent = sum(1 for failed in self._failures if now - failed <= FAILURE_WINDOW)
        if self.spec.runs_once or max(recent, self._never_ready) >= FAILURES_ALLOWED:
            often = "" if self.spec.runs_once else f" {FAILURES_ALLOWED} times"
            raise DevelopmentProblem(
                f"{self.spec.name} failed{often}: {reason}. Last lines of {self._log.path}:\n"
                f"{self._last_lines()}"
            )
        return float(min(FIRST_DELAY * 2 ** (recent - 1), LONGEST_DELAY))

    def _last_lines(self) -> str:
        return "\n".join(f"    {line}" for line in self._log.last) or "    (no output)"
