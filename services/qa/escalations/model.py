"""The ladder as data, when its steps fall, and which of them are taken at a moment. No I/O."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.working_time import (
    WorkingCalendar,
    add_working_days,
    add_working_time,
    closing_time,
    local_day,
    working_seconds_between,
)


class Share(BaseModel):
    """At a share of the working time between the start of the clock and the due moment."""

    model_config = ConfigDict(extra="forbid")

    share: float = Field(gt=0, lt=1)


class WorkingDays(BaseModel):
    """At the end of a working day, so many after the due day; before it when negative."""

    model_config = ConfigDict(extra="forbid")

    working_days: int = Field(ge=-100, le=100)


class LadderStep(BaseModel):
    """When a step falls and whom it reaches; `key` is unique in its ladder."""

    key: str
    at: Share | WorkingDays
    role: Literal["officer", "head", "coordinator", "leader"]


class Ladder(BaseModel):
    """The steps of a ladder, in any order."""

    id: str
    steps: list[LadderStep]


class PlannedStep(BaseModel):
    """A step of one question's clock, with its moment."""

    key: str
    role: str
    at: datetime
    is_late: bool
    """Whether it falls when the answer is due or after, and so escalates instead of reminding."""


def plan(
    ladder: Ladder, calendar: WorkingCalendar, starts_at: datetime, due_at: datetime
) -> list[PlannedStep]:
    """Return the steps of a clock in order; one that would fall before the start is left out."""
    moments = [(step, _moment(step, calendar, starts_at, due_at)) for step in ladder.steps]
    planned = [
        PlannedStep(key=step.key, role=step.role, at=moment, is_late=moment >= due_at)
        for step, moment in moments
        if moment > starts_at
    ]
    return sorted(planned, key=lambda step: step.at)


def _moment(
    step: LadderStep, calendar: WorkingCalendar, starts_at: datetime, due_at: datetime
) -> datetime:
    if isinstance(step.at, Share):
        seconds = working_seconds_between(calendar, starts_at, due_at) * step.at.share
        return add_working_time(calendar, starts_at, timedelta(seconds=seconds))
    if step.at.working_days == 0:
        return due_at
    last = local_day(calendar, due_at)
    return closing_time(calendar, add_working_days(calendar, last, step.at.working_days))


def split(
    steps: Sequence[PlannedStep], moment: datetime
) -> tuple[list[PlannedStep], list[PlannedStep]]:
    """Return the steps that are due at a moment and those that still wait."""
    due = [step for step in steps if step.at <= moment]
    return due, [step for step in steps if step.at > moment]
