"""Knowing at once that the process was asked to stop, for answers that never end by themselves.

A web server first waits for open answers and only then ends the application: a stream that waits
for the application's end would hold both up.
"""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextlib.contextmanager
def on_stop_signal(stop: Callable[[], None]) -> Iterator[None]:
    """Inside the block, call `stop` on the running loop when SIGTERM or SIGINT arrives.

    The handlers found (the server's) still run. Outside the main thread it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    found = {number: signal.getsignal(number) for number in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(stop)
        before = found[signal.Signals(number)]
        if callable(before):
            before(number, frame)

    for number, before in found.items():
        if callable(before):  # else nobody stops gracefully here; leave it as it is
            signal.signal(number, handle)
    try:
        yield
    finally:
        for number, before in found.items():
            if signal.getsignal(number) is handle:
                signal.signal(number, before)
