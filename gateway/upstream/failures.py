"""What can go wrong on the way to a service.

UpstreamFailed
├── NotConnected      nothing was sent: safe to try elsewhere
├── ClosedUnanswered  closed before the first byte of an answer
├── AnswerUnreadable  what came is no HTTP answer
├── CutOff            the answer broke off
└── TooSilent         nothing came for too long
"""


class UpstreamFailed(Exception):
    """A service could not be reached or did not answer as HTTP/1.1 says."""


class NotConnected(UpstreamFailed):
    """No connection could be made; nothing was sent. `was_refused`: at once, by the other side."""

    def __init__(self, reason: str, *, was_refused: bool = False) -> None:
        super().__init__(reason)
        self.was_refused = was_refused


class ClosedUnanswered(UpstreamFailed):
    """The connection was closed before anything was answered."""


class AnswerUnreadable(UpstreamFailed):
    """The bytes that came are no HTTP answer."""


class CutOff(UpstreamFailed):
    """The answer ended before it was whole."""


class TooSilent(UpstreamFailed):
    """The service took the request and was silent for too long."""
