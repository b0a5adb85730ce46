"""Topics as stored."""

from beanie import Document

from shared.contracts.qa.questions import TopicOut


class TopicDocument(TopicOut, Document):
    """A topic; `position` orders the list."""

    id: str  # type: ignore[assignment]
    position: int

    class Settings:
        """Storage."""

        name = "topics"
