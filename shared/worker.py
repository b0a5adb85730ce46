"""Celery for asyncio services: one event loop and one runtime per process.

Every task may run twice.

A service declares its tasks in a `TaskGroup`; `create_celery` makes an application of one group
(`services.qa.worker:app`) or of several (`services.everything:app`, for a small machine). Every
group also gets the tasks of its outbox and inbox. Importing reads no environment: Celery asks for
its configuration when it starts.
"""

import os
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from celery import Celery, Task, signals
from celery.schedules import crontab
from prometheus_client import Counter, Histogram

from shared import outbox
from shared.broker import Broker
from shared.clock import now
from shared.health import Check, serve_health
from shared.inbox import Subscribers
from shared.logging import begin_request, configure_logging, get_logger
from shared.loop_thread import LoopThread
from shared.mongo import Transaction
from shared.runtime import Runtime
from shared.settings import SharedSettings
from shared.tracing import CONSUMER, configure_tracing, traced

_log = get_logger(__name__)
AnyRuntime = Runtime[Any]
TaskFunction = Callable[..., Awaitable[None]]
SWEEP_SECONDS = 5.0
_RELAYED_AT_ONCE = 5
TASKS = Counter("tasks_total", "Tasks that ran, by how they ended", ["task", "outcome"])
TASK_SECONDS = Histogram("task_seconds", "Time a task ran", ["task"])
INBOX_KEPT = timedelta(days=60)


@dataclass
class TaskGroup:
    """One service's tasks, what they run with and when beat asks for them."""

    service: str
    open_runtime: Callable[[], AnyRuntime]
    subscribers: Subscribers
    functions: dict[str, TaskFunction] = field(default_factory=dict)
    beat: dict[str, float | crontab] = field(default_factory=dict)

    def task(
        self, *, every: float | crontab | None = None
    ) -> Callable[[TaskFunction], TaskFunction]:
        """Declare `async def name(runtime, **ids)` as task `<service>.<name>`, maybe on a schedule.

        `every` is seconds or a crontab in Asia/Ho_Chi_Minh. The function may run twice.
        """

        def declare(function: TaskFunction) -> TaskFunction:
            name = f"{self.service}.{function.__name__}"
            self.functions[name] = function
            if every is not None:
                self.beat[name] = every
            return function

        return declare


loop_thread = LoopThread()


def _with_outbox(group: TaskGroup) -> None:
    """Add the tasks every service has: relay, receive, confirm, forget."""
    service = group.service

    async def relay_outbox(runtime: AnyRuntime) -> None:
        async def send(listener: str, message: dict[str, Any]) -> None:
            await runtime.tasks.send(f"{listener}.receive_event", message=message)

        for _ in range(_RELAYED_AT_ONCE):  # the next sweep goes on; others want the worker too
            if not await outbox.relay_due(runtime.mongo.database, send, now()):
                return

    async def receive_event(runtime: AnyRuntime, message: dict[str, Any]) -> None:
        await group.subscribers.receive(runtime, runtime.mongo, message)
        producer = message["name"].split(".", 1)[0]
        await runtime.tasks.send(
            f"{producer}.confirm_event", event_id=message["id"], listener=service
        )

    async def confirm_event(runtime: AnyRuntime, event_id: str, listener: str) -> None:
        async def work(transaction: Transaction) -> None:
            await outbox.confirm(
                transaction.database, event_id, listener, session=transaction.session
            )

        await runtime.mongo.run(work)

    async def forget_inbox(runtime: AnyRuntime) -> None:
        limit = {"received_at": {"$lt": now() - INBOX_KEPT}}
        await runtime.mongo.database["inbox"].delete_many(limit)

    group.task(every=SWEEP_SECONDS)(relay_outbox)
    group.task()(receive_event)
    group.task()(confirm_event)
    group.task(every=crontab(hour="3", minute="17"))(forget_inbox)


