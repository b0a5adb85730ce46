"""Topics as stored, and their versions: rows that are added and never changed."""

from datetime import datetime
from typing import Any

from pymongo import IndexModel

from shared.contracts.qa.questions import TopicOut
from shared.documents import Document

STATE = {"name", "name_en", "unit", "position", "is_open"}


class TopicDocument(TopicOut, Document):
    """A topic; `position` orders the list, `unit` takes what names no unit itself."""

    id: str  # type: ignore[assignment]
    position: int
    unit: str | None = None
    is_open: bool = True
    version: int = 1

    class Settings:
        """Storage."""

        name = "topics"

    @property
    def state(self) -> dict[str, Any]:
        """What the history keeps."""
        return self.model_dump(mode="json", include=STATE)


class TopicVersionDocument(Document):
    """One change of a topic, its id made of the topic's and the version; `by` is empty for us."""

    id: str  # type: ignore[assignment]
    topic: str
    version: int
    at: datetime
    by: str
    before: dict[str, Any] | None
    after: dict[str, Any]

    class Settings:
        """Storage."""

        name = "topic_versions"
        indexes = (IndexModel([("topic", 1), ("version", -1)]),)
