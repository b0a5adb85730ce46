"""Signed webhooks: other systems are called when something happens to a question.

Each call is a POST of `{id, kind, at, code, unit}`: nothing personal, no text. `X-Lang-Nghe-
Signature` is `t=<unix seconds>,v1=<hex>`, where the hex is the HMAC-SHA256 of `<t>.<body>` with the
webhook's secret; a receiver refuses one that is wrong or older than five minutes, and takes each
`id` once.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.qa.base import Form
from shared.text import line

EventKind = Literal[
    "question_asked",
    "question_forwarded",
    "question_returned",
    "information_requested",
    "information_provided",
    "deadline_extended",
    "due_changed",
    "question_rejected",
    "question_merged",
    "question_answered",
    "answer_corrected",
    "answer_recalled",
    "question_reopened",
    "question_withdrawn",
    "question_escalated",
]
Url = Annotated[str, StringConstraints(min_length=10, max_length=2_000, pattern=r"^https://\S+$")]


class RegisterWebhook(Form):
    """`POST /webhooks`; https only, no address inside a private network."""

    name: Annotated[str, line(1, 100)]
    url: Url
    kinds: Annotated[list[EventKind], Field(min_length=1, max_length=50)]


class WebhookOut(BaseModel):
    """A webhook; `failing_since` is when its calls began to fail, null while they arrive."""

    id: str
    name: str
    url: str
    kinds: list[EventKind]
    created_at: datetime
    failing_since: datetime | None = None
    last_success_at: datetime | None = None


class RegisteredWebhook(WebhookOut):
    """The answer to registering: the secret is shown this once."""

    secret: str


class WebhookTried(BaseModel):
    """`POST /webhooks/{id}/test`: what came of a call made now."""

    arrived: bool
    status: int = 0
    reason: str = ""


class WebhookCall(BaseModel):
    """The body of a call; `id` is the same when it is repeated."""

    id: str
    kind: str
    at: datetime
    code: str
    unit: str
