"""Consents as stored; rows are added and never changed."""

from datetime import datetime
from typing import Literal

from pymongo import IndexModel

from shared.contracts.qa.consents import Purpose
from shared.documents import Document


class ConsentDocument(Document):
    """That a question's sender agreed to a text, known by its hash, or took that back."""

    id: str  # type: ignore[assignment]
    question: str
    purpose: Purpose
    kind: Literal["given", "withdrawn"]
    text_version: int
    text_hash: str
    at: datetime

    class Settings:
        """Storage."""

        name = "consents"
        indexes = (IndexModel([("question", 1), ("_id", 1)]),)
