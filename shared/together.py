"""Doing together what arrives together: callers who come while others are served share one work.

The first caller is served at once and alone; those who come meanwhile wait for that and are then
served by one call of the work, a single transaction for all of them, say. Where callers come in
crowds a group waits a moment for those who follow. What a caller asks for is done when the call
returns: nothing is put off.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Generic, TypeVar

from shared.problems import Problem

T = TypeVar("T")
R = TypeVar("R")

_FOLLOWERS_SECONDS = 0.002

Work = Callable[[Sequence[T]], Awaitable[Sequence[R | Exception]]]


class Together(Generic[T, R]):
    """Serves at most `most` callers at once, one group after the other."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._serving: asyncio.Task[None] | None = None
        self._recent: deque[int] = deque((1, 1), maxlen=2)
        self._enough = asyncio.Event()

    async def do(self, item: T, work: Work[T, R]) -> R:
        """Return what `work` returns for the item; raises the exception it returns for it.

        `work` answers its items in their order and is the same for all callers. When it raises,
        it has done nothing: a `Problem`, as when the database is away, is raised for all of the
        group; after any other error each item is tried alone, so that nobody suffers for
        another's.
        """
        call: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, call))
        if len(self._waiting) >= max(self._recent):
            self._enough.set()
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve(work))
        return await call

    async def _serve(self, work: Work[T, R]) -> None:
        try:
            while self._waiting:
                await self._gather()
                group, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                self._recent.append(len(group))
                if not await self._serve_group(group, work):
                    for one in group:
                        await self._serve_group([one], work)
        finally:
            self._serving = None

    async def _gather(self) -> None:
        """Wait until as many call as did of late, but no longer than a moment."""
        if len(self._waiting) < max(self._recent):
            self._enough.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_FOLLOWERS_SECONDS):
                    await self._enough.wait()

    async def _serve_group(
        self, group: Sequence[tuple[T, "asyncio.Future[R]"]], work: Work[T, R]
    ) -> bool:
        """Serve a group; return whether it was, or else is to be tried one by one."""
        results: Sequence[R | BaseException]
        try:
            results = await work([item for item, _ in group])
        except Problem as problem:
            results = [problem] * len(group)
        except Exception as error:  # noqa: BLE001 - raised to whoever waits
            if len(group) > 1:
                return False
            results = [error]
        except BaseException:
            for _, call in group:
                call.cancel()
            raise
        for (_, call), result in zip(group, results, strict=True):
            if call.done():  # its caller has gone
                continue
            if isinstance(result, BaseException):
                call.set_exception(result)
            else:
                call.set_result(result)
        return True
