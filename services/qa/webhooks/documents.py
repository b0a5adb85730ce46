"""Webhooks and their calls as stored; the secret is sealed."""

from datetime import datetime

from pydantic import Field
from pymongo import IndexModel

from services.qa.notifications.attempts import Attempts
from shared.clock import now
from shared.contracts.qa.webhooks import EventKind
from shared.documents import Document


class WebhookDocument(Document):
    """Where to call about which kinds of events."""

    id: str  # type: ignore[assignment]
    name: str
    url: str
    kinds: list[EventKind]
    sealed_secret: str
    created_by: str
    created_at: datetime = Field(default_factory=now)
    failing_since: datetime | None = None
    last_success_at: datetime | None = None

    class Settings:
        """Storage."""

        name = "webhooks"
        indexes = (IndexModel([("kinds", 1)]),)


class WebhookDeliveryDocument(Attempts, Document):
    """One call; its id is made of the event's and the webhook's, so that there is one."""

    id: str  # type: ignore[assignment]
    webhook: str
    event: str
    kind: str
    code: str
    unit: str

    class Settings:
        """Storage."""

        name = "webhook_deliveries"
        keep_nulls = False
        indexes = (
            IndexModel([("next_attempt_at", 1)], sparse=True),
            IndexModel([("dead_mark", 1)], sparse=True),
            IndexModel([("created_at", 1)]),
        )
