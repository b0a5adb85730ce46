"""Deliveries and settings as stored."""

from datetime import datetime

from pydantic import Field
from pymongo import IndexModel

from services.qa.notifications.model import Delivery
from shared.contracts.qa.notifications import MailChoice, MailKind
from shared.documents import Document


class DeliveryDocument(Delivery, Document):
    """A delivery; only what waits has `next_attempt_at`, only inbox entries have a mark."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "deliveries"
        keep_nulls = False
        indexes = (
            IndexModel([("next_attempt_at", 1)], sparse=True),
            IndexModel([("dead_mark", 1)], sparse=True),
            IndexModel([("recipient", 1), ("inbox_mark", 1)]),
            IndexModel([("recipient", 1), ("unread_mark", 1)]),
            IndexModel([("recipient", 1), ("next_attempt_at", 1)]),
            IndexModel([("created_at", 1)]),
        )


class SettingsDocument(Document):
    """How a person wants to be told; `last_mail_at` is when the last mail went that could wait."""

    id: str  # type: ignore[assignment]
    mail: dict[MailKind, MailChoice] = Field(default_factory=dict)
    quiet_from: str | None = None
    quiet_to: str | None = None
    last_mail_at: datetime | None = None

    class Settings:
        """Storage."""

        name = "notification_settings"