class AsyncTask(Task[Any, None]):
    """The base of every task: request id, log line, retry, and the loop; no task writes its own."""

    abstract = True
    acks_late = True
    reject_on_worker_lost = True
    ignore_result = True
    max_retries = 3
    group: TaskGroup
    function: TaskFunction

    def __call__(self, **arguments: Any) -> None:  # noqa: ANN401
        """Run the function on the process's loop; retry soon, then leave it to the sweeps."""
        message = arguments.get("message") or {}
        begin_request(message.get("request_id") or self.request.get("request_id"))
        begun = time.perf_counter()
        outcome = "failed"
        try:
            parent = message.get("traceparent") or self.request.get("traceparent")
            with traced(self.name, CONSUMER, parent):
                loop_thread.run(self._run(arguments))
            outcome = "done"
        except Exception as error:
            name = type(error).__name__
            _log.warning("task_failed", task=self.name, error=name, exc_info=error)
            raise self.retry(exc=error, countdown=0.5 * 4**self.request.retries) from error
        finally:
            seconds = time.perf_counter() - begun
            TASKS.labels(self.name, outcome).inc()
            TASK_SECONDS.labels(self.name).observe(seconds)
        if self.name not in self.group.beat:
            _log.info("task", task=self.name, ms=round(seconds * 1000, 1))

    async def _run(self, arguments: dict[str, Any]) -> None:
        runtime = await loop_thread.runtime(self.group.service, self.group.open_runtime)
        await self.function(runtime, **arguments)


def create_celery(*groups: TaskGroup) -> Celery:
    """Return the Celery application of these groups."""
    name = groups[0].service if len(groups) == 1 else "everything"
    app = Celery(name, set_as_current=False)
    for group in groups:
        _with_outbox(group)
        for task_name, function in group.functions.items():
            # Made only when Celery asks: making one reads the configuration, so the environment.
            app.task(
                base=AsyncTask,
                name=task_name,
                shared=False,  # a task of this application, not of every one in the process
                typing=False,  # callers give no runtime
                group=group,
                function=staticmethod(function),
            )(function)
    app.add_defaults(partial(_configuration, groups))
    _connect_signals(name, groups)
    return app


def _configuration(groups: tuple[TaskGroup, ...]) -> dict[str, Any]:
    settings = SharedSettings()
    sockets = {"socket_timeout": 30, "socket_connect_timeout": 3, "socket_keepalive": True}
    return {
        "broker_url": settings.redis_url,
        "broker_transport_options": {"visibility_timeout": 600, **sockets},
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "accept_content": ["json"],
        "task_default_queue": groups[0].service,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "timezone": "Asia/Ho_Chi_Minh",
        "worker_consumer": "shared.consumer:Consumer",
        "beat_scheduler": "shared.beat:Scheduler",
        "redbeat_redis_url": settings.redis_url,
        "redbeat_redis_options": {"retry_period": 60, **sockets},
        "redbeat_lock_timeout": 10,  # a beat killed with the lock is followed within seconds
        "beat_max_loop_interval": 1,
        "beat_schedule": {
            name: {
                "task": name,
                "schedule": every,
                "options": {"queue": group.service, "expires": 60},
            }
            for group in groups
            for name, every in group.beat.items()
        },
    }


def _connect_signals(name: str, groups: tuple[TaskGroup, ...]) -> None:
    """Set up logging, health pages and closing in the processes Celery starts.

    An application made of several groups imports the modules of the single ones: the last made is
    the one that runs, so its receivers take the places of the earlier ones.
    """
    process = "beat"

    def is_worker(**_: Any) -> None:  # noqa: ANN401
        nonlocal process
        process = f"worker-{name}"

    def set_up_logging(**_: Any) -> None:  # noqa: ANN401
        settings = SharedSettings()
        configure_logging(process, settings.log_level)
        configure_tracing(process, settings.trace_collector)

    async def check(group: TaskGroup) -> None:
        runtime = await loop_thread.runtime(group.service, group.open_runtime)
        await runtime.mongo.ping()

    def open_health(checks: Mapping[str, Check], **_: Any) -> None:  # noqa: ANN401
        if port := os.environ.get("WORKER_HEALTH_PORT"):
            host = os.environ.get("WORKER_HEALTH_HOST", "127.0.0.1")
            broker = Broker(SharedSettings().redis_url, [group.service for group in groups])
            asked = {**checks, "redis": broker.check}
            serving = serve_health(int(port), asked, host, broker.readings())
            loop_thread.run(serving, limit=10)

    def close(**_: Any) -> None:  # noqa: ANN401
        loop_thread.close()

    databases = {f"mongodb of {group.service}": partial(check, group) for group in groups}
    _connect(signals.celeryd_init, is_worker)  # before logging is set up, and in workers only
    _connect(signals.setup_logging, set_up_logging)
    _connect(signals.worker_ready, partial(open_health, databases))
    _connect(signals.beat_init, partial(open_health, {}))  # beat holds no database
    _connect(signals.worker_process_shutdown, close)
    _connect(signals.worker_shutdown, close)


def _connect(signal: Any, receiver: Callable[..., None]) -> None:  # noqa: ANN401 - Celery's Signal
    signal.disconnect(dispatch_uid=__name__)
    signal.connect(receiver, weak=False, dispatch_uid=__name__)
