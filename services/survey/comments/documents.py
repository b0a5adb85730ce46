"""How a comment is stored: the free text of a response, copied for reading and working on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from beanie import Document
from pymongo import IndexModel

from shared.marks import mark


class CommentDocument(Document):
    """One comment, under the id of its response; `mark` orders comments by time."""

    id: str  # type: ignore[assignment]
    portal: str
    text: str
    at: datetime
    mark: str

    class Settings:
        """Where it is kept."""

        name = "comments"
        indexes = (IndexModel([("mark", 1)]), IndexModel([("portal", 1), ("mark", 1)]))


def comment_of(response: Mapping[str, Any]) -> dict[str, Any]:
    """Return the comment of a stored response, the same each time."""
    return {
        "_id": response["_id"],
        "portal": response["portal"],
        "text": response["other"],
        "at": response["received_at"],
        "mark": mark(response["received_at"], response["_id"]),
    }
