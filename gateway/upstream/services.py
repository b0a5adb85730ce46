"""A service as a list of addresses: round robin among the healthy, the next one when one fails.

An address is healthy while its breaker admits requests. Nothing is sent before a connection
stands, so going on to another address is safe for every method.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from gateway.upstream.addresses import Address
from gateway.upstream.breaker import Breaker
from gateway.upstream.connection import Connection
from gateway.upstream.failures import NotConnected

_RETRY_AFTER_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Line:
    """A connection and where it leads."""

    connection: Connection
    address: Address


@dataclass(frozen=True, slots=True)
class Patience:
    """When an address is given up for a while: after `failures` in a row, for `seconds`."""

    connect_seconds: float = 2.0
    failures: int = 5
    seconds: float = 5.0


class Service:
    """One service's addresses; one per process and event loop."""

    def __init__(self, name: str, origins: Sequence[str], patience: Patience) -> None:
        self.name = name
        self.addresses = [
            Address(origin, Breaker(patience.failures, patience.seconds), patience.connect_seconds)
            for origin in origins
        ]
        self._turn = 0

    async def reach(self, *, anew: bool = False) -> Line:
        """Return a connection to a healthy address; raises `NotConnected` within seconds.

        `anew`: not one kept from before, which may have been closed meanwhile.
        """
        for is_second in (False, True):
            tried = 0
            for address in self._in_turn():
                now = asyncio.get_running_loop().time()
                if not address.breaker.admits(now):
                    continue
                tried += 1
                if (line := await self._try(address, now, anew=anew)) is not None:
                    return line
            if not tried or is_second:
                break
            await asyncio.sleep(_RETRY_AFTER_SECONDS)
        raise NotConnected(self.name)

    def next_origin(self) -> str:
        """Return the origin of a healthy address, for a caller with connections of its own."""
        now = asyncio.get_running_loop().time()
        well = (found.origin for found in self._in_turn() if not found.breaker.spares(now))
        return next(well, self.addresses[0].origin)

    def note_answer(self, origin: str) -> None:
        """Tell an address' breaker of an answer over a connection of the caller's."""
        for address in self.addresses:
            if address.origin == origin:
                address.breaker.succeeded()

    def note_failure(self, origin: str, *, was_refused: bool) -> None:
        """Tell an address' breaker that a caller with connections of its own got none there."""
        for address in self.addresses:
            if address.origin == origin:
                now = asyncio.get_running_loop().time()
                address.breaker.failed(now, was_refused=was_refused)

    def close_stale(self, now: float) -> None:
        """Close connections not used for a while."""
        for address in self.addresses:
            address.close_stale(now)

    def close(self) -> None:
        """Close every idle connection."""
        for address in self.addresses:
            address.close()

    async def _try(self, address: Address, now: float, *, anew: bool) -> Line | None:
        if not anew and (kept := address.take_idle(now)) is not None:
            return Line(kept, address)
        try:
            return Line(await address.connect(), address)
        except NotConnected as failure:
            now = asyncio.get_running_loop().time()
            address.breaker.failed(now, was_refused=failure.was_refused)
            return None
        except asyncio.CancelledError:
            address.breaker.left()
            raise

    def _in_turn(self) -> list[Address]:
        if len(self.addresses) == 1:
            return self.addresses
        self._turn = (self._turn + 1) % len(self.addresses)
        return self.addresses[self._turn :] + self.addresses[: self._turn]
