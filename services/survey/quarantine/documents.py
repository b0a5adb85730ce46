"""How held responses and the ledger of decisions are stored."""

from datetime import datetime
from typing import Any

from pydantic import Field
from pymongo import IndexModel

from services.survey.quarantine.model import Sign, Verdict
from shared.clock import now
from shared.documents import Document


class HeldDocument(Document):
    """A response held back, under the id it would be counted by.

    `response` is what will be counted if it is released; `mark` orders them, the newest last.
    `text_mark` is the mark as long as a text of it is kept (`services.survey.retention`).
    """

    id: str  # type: ignore[assignment]
    portal: str
    month: str
    signs: list[Sign]
    verdict: Verdict = Verdict.HELD
    response: dict[str, Any]
    body_hash: str
    mark: str
    text_mark: str | None = None
    received_at: datetime

    class Settings:
        """Where it is kept."""

        name = "quarantine"
        keep_nulls = False
        indexes = (
            IndexModel([("verdict", 1), ("mark", 1)]),
            IndexModel([("portal", 1), ("verdict", 1), ("mark", 1)]),
            IndexModel([("month", 1)]),
            IndexModel([("text_mark", 1)], sparse=True),
        )


class DecisionDocument(Document):
    """One decision, never changed: who released or excluded how many, and why."""

    id: str  # type: ignore[assignment]
    by: str
    verdict: Verdict
    reason: str
    responses: list[str]
    at: datetime = Field(default_factory=now)

    class Settings:
        """Where it is kept."""

        name = "quarantine_ledger"
        indexes = (IndexModel([("at", 1)]),)
