"""An event loop in a thread of its own, for programs that call in from other threads.

One per process: a client of MongoDB or HTTP belongs to one loop. A forked child gets a new one.
"""

import asyncio
import gc
import os
import threading
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

from shared.runtime import Runtime

AnyRuntime = Runtime[Any]


class LoopThread:
    """The process's event loop and the runtimes opened on it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._pid = -1

    def run(self, work: Coroutine[Any, Any, Any], limit: float | None = None) -> Any:  # noqa: ANN401
        """Run a coroutine on the loop and wait for its result."""
        with self._guard:
            if self._pid != os.getpid():  # a forked child inherits no thread
                self._loop = asyncio.new_event_loop()
                self._runtimes: dict[str, AnyRuntime] = {}
                self._opening = asyncio.Lock()
                self._stack = AsyncExitStack()
                threading.Thread(target=self._loop.run_forever, daemon=True).start()
                self._pid = os.getpid()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(limit)

    async def runtime(self, service: str, open_runtime: Callable[[], AnyRuntime]) -> AnyRuntime:
        """Return this process's runtime of a service, opened at first use."""
        async with self._opening:
            if service not in self._runtimes:
                opened = await self._stack.enter_async_context(open_runtime())
                self._runtimes[service] = opened
                gc.freeze()  # what is there by now stays: a look through all of it costs 0.1 s
        return self._runtimes[service]

    def close(self) -> None:
        """Close the runtimes, if this process opened any."""
        if self._pid == os.getpid():
            self.run(self._stack.aclose(), limit=5)
