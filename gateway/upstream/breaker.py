"""Spares a service that fails, and everybody who would wait for it.

closed ── `most` failures in a row ──▶ open ── `seconds` ──▶ half open: one request tries
  ▲                                     ▲                       │
  └───────────── it succeeds ───────────┼───────────────────────┤
                                        └────── it fails ───────┘
"""

_REFUSED_SECONDS = 0.5
"""A process that is being started refuses connections for some seconds, and is then well."""


class Breaker:
    """One address of a service; `now` is any clock that only goes forward, in seconds."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._failures = 0
        self._open_until: float | None = None
        self._is_tried = False

    def spares(self, now: float) -> bool:
        """Say whether nobody should go there now; asking claims no trial."""
        return self._open_until is not None and now < self._open_until

    def admits(self, now: float) -> bool:
        """Say whether a request may go there; in the half-open state one does, and must report."""
        if self._open_until is None:
            return True
        if now < self._open_until or self._is_tried:
            return False
        self._is_tried = True
        return True

    def succeeded(self) -> None:
        """Note an answer, whatever it says."""
        self._failures = 0
        self._open_until = None
        self._is_tried = False

    def failed(self, now: float, *, was_refused: bool = False) -> None:
        """Note that no answer came; who was refused a connection lost no time by it."""
        self._failures += 1
        if self._is_tried or self._failures >= self._most:
            spared = min(self._seconds, _REFUSED_SECONDS) if was_refused else self._seconds
            self._open_until = now + spared
        self._is_tried = False

    def left(self) -> None:
        """Note that the one who tried has left without an outcome."""
        self._is_tried = False
