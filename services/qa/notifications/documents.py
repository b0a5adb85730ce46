"""Deliveries as stored."""

from beanie import Document
from pymongo import IndexModel

from services.qa.notifications.model import Delivery


class DeliveryDocument(Delivery, Document):
    """A delivery; only what waits has `next_attempt_at`, only inbox entries have a mark."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "deliveries"
        keep_nulls = False
        indexes = (
            IndexModel([("next_attempt_at", 1)], sparse=True),
            IndexModel([("recipient", 1), ("inbox_mark", 1)]),
        )
