"""Entries and their earlier versions as stored."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field
from pymongo import IndexModel

from services.qa.faq.model import Faq
from shared.contracts.qa.faq import CitedDocument
from shared.documents import Document


class FaqDocument(Faq, Document):
    """An entry; `mark` orders every list of them by when they were changed last."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "faq"
        indexes = (
            IndexModel([("mark", 1)]),
            IndexModel([("unit", 1), ("mark", 1)]),
            IndexModel([("topic", 1), ("mark", 1)]),
            IndexModel([("search_terms", 1), ("mark", 1)]),
            IndexModel([("next_warning_at", 1)]),
        )


class FaqVersionDocument(Document):
    """An entry as somebody left it, never changed; its id is the entry's and the version."""

    id: str  # type: ignore[assignment]
    entry: str
    version: int
    kind: Literal["added", "edited", "withdrawn"]
    at: datetime
    by: str
    reason: str = ""
    title: str
    answer: str
    valid_from: date
    valid_to: date | None = None
    documents: list[CitedDocument] = Field(default_factory=list)

    class Settings:
        """Storage."""

        name = "faq_versions"
        indexes = (IndexModel([("entry", 1), ("version", 1)]),)
