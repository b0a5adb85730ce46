"""Searches of the queue that a person keeps under a name, to come back to."""

from typing import Annotated

from pydantic import BaseModel

from shared.contracts.qa.base import Form, Slug, UnitRef
from shared.contracts.qa.questions import QuestionStatus
from shared.contracts.qa.queue import QueueFilter, QueueSort
from shared.text import line

MOST_SEARCHES = 20

SearchName = Annotated[str, line(1, 60)]


class KeepSearch(Form):
    """`POST /queue/searches`: what to ask the queue for; a name already used is replaced."""

    name: SearchName
    filter: QueueFilter = QueueFilter.ALL
    sort: QueueSort = QueueSort.DUE
    status: QuestionStatus | None = None
    unit: Slug | None = None
    q: Annotated[str, line(1, 200)] | None = None


class KeptSearch(BaseModel):
    """A search as it was kept, with the unit's present name."""

    id: str
    name: str
    filter: QueueFilter = QueueFilter.ALL
    sort: QueueSort = QueueSort.DUE
    status: QuestionStatus | None = None
    unit: UnitRef | None = None
    q: str | None = None
