"""Questions and their timelines as stored."""

from collections.abc import Iterable
from typing import Any

from beanie import Insert, Replace, before_event
from pydantic import Field
from pymongo import IndexModel
from pymongo.results import InsertManyResult

from services.qa.questions import placing
from services.qa.questions.model import Entry, Question
from shared.clock import now
from shared.documents import Document
from shared.marks import mark
from shared.rows import row_of


class PlacedQuestion(Question):
    """A question in its lists; a mark it has none of is left out, so that indexes stay small."""

    queue_keys: list[str] | None = None
    """While open: the parts of the queue it belongs to."""
    asked_mark: str | None = None
    """While open: where it stands in the queue by its age."""
    owned_mark: str | None = None
    """Where it stands among the questions of its owner."""
    changed_mark: str | None = None
    """When it was stored last."""
    sender_mark: str | None = None
    """When it was settled, as long as what tells who sent it is kept (`services.qa.retention`)."""
    concerned: list[str] = Field(default_factory=list)
    """Every unit whose queue it is or was in."""

    def place(self) -> None:
        """Put it into the lists it now belongs to."""
        self.queue_keys = placing.queue_keys(self) if self.is_open else None
        self.queue_mark = placing.queue_mark(self) if self.is_open else None
        self.asked_mark = mark(self.asked_at, self.id) if self.is_open else None
        self.owned_mark = mark(self.asked_at, self.id) if self.owner else None
        self.sender_mark = None if self.is_open else self.answered_mark
        self.search_terms = placing.public_terms(self)
        self.concerned = placing.concerned(self, self.concerned)
        self.changed_mark = mark(now(), self.id)

    def placed_row(self) -> dict[str, Any]:
        """Put it into its lists and return it as it is stored."""
        self.place()
        return row_of(self, keep_nulls=False)


class QuestionDocument(PlacedQuestion, Document):
    """A question as Beanie reads and stores it."""

    id: str  # type: ignore[assignment]

    @before_event(Insert, Replace)
    def place_again(self) -> None:
        """Put it into the lists it now belongs to."""
        self.place()

    @classmethod
    async def insert_many(  # type: ignore[override]
        cls,
        documents: Iterable[PlacedQuestion],
        **options: Any,  # noqa: ANN401 - PyMongo's
    ) -> InsertManyResult:
        """Store several, each put into its lists."""
        rows = [document.placed_row() for document in documents]
        return await cls.get_pymongo_collection().insert_many(rows, **options)

    class Settings:
        """Storage."""

        name = "questions"
        keep_nulls = False
        indexes = (
            IndexModel([("code", 1)], unique=True),
            IndexModel([("asked_at", 1)]),
            IndexModel([("close_at", 1)], sparse=True),
            IndexModel([("queue_keys", 1), ("queue_mark", 1)], sparse=True),
            IndexModel([("queue_keys", 1), ("asked_mark", 1)], sparse=True),
            IndexModel([("concerned", 1), ("changed_mark", 1)]),
            IndexModel([("changed_mark", 1)]),
            IndexModel([("owner", 1), ("owned_mark", 1)], sparse=True),
            IndexModel([("answered_mark", 1)], sparse=True),
            IndexModel([("sender_mark", 1)], sparse=True),
            IndexModel([("lead_unit", 1), ("answered_mark", 1)]),
            IndexModel([("public_mark", 1)], sparse=True),
            IndexModel([("lead_unit", 1), ("topic", 1), ("public_mark", 1)]),
            IndexModel([("search_terms", 1), ("public_mark", 1)], sparse=True),
        )


class Line(Entry):
    """One step of a question, never changed; its id is the question's and a running number."""

    id: str
    question: str
    number: int


class TimelineDocument(Line, Document):
    """A line as stored."""

    id: str  # type: ignore[assignment]

    @classmethod
    async def insert_many(  # type: ignore[override]
        cls,
        documents: Iterable[Line],
        **options: Any,  # noqa: ANN401 - PyMongo's
    ) -> InsertManyResult:
        """Store several."""
        rows = [row_of(document) for document in documents]
        return await cls.get_pymongo_collection().insert_many(rows, **options)

    class Settings:
        """Storage."""

        name = "timeline"
        indexes = (IndexModel([("question", 1), ("number", 1)]),)
