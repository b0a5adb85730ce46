"""Real engines for tests: an embedded MongoDB and Redis.

`MONGODB_URI` and `REDIS_URL` point the tests at engines that run already; those are not started.
"""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from dev.children import die_with_parent
from dev.engines import mongodb_spec, redis_spec
from dev.ports import free_ports
from dev.specs import ProcessSpec

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Engines:
    """Where the engines of a test run answer."""

    mongodb_uri: str
    redis_url: str


@contextmanager
def running_engines(folder: Path) -> Iterator[Engines]:
    """Start the engines that are not given, with their data in `folder`, until the block ends."""
    with ExitStack() as stack:
        mongodb_uri = os.environ.get("MONGODB_URI") or stack.enter_context(
            running_mongodb(folder / "mongodb")
        )
        redis_url = os.environ.get("REDIS_URL") or stack.enter_context(
            running_redis(folder / "redis")
        )
        yield Engines(mongodb_uri, redis_url)


@contextmanager
def running_mongodb(folder: Path) -> Iterator[str]:
    """Give the address of an embedded MongoDB that keeps its data in `folder`."""
    (port,) = free_ports(1)
    with running_engine(mongodb_spec(port, folder)):
        yield f"mongodb://127.0.0.1:{port}/"


@contextmanager
def running_redis(folder: Path) -> Iterator[str]:
    """Give the address of an embedded Redis that keeps nothing."""
    (port,) = free_ports(1)
    with running_engine(redis_spec(port, folder, durable=False)):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def running_engine(spec: ProcessSpec) -> Iterator[Process]:
    """Start one engine, wait until it answers, and end it afterwards."""
    spec.folder.mkdir(parents=True, exist_ok=True)
    with (spec.folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            spec.command,
            env=dict(spec.environment),
            cwd=spec.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent(spec.death_signal),  # noqa: PLW1509 - before any thread
        )
    try:
        asyncio.run(_until_ready(spec, process))
        yield process
    finally:
        process.kill()
        process.wait(5)


async def _until_ready(spec: ProcessSpec, process: Process) -> None:
    assert spec.ready is not None
    async with asyncio.timeout(spec.ready_within):
        while True:
            if await spec.ready():
                return
            if process.poll() is not None:
                output = (spec.folder / "output.log").read_text(errors="replace")
                raise RuntimeError(f"{spec.name} ended while starting:\n{output}")
            await asyncio.sleep(0.02)
