"""What is watched of a client of MongoDB: its connections in use, and a span for each command."""

from collections.abc import Sequence
from typing import Any

from opentelemetry.trace import Span, Status, StatusCode, Tracer
from prometheus_client import Counter, Gauge
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
    ConnectionPoolListener,
)

from shared.tracing import CLIENT, tracer

IN_USE = Gauge("mongodb_connections_in_use", "Connections to MongoDB in use")
MOST = Gauge("mongodb_connections_most", "Connections to MongoDB at most")
REPEATED = Counter("mongodb_transactions_repeated_total", "Transactions that met another writer")
_UNTRACED = frozenset({"hello", "ismaster", "ping", "endSessions"})


def listeners() -> Sequence[Any]:
    """Return what a new client tells of itself."""
    now_traced = tracer()
    return [_Pool(), *([_Spans(now_traced)] if now_traced else [])]


class _Pool(ConnectionPoolListener):
    """Counts the connections in use."""

    def connection_checked_out(self, event: object) -> None:
        """Count one more."""
        IN_USE.inc()

    def connection_checked_in(self, event: object) -> None:
        """Count one less."""
        IN_USE.dec()

    def connection_created(self, event: object) -> None:
        """Do nothing, as with all that follows."""

    connection_ready = connection_closed = connection_created
    connection_check_out_started = connection_check_out_failed = connection_created
    pool_created = pool_ready = pool_cleared = pool_closed = connection_created


class _Spans(CommandListener):
    """A span for each command: its name and its collection."""

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._open: dict[int, Span] = {}

    def started(self, event: CommandStartedEvent) -> None:
        """Begin a span."""
        if event.command_name in _UNTRACED:
            return
        span = self._tracer.start_span(f"mongodb {event.command_name}", kind=CLIENT)
        span.set_attributes(
            {
                "db.system.name": "mongodb",
                "db.namespace": event.database_name,
                "db.operation.name": event.command_name,
                "db.collection.name": _collections(event),
            }
        )
        self._open[event.request_id] = span

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """End it."""
        if span := self._open.pop(event.request_id, None):
            span.end()

    def failed(self, event: CommandFailedEvent) -> None:
        """End it as failed."""
        if span := self._open.pop(event.request_id, None):
            span.set_status(Status(StatusCode.ERROR))
            span.end()


def _collections(event: CommandStartedEvent) -> str:
    """Return the collection of a command, or those that a `bulkWrite` writes into."""
    names = [space["ns"].partition(".")[2] for space in event.command.get("nsInfo", ())]
    return ", ".join(names) or str(event.command.get(event.command_name, ""))
