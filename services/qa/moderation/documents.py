"""Matters for the coordinator as stored."""

from datetime import datetime
from typing import Literal

from pymongo import IndexModel

from shared.contracts.qa.moderation import ModerationKind
from shared.documents import Document

Outcome = Literal["handled", "no_action", "by_itself"]


class ModerationDocument(Document):
    """Why a question needs a look; exactly one of the marks is there, by which it is listed."""

    id: str  # type: ignore[assignment]
    kind: ModerationKind
    question: str
    code: str
    at: datetime
    reason: str = ""
    open_mark: str | None = None
    settled_mark: str | None = None
    outcome: Outcome | None = None
    note: str = ""
    settled_at: datetime | None = None
    settled_by: str | None = None

    class Settings:
        """Storage."""

        name = "moderation"
        keep_nulls = False
        indexes = (
            IndexModel([("question", 1)]),
            IndexModel([("open_mark", 1)], sparse=True),
            IndexModel([("kind", 1), ("open_mark", 1)]),
            IndexModel([("settled_mark", 1)], sparse=True),
            IndexModel([("kind", 1), ("settled_mark", 1)]),
        )
