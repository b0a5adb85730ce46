"""What people are asked to agree to, and what they agreed to."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, StringConstraints

Purpose = Literal["publish"]
TextHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ConsentWords(BaseModel):
    """The words in one language: beside the box to tick, and below it."""

    label: str
    detail: str


class ConsentText(BaseModel):
    """What one is asked to agree to, in one language, and the hash that stands for these words."""

    purpose: Purpose
    version: int
    valid_from: date
    language: Literal["vi", "en"]
    words: ConsentWords
    hash: TextHash


class ConsentOut(BaseModel):
    """What somebody agreed to for one of their questions; `withdrawn_at` is null while it holds."""

    id: str
    code: str
    title: str
    text: ConsentText
    given_at: datetime
    withdrawn_at: datetime | None = None
    is_published: bool
    version: int
    """Of the question, to send back when withdrawing."""
