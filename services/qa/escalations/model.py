"""The ladder as data, when its steps fall, and how a clock climbs it. No I/O."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.marks import mark, moment_of
from shared.working_time import (
    Pause,
    WorkingCalendar,
    add_running_time,
    add_working_days,
    add_working_time,
    closing_time,
    local_day,
    running_seconds_between,
)

NOT_RECEIVED = "not-received"
"""The key of a step that every question has, whatever its ladder: theirs have no hyphen."""


class Share(BaseModel):
    """At a share of the working time between the start of the clock and the due moment."""

    model_config = ConfigDict(extra="forbid")

    share: float = Field(gt=0, lt=1)


class WorkingDays(BaseModel):
    """At the end of a working day, so many after the due day; before it when negative."""

    model_config = ConfigDict(extra="forbid")

    working_days: int = Field(ge=-100, le=100)


class WorkingHours(BaseModel):
    """So many hours of working time after the due moment; before it when negative."""

    model_config = ConfigDict(extra="forbid")

    working_hours: float = Field(ge=-800, le=800)


class LadderStep(BaseModel):
    """When a step falls and whom it reaches; `key` is unique in its ladder.

    `by_mail`: not only in the inbox. `is_urgent`: its mail waits for no working hours.
    """

    key: str
    at: Share | WorkingDays | WorkingHours
    role: Literal["officer", "head", "coordinator", "leader"]
    by_mail: bool = True
    is_urgent: bool = False


class Ladder(BaseModel):
    """The steps of a ladder, in any order; `scope`, `number` and validity as a policy has them."""

    id: str
    scope: str = ""
    number: int = 1
    valid_from: date = date(2025, 1, 1)
    valid_to: date | None = None
    is_withdrawn: bool = False
    steps: list[LadderStep]

    def is_valid_on(self, day: date) -> bool:
        """Say whether the ladder is in force; both its days belong to it."""
        begun = self.valid_from <= day and not self.is_withdrawn
        return begun and (self.valid_to is None or day <= self.valid_to)


class PlannedStep(BaseModel):
    """A step of one question's clock, with its moment."""

    key: str
    role: str
    at: datetime
    is_late: bool
    """Whether it falls when the answer is due or after, and so escalates instead of reminding."""
    by_mail: bool = True
    is_urgent: bool = False


class Climbing(BaseModel):
    """How far one question's clock has climbed: what a scan reads and moves of it.

    `steps` are those to come, in order, those overslept before them. Without a `step_mark`, which
    says when the first of them falls, none does: the clock stands still, or no answer is owed any
    more.
    """

    id: str
    """The question's."""
    code: str = ""
    unit: str = ""
    """The unit that has the lead."""
    clock: int = 1
    steps: list[PlannedStep] = Field(default_factory=list)
    step_mark: str | None = None

    @property
    def next_step_at(self) -> datetime | None:
        """When the next step falls."""
        return moment_of(self.step_mark) if self.step_mark else None

    def start(self, steps: Iterable[PlannedStep]) -> None:
        """Climb these steps from now on."""
        self.steps = list(steps)
        self.step_mark = mark(self.steps[0].at, self.id) if self.steps else None

    def halt(self) -> None:
        """Let no step fall until it starts again."""
        self.step_mark = None

    def forget_step(self, key: str) -> None:
        """Take a step of the ladder no more: there is no need for it."""
        left = [step for step in self.steps if step.key != key]
        if self.step_mark is None:
            self.steps = left
        else:
            self.start(left)

    def take_steps(self, as_of: datetime) -> list[PlannedStep]:
        """Take the steps that are due; returns them, the highest last."""
        if self.step_mark is None or self.step_mark >= due_before(as_of):
            return []
        due, waiting = split(self.steps, as_of)
        self.start(waiting)
        return due


def due_before(as_of: datetime) -> str:
    """Return the mark before which a step has fallen at a moment."""
    return mark(as_of + timedelta(milliseconds=1))


def applicable_ladder(ladders: Iterable[Ladder], order: list[str], day: date) -> Ladder | None:
    """Return the newest ladder of the first scope that has one in force."""
    valid = [ladder for ladder in ladders if ladder.is_valid_on(day) and ladder.scope in order]

    def rank(ladder: Ladder) -> tuple[int, int, int]:
        return order.index(ladder.scope), -ladder.valid_from.toordinal(), -ladder.number

    return min(valid, key=rank, default=None)


def plan(
    ladder: Ladder,
    calendar: WorkingCalendar,
    starts_at: datetime,
    due_at: datetime,
    pauses: Sequence[Pause] = (),
) -> list[PlannedStep]:
    """Return the steps of a clock in order; one that would fall before the start is left out.

    The pauses lie apart, in order, and have ended; a share is one of the time the clock runs.
    """

    def moment_of(step: LadderStep) -> datetime:
        if isinstance(step.at, Share):
            seconds = running_seconds_between(calendar, starts_at, due_at, pauses) * step.at.share
            return add_running_time(calendar, starts_at, timedelta(seconds=seconds), pauses)
        return _by_due(step.at, calendar, due_at)

    planned = [
        PlannedStep(
            key=step.key,
            role=step.role,
            at=moment,
            is_late=moment >= due_at,
            by_mail=step.by_mail,
            is_urgent=step.is_urgent,
        )
        for step in ladder.steps
        if (moment := moment_of(step)) > starts_at
    ]
    return in_order(*planned)


def not_received(at: datetime, due_at: datetime) -> list[PlannedStep]:
    """Return the reminder of the head that a question still waits to be received or forwarded.

    There is none that would fall when the answer is due: another step does so then.
    """
    if at >= due_at:
        return []
    return [PlannedStep(key=NOT_RECEIVED, role="head", at=at, is_late=False)]


def in_order(*steps: PlannedStep) -> list[PlannedStep]:
    """Return steps as they fall; of those that fall together the one that is late is the last."""
    return sorted(steps, key=lambda step: (step.at, step.is_late))


def _by_due(
    at: WorkingDays | WorkingHours, calendar: WorkingCalendar, due_at: datetime
) -> datetime:
    if isinstance(at, WorkingHours):
        return add_working_time(calendar, due_at, timedelta(hours=at.working_hours))
    if at.working_days == 0:
        return due_at
    last = local_day(calendar, due_at)
    return closing_time(calendar, add_working_days(calendar, last, at.working_days))


def split(
    steps: Sequence[PlannedStep], moment: datetime
) -> tuple[list[PlannedStep], list[PlannedStep]]:
    """Return the steps that are due at a moment and those that still wait."""
    due = [step for step in steps if step.at <= moment]
    return due, [step for step in steps if step.at > moment]
