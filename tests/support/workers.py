"""Starts and kills Celery processes as the supervisor would, with their output in a file."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from dev.ports import free_ports

WORKER = ("worker", "--pool", "threads", "--concurrency", "4")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")
BEAT = ("beat",)


class CeleryProcess:
    """One worker or beat; `log` is where its output goes."""

    def __init__(self, app: str, command: tuple[str, ...], environment: Mapping[str, str]) -> None:
        self._command = [sys.executable, "-m", "celery", "-A", app, *command]
        self._environment = environment
        self.port = free_ports(1)[0]
        self.log = Path()

    async def start(self, log: Path) -> None:
        """Start it and wait until it says that it is ready."""
        self.log = log
        environment = {**os.environ, **self._environment, "WORKER_HEALTH_PORT": str(self.port)}
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - starting takes no time
                self._command, env=environment, stdout=output, stderr=output
            )
        await until(self._is_ready, 20)

    async def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        url = f"http://127.0.0.1:{self.port}/readyz"
        try:
            async with aiohttp.ClientSession() as http, http.get(url) as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.kill()
        self.process.wait(10)

    async def stop(self) -> int:
        """Ask it to end and return its status."""
        if self.process.poll() is None:
            self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 15)


async def until(holds: Callable[[], Awaitable[object]], seconds: float = 15) -> None:
    """Wait until something holds; fails after so many seconds."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - other processes tell nothing
            await asyncio.sleep(0.05)


@asynccontextmanager
async def celery_process(
    app: str, command: tuple[str, ...], environment: Mapping[str, str], folder: Path
) -> AsyncIterator[CeleryProcess]:
    """Yield a running worker or beat and end it."""
    process = CeleryProcess(app, command, environment)
    try:
        await process.start(folder / f"{command[0]}-{process.port}.log")
        yield process
    finally:
        await process.stop()


@asynccontextmanager
async def worker_and_beat(
    app: str, environment: Mapping[str, str], folder: Path
) -> AsyncIterator[CeleryProcess]:
    """Yield a running worker, with a beat beside it, and end both."""
    commands = ((*WORKER, *QUIET), BEAT)
    async with AsyncExitStack() as stack:
        both = [CeleryProcess(app, command, environment) for command in commands]
        async with asyncio.TaskGroup() as starting:
            for process in both:
                stack.push_async_callback(process.stop)
                starting.create_task(process.start(folder / f"both-{process.port}.log"))
        yield both[0]
