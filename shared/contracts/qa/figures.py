"""How questions are answered, counted."""

from datetime import datetime

from pydantic import BaseModel


class QaFigures(BaseModel):
    """How a subtree of units answers: of the questions asked in a period, and how they stand now.

    `on_time` counts those answered by their due date; `on_time_share` is their part of all that
    were answered or are overdue, null when there are none.
    """

    received: int
    answered: int
    open: int
    overdue: int
    escalated: int
    on_time: int
    on_time_share: float | None
    as_of: datetime
