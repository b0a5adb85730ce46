"""A delivery: one notification for one recipient on one channel. No I/O."""

import hashlib
from datetime import datetime
from typing import Literal, get_args

from services.qa.notifications.attempts import Attempts, State
from shared.contracts.qa.notifications import MailKind

__all__ = ["Channel", "Delivery", "Kind", "State", "delivery_id"]

Channel = Literal["inbox", "email"]
SenderKind = Literal[
    "question_receipt",
    "question_answered",
    "question_moved",
    "information_requested",
    "deadline_extended",
    "due_moved",
    "question_rejected",
    "question_merged",
    "answer_corrected",
    "question_taken_up_again",
    "reply_added",
]
InboxKind = Literal["faq_expiring"]
LawKind = Literal["right_requested", "right_late"]
"""Of people's rights over their data: nobody turns these off."""
Kind = MailKind | SenderKind | InboxKind | LawKind

OF_RATINGS: frozenset[Kind] = frozenset({"alert_opened", "alert_overdue", "report_ready"})
"""What survey has to tell."""

OF_NO_QUESTION: frozenset[Kind] = OF_RATINGS | frozenset(get_args(LawKind))
"""Their `code` names something else, or nothing."""

SENDER_KINDS: frozenset[str] = frozenset(get_args(SenderKind))

ASKING_FOR_AN_ANSWER: frozenset[Kind] = frozenset(
    {
        "question_asked", "question_assigned", "question_escalated", "reminder",
        "question_not_received",
        "question_forwarded", "question_returned", "question_reopened", "information_provided",
        "answer_submitted", "answer_sent_back", "support_asked", "support_reminder",
        "support_replied", "due_changed",
    }
)  # fmt: skip
"""What is needless once the question needs no answer any more."""

OF_A_SUPPORT: frozenset[Kind] = frozenset({"support_asked", "support_reminder"})
"""What is needless once the supporting unit has replied."""

OF_THE_LEAD_UNIT: frozenset[Kind] = ASKING_FOR_AN_ANSWER - OF_A_SUPPORT
"""What is needless once another unit has the lead."""

OF_THE_CLOCK: frozenset[Kind] = frozenset(
    {"question_escalated", "reminder", "question_not_received"}
)
"""What is needless once the clock stands still or was set anew."""


def delivery_id(event: str, recipient: str, channel: Channel) -> str:
    """Return the id of a delivery: the same event, recipient and channel are one delivery."""
    return hashlib.sha256(f"{event}\0{recipient}\0{channel}".encode()).hexdigest()[:32]


class Delivery(Attempts):
    """What to tell whom; no address and no text, both are looked up when it is sent.

    `recipient` is `person:<id>`, or `asker:<question id>` for who asked. An inbox entry is
    complete as it is stored. `unit` is the one told in, `told_role` the role in which a reminder
    or an escalation reaches the recipient, `clock` the clock it belongs to; `due_at` is kept of
    what is no question. Several mails waiting
    for one person go as one: the first has `digest_of`, the others are joined to it by `digest`.
    """

    event: str
    recipient: str
    channel: Channel
    kind: Kind
    code: str
    unit: str = ""
    told_role: str = ""
    clock: int = 0
    is_urgent: bool = False
    due_at: datetime | None = None
    digest: str | None = None
    digest_of: list[str] | None = None
    inbox_mark: str | None = None
    unread_mark: str | None = None
    read_at: datetime | None = None

    @property
    def person(self) -> str | None:
        """Who is told, when it is somebody with an inbox."""
        kind, _, whose = self.recipient.partition(":")
        return whose if kind == "person" else None

    def join(self, first: "Delivery") -> None:
        """Go with another one in a single mail."""
        self.state = "joined"
        self.next_attempt_at = None
        self.digest = first.id
        first.digest_of = [*(first.digest_of or []), self.id]
