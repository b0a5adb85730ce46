"""A person's inbox, how they want to be mailed, and mails that could not be sent."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from shared.contracts.qa.base import Form, PersonRef

MailKind = Literal[
    "question_asked",
    "question_assigned",
    "question_forwarded",
    "question_returned",
    "question_reopened",
    "question_withdrawn",
    "question_escalated",
    "reminder",
    "question_not_received",
    "due_changed",
    "information_provided",
    "follow_up_added",
    "support_asked",
    "support_replied",
    "support_reminder",
    "answer_submitted",
    "answer_approved",
    "answer_sent_back",
    "answer_recalled",
    "colleague_mentioned",
    "alert_opened",
    "alert_overdue",
    "report_ready",
]
"""What people who work for units are told of; senders are told of their own questions only.

The last three are of ratings: their `code` is a portal or a period, not a question.
"""

MailChoice = Literal["immediately", "digest", "off"]
LocalTime = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class NotificationOut(BaseModel):
    """An entry of a person's inbox; `kind` is the template's key.

    `told_role` is the role in which a reminder or an escalation reached them, else empty.
    """

    id: str
    kind: str
    code: str
    title: str
    at: datetime
    read: bool
    told_role: str = ""


class UnreadCount(BaseModel):
    """`GET /notifications/unread`: how many entries are unread, 100 standing for more."""

    unread: int


class NotificationSettings(Form):
    """`GET` and `PUT /notification-settings`: which mails go at once, in a digest, or not.

    A kind that is not named goes at once. A digest goes at the next opening of working hours.
    Between `quiet_from` and `quiet_to` (local time, across midnight when later) only urgent mails
    go. The inbox gets everything.
    """

    mail: Annotated[dict[MailKind, MailChoice], Field(default_factory=dict)]
    quiet_from: LocalTime | None = None
    quiet_to: LocalTime | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise ValueError("quiet hours have a beginning and an end")
        if self.mail.get("question_escalated") == "off":
            raise ValueError("mails about overdue questions cannot be turned off")
        return self


class DeadDeliveryOut(BaseModel):
    """`GET /deliveries/dead`: what could not be sent. `person` is null for senders and webhooks."""

    id: str
    channel: Literal["email", "webhook"]
    kind: str
    code: str
    person: PersonRef | None = None
    webhook: str = ""
    reason: str
    attempts: int
    created_at: datetime
    dead_at: datetime
