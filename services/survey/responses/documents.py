"""How a response is stored: what was answered, where and when; nothing about who answered.

Only the moment has an index, since every further one would slow each rating down. Everything
that is read often is a roll-up (`figures`) or a copy (`comments`) made from here.
"""

from datetime import datetime

from pymongo import IndexModel

from services.survey.responses.model import Source
from shared.documents import Document


class ResponseDocument(Document):
    """One response. `page` has neither query nor fragment; `body_hash` tells a changed replay.

    `rated_at` is kept of ratings that may be given again: the latest one counts.
    """

    id: str  # type: ignore[assignment]
    portal: str
    version: int
    source: Source = Source.PORTAL
    ratings: dict[str, str]
    other: str | None = None
    page: str | None = None
    body_hash: str
    received_at: datetime
    rated_at: datetime | None = None

    class Settings:
        """Where it is kept."""

        name = "responses"
        indexes = (IndexModel([("received_at", 1)]),)
