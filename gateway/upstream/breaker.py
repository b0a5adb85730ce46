"""Spares a service that fails, and everybody who would wait for it.

closed ── `most` failures in a row ──▶ open ── `seconds` ──▶ half open: one request tries
  ▲                                     ▲                       │
  └───────────── it succeeds ───────────┼───────────────────────┤
                                        └────── it fails ───────┘
"""


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

    def failed(self, now: float) -> None:
        """Note that no answer came."""
        self._failures += 1
        if self._is_tried or self._failures >= self._most:
            self._open_until = now + self._seconds
        self._is_tried = False

    def left(self) -> None:
        """Note that the one who tried has left without an outcome."""
        self._is_tried = False
