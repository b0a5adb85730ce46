"""How alerts are stored."""

from pymongo import IndexModel

from services.survey.alerts.model import Alert
from shared.documents import Document


class AlertDocument(Alert, Document):
    """An alert under an id that the same finding has again."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Where it is kept."""

        name = "alerts"
        keep_nulls = False
        indexes = (
            IndexModel([("mark", 1)]),
            IndexModel([("remind_at", 1)], sparse=True),
            IndexModel([("portal", 1), ("kind", 1), ("criterion", 1)]),
        )
