"""Leaving without dropping a request.

On SIGTERM a gateway says it is not ready, goes on serving everybody for some seconds while load
balancers learn of it, asks every client to connect elsewhere (`Connection: close`), ends event
streams so that their pages connect anew, and only then lets the server stop accepting and finish
what is under way. A second SIGTERM stops it at once.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.logging import get_logger

_log = get_logger(__name__)


class Draining:
    """Whether this process is leaving; one per process."""

    def __init__(self, seconds: float, on_begin: Callable[[], None]) -> None:
        self._seconds = seconds
        self._on_begin = on_begin
        self.has_begun = False

    @contextmanager
    def on_sigterm(self) -> Iterator[None]:
        """Begin at SIGTERM, then hand the signal to whoever expected it, as uvicorn does."""
        server = signal.getsignal(signal.SIGTERM)
        is_main = threading.current_thread() is threading.main_thread()
        if self._seconds <= 0 or not callable(server) or not is_main:
            yield
            return
        loop = asyncio.get_running_loop()

        def stop() -> None:
            server(signal.SIGTERM, None)

        def begin() -> None:
            if self.has_begun:
                stop()
                return
            _log.info("draining", seconds=self._seconds)
            self.has_begun = True
            self._on_begin()
            loop.call_later(self._seconds, stop)

        loop.add_signal_handler(signal.SIGTERM, begin)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGTERM)
            signal.signal(signal.SIGTERM, server)
