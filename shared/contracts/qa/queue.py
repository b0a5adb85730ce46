"""The responders' queue: its filters, counts and changes. A row is `questions.QueueItem`."""

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel

from shared.contracts.qa.questions import QueueItem

COUNTED_UP_TO = 1_000


class QueueFilter(StrEnum):
    """Which part of the queue; all but `supporting` and `answered` are open questions one leads."""

    ALL = "all"
    """Of the caller's units; of every unit for a coordinator."""
    MINE = "mine"
    UNIT = "unit"
    """Of the caller's own units, for a coordinator too."""
    UNASSIGNED = "unassigned"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    WAITING = "waiting"
    """For the sender's information."""
    APPROVAL = "approval"
    """Submitted, waiting for somebody to approve it."""
    SUPPORTING = "supporting"
    """Other units lead them; a part of the caller's units is still owed."""
    RETURNED = "returned"
    ANSWERED = "answered"


class QueueSort(StrEnum):
    """The order of open questions; answered ones always come newest answer first."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


class QueueCounts(BaseModel):
    """`GET /queue/counts?unit=`: how many rows each filter has.

    Counting stops at `up_to`: a number equal to it means so many or more. A number of a hundred or
    more may be a second old for each hundred.
    """

    counts: dict[QueueFilter, int]
    up_to: int = COUNTED_UP_TO


class QueueChanges(BaseModel):
    """`GET /queue/changes?since=&unit=`: what changed in the caller's queue after a moment.

    `changed` are rows as they are now, answered ones among them; `gone` are codes of questions
    that another unit took. Ask again with `as_of`: it lies a few seconds back, so a row may come
    twice, and none is missed. With `is_complete` false more has changed than is listed here: read
    the list anew. Without `since` nothing is listed, only `as_of` to begin with.
    """

    as_of: datetime
    changed: list[QueueItem] = []
    gone: list[str] = []
    is_complete: bool = True
