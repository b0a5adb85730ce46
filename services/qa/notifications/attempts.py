"""How sending one thing goes on: claimed, tried ever more seldom, settled or in the end dead."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from shared.clock import now
from shared.marks import mark

State = Literal["waiting", "sending", "joined", "sent", "needless", "dead"]

_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)


class Attempts(BaseModel):
    """What is sent, maybe several times: waiting → sending → sent, dead, or needless.

    `dead_mark` puts the dead ones on the administrator's list.
    """

    id: str
    created_at: datetime = Field(default_factory=now)
    state: State
    attempts: int = 0
    next_attempt_at: datetime | None = None
    """When to try, or, while it is being sent, when another worker may take over."""
    settled_at: datetime | None = None
    reason: str = ""
    dead_mark: str | None = None

    def claim(self, at: datetime, until: datetime) -> bool:
        """Take it for sending until a moment; False when it is not due or not ours to take."""
        if self.next_attempt_at is None or self.next_attempt_at > at:
            return False
        self.state = "sending"
        self.attempts += 1
        self.next_attempt_at = until
        return True

    def hold(self, until: datetime) -> None:
        """Put a claim back that was taken too early."""
        self.state = "waiting"
        self.attempts -= 1
        self.next_attempt_at = until

    def mark_sent(self, at: datetime) -> None:
        """Note that the other side took it."""
        self._settle("sent", at)

    def mark_needless(self, at: datetime, reason: str = "") -> None:
        """Note that it was not sent, because nothing is left to do about it."""
        self._settle("needless", at)
        self.reason = reason

    def mark_failed(self, at: datetime, reason: str, most_attempts: int) -> None:
        """Note a failure that may pass: try later, ever more seldom, until attempts run out."""
        if self.attempts >= most_attempts:
            self.mark_dead(at, reason)
            return
        self.state = "waiting"
        self.reason = reason
        wait = min(_FIRST_WAIT * 2 ** min(self.attempts - 1, 20), _LONGEST_WAIT)
        self.next_attempt_at = at + wait

    def mark_dead(self, at: datetime, reason: str) -> None:
        """Give up: an administrator must look at it."""
        self._settle("dead", at)
        self.reason = reason
        self.dead_mark = mark(at, self.id)

    def send_again(self, at: datetime) -> None:
        """Begin anew with a dead one."""
        self.state = "waiting"
        self.attempts = 0
        self.reason = ""
        self.settled_at = self.dead_mark = None
        self.next_attempt_at = at

    def _settle(self, state: State, at: datetime) -> None:
        self.state = state
        self.settled_at = at
        self.next_attempt_at = None
