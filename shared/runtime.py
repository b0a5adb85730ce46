"""What is real in a process of one service: its settings, database, broker and outgoing HTTP.

`services/<name>/bootstrap.py` extends it with what only that service needs and opens it, for the
web application and for the worker alike.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import ClassVar, Generic, Self, TypeVar

import aiohttp

from shared.migrations import Migration, migrate
from shared.mongo import Mongo
from shared.settings import StoreSettings
from shared.tasks import TaskSender

S = TypeVar("S", bound=StoreSettings)


class Runtime(Generic[S]):
    """Opened once per process with `async with`; everything it holds belongs to that event loop."""

    http: aiohttp.ClientSession
    migrations: ClassVar[Sequence[Migration]] = ()
    """What must have been changed in the database before this code works with it."""

    def __init__(self, service: str, settings: S, mongo: Mongo) -> None:
        self.service = service
        self.settings = settings
        self.mongo = mongo
        self.tasks = TaskSender(settings.redis_url)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        try:
            self.http = await self._stack.enter_async_context(
                aiohttp.ClientSession(
                    timeout=aiohttp.ClientTimeout(total=5, connect=2),
                    cookie_jar=aiohttp.DummyCookieJar(),  # nobody's cookie serves another's call
                )
            )
            self._stack.push_async_callback(self.mongo.close)
            self._stack.push_async_callback(self.tasks.close)
            await migrate(self.mongo, self.migrations)
            await self.mongo.open()
            self.mongo.after_commit = lambda: self.tasks.nudge(f"{self.service}.relay_outbox")
            self.mongo.nudge = self.tasks.nudge
            await self.open()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def open(self) -> None:
        """Open what the service adds; closing goes onto `self.on_close`."""

    @property
    def on_close(self) -> AsyncExitStack:
        """Where `open` registers what must be closed with this runtime."""
        return self._stack

    async def __aexit__(self, *_raised: object) -> None:
        await self._stack.aclose()
