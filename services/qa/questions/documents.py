"""Questions and their timelines as stored."""

from beanie import Document
from pymongo import IndexModel

from services.qa.questions.model import Entry, Question


class QuestionDocument(Question, Document):
    """A question; a mark it has none of is left out, so that sparse indexes stay small."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "questions"
        keep_nulls = False
        indexes = (
            IndexModel([("code", 1)], unique=True),
            IndexModel([("asked_at", 1)]),
            IndexModel([("next_step_at", 1)], sparse=True),
            IndexModel([("queue_mark", 1)], sparse=True),
            IndexModel([("lead_unit", 1), ("queue_mark", 1)]),
            IndexModel([("answered_mark", 1)], sparse=True),
            IndexModel([("lead_unit", 1), ("answered_mark", 1)]),
            IndexModel([("public_mark", 1)], sparse=True),
            IndexModel([("lead_unit", 1), ("public_mark", 1)]),
            IndexModel([("topic", 1), ("public_mark", 1)], sparse=True),
            IndexModel([("search_terms", 1), ("public_mark", 1)], sparse=True),
        )


class TimelineDocument(Entry, Document):
    """One step of a question, never changed; its id is the question's and a running number."""

    id: str  # type: ignore[assignment]
    question: str
    number: int

    class Settings:
        """Storage."""

        name = "timeline"
        indexes = (IndexModel([("question", 1), ("number", 1)]),)
