"""Searches of the queue as stored: one document for each person."""

from pydantic import BaseModel, Field

from shared.contracts.qa.searches import KeepSearch
from shared.documents import Document


class StoredSearch(BaseModel):
    """One search of a person."""

    id: str
    asked: KeepSearch


class SearchesDocument(Document):
    """All searches a person keeps, in the order they were kept; the id is the person's."""

    id: str  # type: ignore[assignment]
    searches: list[StoredSearch] = Field(default_factory=list)

    class Settings:
        """Storage."""

        name = "queue_searches"
