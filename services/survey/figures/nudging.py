"""Asking for a roll-up after ratings: at once after a quiet while, then at most once a second."""

import asyncio
from collections.abc import Callable


class Paced:
    """Calls `act` for a wish at once, or, within `seconds` of the last call, when they are over.

    Wishes while a call is awaited are that same call: none is dropped, none stands alone.
    """

    def __init__(self, act: Callable[[], None], seconds: float) -> None:
        self._act = act
        self._seconds = seconds
        self._not_before = float("-inf")
        self._awaited: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Wish for a call; needs a running event loop."""
        if self._awaited is not None:
            return
        wait = self._not_before - asyncio.get_running_loop().time()
        if wait <= 0:
            self._call()
        else:
            self._awaited = asyncio.get_running_loop().call_later(wait, self._call)

    def cancel(self) -> None:
        """Forget an awaited call."""
        if self._awaited is not None:
            self._awaited.cancel()
            self._awaited = None

    def _call(self) -> None:
        self._awaited = None
        self._not_before = asyncio.get_running_loop().time() + self._seconds
        self._act()
