"""Starts one process so that it can never outlive the supervisor, and ends it for certain."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from typing import Self

import psutil

from dev.logs import ProcessLog
from dev.specs import ProcessSpec

PR_SET_PDEATHSIG = 1
READ_BYTES = 65536


class Child:
    """A started process in a group of its own; its output goes to its log."""

    def __init__(self, process: asyncio.subprocess.Process, log: ProcessLog) -> None:
        self._process = process
        self._log = log
        self.pid = process.pid
        self.create_time = _create_time(process.pid)
        self._pump = asyncio.create_task(self._read_output())

    @classmethod
    async def start(cls, spec: ProcessSpec, log: ProcessLog) -> Self:
        """Start `spec`; raises OSError when its program cannot be run."""
        spec.folder.mkdir(parents=True, exist_ok=True)
        process = await asyncio.create_subprocess_exec(
            *spec.command,
            env=dict(spec.environment),
            cwd=spec.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal reaches the supervisor only
            preexec_fn=die_with_parent(spec.death_signal),
        )
        return cls(process, log)

    async def wait(self) -> int:
        """Wait for the end and return the exit status, negative for a signal.

        What the process itself had started (a reloader's worker) is ended with it.
        """
        status = await self._process.wait()
        self.signal(signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._pump, timeout=1)
        return status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process and its descendants, if any are left."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    async def _read_output(self) -> None:
        output = self._process.stdout
        assert output is not None  # noqa: S101 - a pipe was asked for
        while data := await output.read(READ_BYTES):
            self._log.feed(data)
        self._log.end_of_output()


def describe_status(status: int) -> str:
    """Say an exit status in words."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"killed by {signal.Signals(-status).name}"
    except ValueError:
        return f"killed by signal {-status}"


def die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """Return what a new child runs first: ask the kernel for `number` when its parent dies."""
    if sys.platform != "linux":
        return None
    ask_kernel = _death_signal_setter()
    parent = os.getpid()

    def prepare_child() -> None:
        ask_kernel(int(number))
        if os.getppid() != parent:  # it died before we could ask
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare_child


def end_with_parent() -> None:
    """Have this very process stopped (SIGTERM) when the one that started it dies, on Linux.

    So a killed `make` or test run leaves nothing behind.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    _death_signal_setter()(int(signal.SIGTERM))
    if os.getppid() != parent:
        raise SystemExit(1)


def _death_signal_setter() -> Callable[[int], None]:
    # Looked up before a fork: a forked child must not load libraries.
    prctl = ctypes.CDLL(None).prctl

    def ask_kernel(number: int) -> None:
        prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)

    return ask_kernel


def _create_time(pid: int) -> float:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:  # already over
        return 0.0
