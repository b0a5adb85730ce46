"""Consents as stored; rows are added and never changed."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from pymongo import IndexModel

from shared.contracts.qa.consents import Purpose
from shared.documents import Document


class Consent(BaseModel):
    """That a question's sender agreed to a text, known by its hash, or took that back."""

    id: str
    question: str
    purpose: Purpose
    kind: Literal["given", "withdrawn"]
    text_version: int
    text_hash: str
    at: datetime


class ConsentDocument(Consent, Document):
    """A consent as stored."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "consents"
        indexes = (IndexModel([("question", 1), ("_id", 1)]),)
