"""How a comment is stored: the free text of a response, copied for reading and working on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field
from pymongo import IndexModel

from shared.contracts.survey.comments import CommentState
from shared.documents import Document
from shared.folding import search_terms
from shared.marks import mark


class Wanted(BaseModel):
    """The question somebody wants made of a comment."""

    title: str
    unit: str
    by: str


class CommentDocument(Document):
    """One comment, under the id of its response; `mark` orders comments by time.

    `terms` is what it is found by; `by` is who sorted it last; `question` is the code of what qa
    made as `wanted`.
    """

    id: str  # type: ignore[assignment]
    portal: str
    text: str
    at: datetime
    mark: str
    terms: list[str] = Field(default_factory=list)
    state: CommentState = CommentState.NEW
    tags: list[str] = Field(default_factory=list)
    assigned: str | None = None
    wanted: Wanted | None = None
    question: str | None = None
    by: str | None = None
    version: int = 1

    class Settings:
        """Where it is kept."""

        name = "comments"
        keep_nulls = False
        indexes = (
            IndexModel([("mark", 1)]),
            IndexModel([("portal", 1), ("mark", 1)]),
            IndexModel([("state", 1), ("mark", 1)]),
            IndexModel([("tags", 1), ("mark", 1)]),
            IndexModel([("assigned", 1), ("mark", 1)], sparse=True),
            IndexModel([("terms", 1), ("mark", 1)]),
        )


def comment_of(response: Mapping[str, Any]) -> dict[str, Any]:
    """Return the comment of a stored response, the same each time."""
    return {
        "_id": response["_id"],
        "portal": response["portal"],
        "text": response["other"],
        "at": response["received_at"],
        "mark": mark(response["received_at"], response["_id"]),
        "terms": search_terms(response["other"]),
        "state": CommentState.NEW.value,
        "tags": [],
        "version": 1,
    }
