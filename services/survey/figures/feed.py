"""Telling everybody who listens, in this process, that the figures moved.

One poller reads the roller's state while somebody listens and nobody otherwise; a listener costs
no query. A store that does not answer is waited for.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from pymongo.errors import PyMongoError

from shared.contracts.survey.figures import FiguresChanged
from shared.logging import get_logger

_log = get_logger(__name__)


class FiguresFeed:
    """The stream of revisions; `read` returns the present one."""

    def __init__(self, read: Callable[[], Awaitable[FiguresChanged]], poll_seconds: float) -> None:
        self._read = read
        self._poll_seconds = poll_seconds
        self._latest: FiguresChanged | None = None
        self._news = asyncio.Event()
        self._listeners = 0
        self._poller: asyncio.Task[None] | None = None
        self._ended = False

    async def listen(self, longest_seconds: float) -> AsyncIterator[FiguresChanged]:
        """Yield the present revision, then each new one, for so long or until `end`."""
        deadline = asyncio.get_running_loop().time() + longest_seconds
        seen = -1
        self._begin()
        try:
            while not self._ended:
                if self._latest is not None and self._latest.revision != seen:
                    seen = self._latest.revision
                    yield self._latest
                    continue
                async with asyncio.timeout_at(deadline):
                    await self._news.wait()
        except TimeoutError:
            return
        finally:
            self._leave()

    def end(self) -> None:
        """End all listening, now and in future: the process stops."""
        self._ended = True
        self._wake()

    def _begin(self) -> None:
        self._listeners += 1
        if self._poller is None:
            self._latest = None
            self._poller = asyncio.create_task(self._poll())

    def _leave(self) -> None:
        self._listeners -= 1
        if not self._listeners and self._poller is not None:
            self._poller.cancel()
            self._poller = None

    def _wake(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def _poll(self) -> None:
        while True:
            try:
                latest = await self._read()
            except PyMongoError as error:
                _log.warning("figures_unread", error=type(error).__name__)
            else:
                if self._latest is None or latest.revision != self._latest.revision:
                    self._latest = latest
                    self._wake()
            await asyncio.sleep(self._poll_seconds)
