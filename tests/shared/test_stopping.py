"""Hearing of a stop signal at once, with the server's own handler still at work."""

import asyncio
import os
import signal
import threading

import pytest

from shared.stopping import on_stop_signal


@pytest.fixture
def handled():
    """Stand in for a server that handles SIGTERM, and leave the handlers as they were."""
    seen: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: seen.append(number))
    yield seen
    signal.signal(signal.SIGTERM, before)


async def test_a_signal_is_heard_and_passed_on(handled):
    stopped = asyncio.Event()
    with on_stop_signal(stopped.set):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stopped.wait(), 10)
    assert handled == [signal.SIGTERM]


async def test_afterwards_the_handlers_are_as_before(handled):
    found = signal.getsignal(signal.SIGTERM)
    with on_stop_signal(lambda: None):
        assert signal.getsignal(signal.SIGTERM) is not found
    assert signal.getsignal(signal.SIGTERM) is found


async def test_a_handler_set_meanwhile_is_left_alone(handled):
    def other(*_: object) -> None:
        pass

    with on_stop_signal(lambda: None):
        signal.signal(signal.SIGTERM, other)
    assert signal.getsignal(signal.SIGTERM) is other


async def test_a_signal_nobody_handles_keeps_its_effect(handled):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with on_stop_signal(lambda: None):
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_outside_the_main_thread_nothing_is_done():
    passed = []

    def run() -> None:
        with on_stop_signal(lambda: None):
            passed.append(True)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert passed == [True]
