"""What is to be done for somebody's request, as stored; a copy lies in pieces as `file`."""

from datetime import datetime
from typing import Literal

from pymongo import IndexModel

from shared.documents import Document


class PersonDataTaskDocument(Document):
    """A request to auth and qa's part in it.

    `run_at` is when a worker takes it up next; it is gone when nothing is left to do. A copy can
    be had until `kept_until`.
    """

    id: str  # type: ignore[assignment]
    person: str
    kind: Literal["copy", "erasure"]
    run_at: datetime | None = None
    is_told: bool = False
    """Whether auth knows that it is done."""
    file: str = ""
    pieces: int = 0
    kept_until: datetime | None = None

    class Settings:
        """Storage."""

        name = "person_data_tasks"
        keep_nulls = False
        indexes = (
            IndexModel([("run_at", 1)], sparse=True),
            IndexModel([("kept_until", 1)], sparse=True),
            IndexModel([("person", 1)]),
        )
