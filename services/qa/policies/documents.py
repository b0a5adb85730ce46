"""The record of changes as stored; rows are added and never changed."""

from datetime import datetime
from typing import Any, Literal

from pymongo import IndexModel

from shared.documents import Document


class PolicyChangeDocument(Document):
    """Who changed which policy or ladder, with its JSON before and after."""

    id: str  # type: ignore[assignment]
    mark: str
    at: datetime
    by: str
    kind: Literal["policy", "ladder"]
    scope: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    class Settings:
        """Storage."""

        name = "policy_changes"
        indexes = (IndexModel([("mark", 1)]),)
