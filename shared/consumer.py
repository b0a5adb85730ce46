"""The consumer of our workers: one that outlives a broker that goes away.

kombu closes a lost connection twice. When the first time ends early, the second wants to give
messages back that were not confirmed, over a connection that has no address any more, and fails
with an error Celery does not expect: the worker would end. They come back all the same, from the
outbox, from the sweeps, or after the broker's visibility timeout.
"""

from celery.worker.consumer import Consumer as CeleryConsumer

from shared.logging import get_logger

_log = get_logger(__name__)


class Consumer(CeleryConsumer):
    """Waits for a lost broker, whatever closing the lost connection says; `worker_consumer`."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Close what is left of a lost connection."""
        try:
            super().on_connection_error_after_connected(exc)
        except AttributeError as error:
            _log.warning("lost_connection_not_closed", exc_info=error)
