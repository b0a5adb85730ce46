"""Sending Celery messages from any process, without blocking its event loop."""

import asyncio
from contextlib import suppress
from typing import Any

from celery import Celery

from shared.logging import current_request_id, get_logger
from shared.tracing import current_traceparent

_log = get_logger(__name__)
_LIMIT_SECONDS = 3.0
_NUDGES_APART_SECONDS = 0.1


class TaskSender:
    """Puts messages into services' queues; one per process.

    The queue of a task is the first part of its name: `qa.remind_officer` goes to `qa`.
    """

    def __init__(self, redis_url: str) -> None:
        self._celery = Celery(broker=redis_url)
        self._celery.conf.update(
            task_ignore_result=True,
            broker_transport_options={
                "socket_timeout": _LIMIT_SECONDS,
                "socket_connect_timeout": _LIMIT_SECONDS,
            },
            broker_connection_retry=False,
            task_publish_retry=False,
        )
        self._wanted: dict[str, bool] = {}
        self._nudges: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def send(self, task: str, **arguments: Any) -> None:  # noqa: ANN401 - JSON
        """Send one task; raises when the broker does not take it within seconds."""
        await asyncio.to_thread(self._send, task, arguments)

    def _send(self, task: str, arguments: dict[str, Any]) -> None:
        self._celery.send_task(
            task,
            kwargs=arguments,
            queue=task.split(".", 1)[0],
            headers={
                "request_id": current_request_id(),
                "traceparent": current_traceparent(),
            },
            ignore_result=True,
        )

    def nudge(self, task: str) -> None:
        """Ask soon for a task that also runs on a schedule; failing only means a later run.

        Nudges during a send and shortly after it are joined into one more send.
        """
        if task in self._wanted:
            self._wanted[task] = True
            return
        self._wanted[task] = False
        nudge = asyncio.get_running_loop().create_task(self._nudge(task))
        self._nudges.add(nudge)
        nudge.add_done_callback(self._nudges.discard)

    async def _nudge(self, task: str) -> None:
        again = True
        while again:
            self._wanted[task] = False
            try:
                await self.send(task)
            except Exception as error:  # noqa: BLE001 - the schedule does what a nudge could not
                _log.warning("nudge_failed", task=task, error=type(error).__name__)
            await self._apart()
            again = self._wanted[task]
        del self._wanted[task]

    async def _apart(self) -> None:
        """Wait a moment between two sends: under load each serves many changes."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_NUDGES_APART_SECONDS):
                await self._closing.wait()

    async def close(self) -> None:
        """Wait for nudges under way and give the connections back."""
        self._closing.set()
        if self._nudges:
            await asyncio.wait(self._nudges, timeout=_LIMIT_SECONDS)
        await asyncio.to_thread(self._celery.close)
