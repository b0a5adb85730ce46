"""A delivery: one notification for one recipient on one channel, and how sending it goes on."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from shared.clock import now

Channel = Literal["inbox", "email"]
State = Literal["waiting", "sending", "sent", "needless", "dead"]
Kind = Literal[
    "question_asked",
    "question_receipt",
    "question_assigned",
    "question_answered",
    "question_escalated",
    "reminder",
]

ASKING_FOR_AN_ANSWER: frozenset[Kind] = frozenset(
    {"question_asked", "question_assigned", "question_escalated", "reminder"}
)
"""What is needless once the question is answered."""

_FIRST_WAIT = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(hours=1)


def delivery_id(event: str, recipient: str, channel: Channel) -> str:
    """Return the id of a delivery: the same event, recipient and channel are one delivery."""
    return hashlib.sha256(f"{event}\0{recipient}\0{channel}".encode()).hexdigest()[:32]


class Delivery(BaseModel):
    """What to tell whom; no address and no text, both are looked up when it is sent.

    `recipient` is `person:<id>`, or `asker:<question id>` for who asked. An inbox entry is
    complete as it is stored; an e-mail goes waiting → sending → sent, or in the end dead, or
    needless when what it asks for was done meanwhile. `told_role` is the role in which a reminder
    or an escalation reaches the recipient.
    """

    id: str
    event: str
    recipient: str
    channel: Channel
    kind: Kind
    code: str
    told_role: str = ""
    created_at: datetime = Field(default_factory=now)
    state: State
    attempts: int = 0
    next_attempt_at: datetime | None = None
    """When to try, or, while it is being sent, when another worker may take over."""
    settled_at: datetime | None = None
    reason: str = ""
    inbox_mark: str | None = None
    read_at: datetime | None = None

    def claim(self, at: datetime, until: datetime) -> bool:
        """Take it for sending until a moment; False when it is not due or not ours to take."""
        if self.next_attempt_at is None or self.next_attempt_at > at:
            return False
        self.state = "sending"
        self.attempts += 1
        self.next_attempt_at = until
        return True

    def mark_sent(self, at: datetime) -> None:
        """Note that the relay took it."""
        self._settle("sent", at)

    def mark_needless(self, at: datetime) -> None:
        """Note that it was not sent, because nothing is left to do about it."""
        self._settle("needless", at)

    def mark_failed(self, at: datetime, reason: str, most_attempts: int) -> None:
        """Note a failure that may pass: try later, ever more seldom, until attempts run out."""
        if self.attempts >= most_attempts:
            self.mark_dead(at, reason)
            return
        self.state = "waiting"
        self.reason = reason
        self.next_attempt_at = at + min(_FIRST_WAIT * 2 ** (self.attempts - 1), _LONGEST_WAIT)

    def mark_dead(self, at: datetime, reason: str) -> None:
        """Give up: an administrator must look at it."""
        self._settle("dead", at)
        self.reason = reason

    def _settle(self, state: State, at: datetime) -> None:
        self.state = state
        self.settled_at = at
        self.next_attempt_at = None
