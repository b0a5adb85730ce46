"""How questions are answered, counted."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from shared.contracts.qa.base import UnitRef

READ_FIGURES = "figures:read"
"""The scope of who reads the figures of all units."""

By = Literal["month", "half_year", "year"]


class WorkingTime(BaseModel):
    """Working time from asking to the answer, pauses left out, of `n` answers.

    In whole working hours, rounded up, and in working days of eight hours; null when n is 0.
    """

    n: int = 0
    median_hours: int | None = None
    p90_hours: int | None = None
    median_days: float | None = None
    p90_days: float | None = None


class RatingCounts(BaseModel):
    """How senders rated answers; the share is (n − dissatisfied) ÷ n (Decision 766/2022)."""

    n: int = 0
    satisfied: int = 0
    acceptable: int = 0
    dissatisfied: int = 0
    satisfaction_share: float | None = None


class QaCounts(BaseModel):
    """Counts of the questions asked in a period, as they stand now.

    `answered` have an answer, closed ones included; `open` are owed one, `waiting` of them wait
    for their sender with the clock stopped, `overdue` of them are late. `forwarded`, `reopened`
    and `escalated` count questions to which that happened. `on_time` + `late` = `answered`.
    `on_time_share` is `on_time` ÷ (`answered` + `overdue`), null when there are none.
    """

    received: int = 0
    answered: int = 0
    on_time: int = 0
    late: int = 0
    open: int = 0
    waiting: int = 0
    overdue: int = 0
    escalated: int = 0
    forwarded: int = 0
    reopened: int = 0
    rejected: int = 0
    withdrawn: int = 0
    merged: int = 0
    on_time_share: float | None = None
    working_time: WorkingTime = WorkingTime()
    ratings: RatingCounts = RatingCounts()


class PeriodCounts(QaCounts):
    """The part of a calendar period that was asked for, both days included."""

    name: str
    """`2026-11`, `2026-H2` or `2026`."""
    start: date
    end: date


class AgeBand(BaseModel):
    """Open questions by working days since they were asked; `to_days` is null in the last band."""

    from_days: int
    to_days: int | None = None
    open: int
    overdue: int


class Method(BaseModel):
    """How it was counted, to be shown with the figures."""

    vi: str = ""
    en: str = ""


class QaFigures(QaCounts):
    """`GET /figures`: a subtree of units.

    `start` and `end` are the days asked for, null when there was no bound. `periods` cut the
    stretch when `by` was given. `backlog` are all open questions of these units now, whenever
    they were asked.
    """

    as_of: datetime
    start: date | None = None
    end: date | None = None
    backlog: list[AgeBand] = []
    periods: list[PeriodCounts] = []
    method: Method = Method()


class UnitCounts(QaCounts):
    """One unit's own questions."""

    unit: UnitRef


class UnitFigures(BaseModel):
    """`GET /figures/units`: each unit that received questions in the stretch, and all together."""

    as_of: datetime
    start: date | None = None
    end: date | None = None
    units: list[UnitCounts]
    total: QaCounts
    method: Method = Method()
