"""Engines and processes of one run, on free ports and in a temporary folder; all end with it."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from dev.children import die_with_parent
from dev.engines import mongodb_spec, redis_spec
from dev.environments import PASSED_ON
from dev.ports import free_ports
from dev.probes import http_ready
from dev.settings import LOOPBACK, ROOT
from dev.specs import ProcessSpec

READY_WITHIN = 120.0
T = TypeVar("T")


class NotMeasured(Exception):
    """A measurement needs a program that is not installed; says which, and how it comes here."""


class Stage:
    """`async with Stage() as stage:` starts what a measurement asks for, and ends it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._mongodb: str | None = None
        self._redis: str | None = None
        self.places: dict[str, object] = {}
        """What was prepared in this run, by name, for the measurements that share it."""

    async def __aenter__(self) -> Self:
        folder = tempfile.TemporaryDirectory(prefix="langnghe-bench-", ignore_cleanup_errors=True)
        self.folder = Path(self._stack.enter_context(folder))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def keep(self, started: AbstractContextManager[T]) -> T:
        """Start something that ends with the run."""
        return self._stack.enter_context(started)

    async def mongodb(self) -> str:
        """Return the address of MongoDB: `MONGODB_URI`, else an embedded one."""
        if self._mongodb is None:
            self._mongodb = os.environ.get("MONGODB_URI")
        if self._mongodb is None:
            (port,) = free_ports(1)
            await self.start(mongodb_spec(port, self.folder / "mongodb", large=True))
            self._mongodb = f"mongodb://{LOOPBACK}:{port}/"
        return self._mongodb

    async def redis(self) -> str:
        """Return the address of Redis: `REDIS_URL`, else an embedded one that keeps nothing."""
        if self._redis is None:
            self._redis = os.environ.get("REDIS_URL")
        if self._redis is None:
            (port,) = free_ports(1)
            await self.start(redis_spec(port, self.folder / "redis", durable=False))
            self._redis = f"redis://{LOOPBACK}:{port}/0"
        return self._redis

    async def web(
        self,
        name: str,
        application: str,
        environment: Mapping[str, str],
        ready_path: str = "/readyz",
        port: int | None = None,
    ) -> str:
        """Serve an application factory (`module:function`) as development does; its address."""
        chosen = port or free_ports(1)[0]
        command = [sys.executable, "-m", "uvicorn", application, "--factory"]
        command += ["--host", LOOPBACK, "--port", str(chosen), "--lifespan", "on", "--ws", "none"]
        command += ["--no-access-log", "--no-server-header", "--no-proxy-headers"]
        command += ["--timeout-keep-alive", "75"]
        url = f"http://{LOOPBACK}:{chosen}"
        ready = http_ready(f"{url}{ready_path}")
        await self.start(ProcessSpec(name, tuple(command), environment, ready=ready))
        return url

    async def start(self, spec: ProcessSpec) -> None:
        """Start a process and wait until it is ready."""
        if spec.folder != ROOT:
            spec.folder.mkdir(parents=True, exist_ok=True)
        log = self.folder / f"{spec.name}.log"
        process = self.popen(spec.command, spec.environment, log, spec.folder)
        limit = time.monotonic() + READY_WITHIN
        while spec.ready is not None and not await spec.ready():
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"{spec.name} did not start:\n{log.read_text()}")
            await asyncio.sleep(0.05)

    def popen(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        folder: Path = ROOT,
        *,
        stdin: int = subprocess.DEVNULL,
        stdout: int | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a command that is killed at the end of the run; its output goes to `log`."""
        output = self._stack.enter_context(log.open("ab"))
        process = subprocess.Popen(
            command,
            env=passed_on() | dict(environment),
            cwd=folder,
            stdin=stdin,
            stdout=output if stdout is None else stdout,
            stderr=output,
            preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - before any thread
        )
        self._stack.callback(_end, process)
        return process


def passed_on() -> dict[str, str]:
    """Return what every program needs of this one's environment."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait(10)
