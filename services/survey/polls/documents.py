"""How polls and the texts written in them are stored."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pymongo import IndexModel

from services.survey.polls.model import Poll
from shared.contracts.survey.polls import PollState
from shared.documents import Document
from shared.marks import mark


class PollDocument(Document):
    """One poll; `state` and the last day `valid_to` are what open ones are found by."""

    id: str  # type: ignore[assignment]
    unit: str
    state: PollState
    valid_to: str
    content: dict[str, Any]
    by: str
    changed_at: datetime
    version: int = 1

    class Settings:
        """Where it is kept."""

        name = "polls"
        indexes = (IndexModel([("state", 1), ("valid_to", 1)]),)

    @classmethod
    def of(cls, poll: Poll, by: str, at: datetime, version: int = 1) -> "PollDocument":
        """Return the document of a poll."""
        content = poll.model_dump(mode="json")
        return cls(
            id=poll.id,
            unit=poll.unit,
            state=poll.state,
            valid_to=content["valid_to"],
            content=content,
            by=by,
            changed_at=at,
            version=version,
        )

    def poll(self) -> Poll:
        """Return the poll stored here."""
        return Poll.model_validate(self.content)


class PollTextDocument(Document):
    """What somebody wrote, under its response's id and the question; made by the roller."""

    id: str  # type: ignore[assignment]
    poll: str
    question: str
    text: str
    at: datetime
    mark: str

    class Settings:
        """Where it is kept."""

        name = "poll_texts"
        indexes = (IndexModel([("poll", 1), ("mark", 1)]), IndexModel([("mark", 1)]))


def texts_of(response: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the texts of a stored response, the same each time; forgotten ones are empty."""
    return [
        {
            "_id": f"{response['_id']}:{question}",
            "poll": response["portal"],
            "question": question,
            "text": text,
            "at": response["received_at"],
            "mark": mark(response["received_at"], f"{response['_id']}:{question}"),
        }
        for question, text in response.get("texts", {}).items()
        if text
    ]
