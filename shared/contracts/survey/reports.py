"""Reports of a period: ordered, made in the background, kept and downloaded."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


class ReportKind(StrEnum):
    """Which period a report is of."""

    MONTH = "month"
    HALF_YEAR = "half_year"
    YEAR = "year"
    PERIOD = "period"


PlannedKind = Literal[ReportKind.MONTH, ReportKind.HALF_YEAR, ReportKind.YEAR]


class ReportState(StrEnum):
    """How far a report has come."""

    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


class OrderReport(BaseModel):
    """`POST /reports`. Of a month, half-year or year only its first day counts."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    kind: ReportKind
    unit: Annotated[str, Field(min_length=1, max_length=64)]
    first: Day = Field(alias="from")
    last: Day | None = Field(None, alias="to", description="The last day, for `period` only")


class ReportPlan(BaseModel):
    """Which reports of a unit are made by themselves when their period is over."""

    unit: str
    kinds: list[PlannedKind]


class PlanReports(BaseModel):
    """`PUT /report-plans/{unit}`: have these made, and the unit's leaders told when they are."""

    model_config = ConfigDict(extra="forbid")

    kinds: Annotated[list[PlannedKind], Field(max_length=3)]


class ReportOut(BaseModel):
    """A report; `progress` is 0–100, `files` are the formats to download once it is ready.

    `is_planned` says that nobody ordered it: it was made by schedule.
    """

    id: str
    kind: ReportKind
    unit: str
    unit_name: str
    first: date
    last: date
    state: ReportState
    progress: int
    ordered_at: datetime
    ready_at: datetime | None = None
    files: list[str] = []
    is_planned: bool = False
