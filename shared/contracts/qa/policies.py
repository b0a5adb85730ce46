"""Deadline policies and ladders of escalation as administrators read and change them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints, ValidationInfo, field_validator

from shared.contracts.qa.base import Form, PersonRef, Slug, UnitRef
from shared.contracts.qa.questions import ExplainedDay, TopicOut
from shared.text import line
from shared.working_calendar import MAX_WORKING_DAYS

WorkingDayCount = Annotated[int, Field(ge=0, le=MAX_WORKING_DAYS)]
CalendarDayCount = Annotated[int, Field(ge=0, le=3_650)]
State = Literal["current", "coming", "past"]


class PolicyForm(Form):
    """`PUT /policies/{id}`: the next version of a policy, from its day on.

    `text` is the source quoted to citizens. When a unit has neither received nor forwarded a
    question after `forward_working_days`, its head is reminded. `reopen_days` and
    `close_after_days` are calendar days after the answer; `on_forward` says whether another lead
    unit's clock goes on or starts anew.
    """

    answer_working_days: Annotated[int, Field(ge=1, le=MAX_WORKING_DAYS)]
    receive_working_days: WorkingDayCount = 1
    forward_working_days: WorkingDayCount = 2
    due_soon_working_days: WorkingDayCount = 3
    extension_days_allowed: WorkingDayCount = 15
    forwards_allowed: Annotated[int, Field(ge=0, le=100)] = 3
    on_forward: Literal["continue", "restart"] = "continue"
    approval: Literal["none", "always"] = "none"
    reopen_days: CalendarDayCount = 15
    close_after_days: Annotated[CalendarDayCount, Field(validate_default=True)] = 30
    text: Annotated[str, line(5, 1_000)]
    text_en: Annotated[str, line(0, 1_000)] = ""
    valid_from: date
    valid_to: date | None = None

    @field_validator("receive_working_days", "forward_working_days", "due_soon_working_days")
    @classmethod
    def _within_the_answer(cls, days: int, info: ValidationInfo) -> int:
        if days > info.data.get("answer_working_days", days):
            raise ValueError("at most the working days to answer")
        return days

    @field_validator("close_after_days")
    @classmethod
    def _not_closed_while_it_may_be_reopened(cls, days: int, info: ValidationInfo) -> int:
        if days < info.data.get("reopen_days", days):
            raise ValueError("at least the days in which it may be reopened")
        return days

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is not None and day < info.data.get("valid_from", day):
            raise ValueError("not before the first day")
        return day


class NewPolicy(PolicyForm):
    """`POST /policies`: a policy for a unit, a topic, both, or (neither) every question."""

    unit: Slug | None = None
    topic: Slug | None = None


class ScopeOut(BaseModel):
    """What a policy or a ladder is for; both null for every question."""

    unit: UnitRef | None = None
    topic: TopicOut | None = None


class PolicyOut(ScopeOut):
    """A version of a policy; questions keep the one that was in force when they were asked.

    `changeable`: it is the newest of its scope, the one to change.
    """

    id: str
    number: int
    state: State
    changeable: bool
    answer_working_days: int
    receive_working_days: int
    forward_working_days: int
    due_soon_working_days: int
    extension_days_allowed: int
    forwards_allowed: int
    on_forward: Literal["continue", "restart"]
    approval: Literal["none", "always"]
    reopen_days: int
    close_after_days: int
    text: str
    text_en: str
    valid_from: date
    valid_to: date | None = None


class StepForm(Form):
    """A step of a ladder: exactly one of `share`, `working_days` and `working_hours` says when.

    `share` is a part of the time until the answer is due; the others count from the due moment,
    before it when negative.
    """

    key: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    role: Literal["officer", "head", "coordinator", "leader"]
    share: Annotated[float, Field(gt=0, lt=1)] | None = None
    working_days: Annotated[int, Field(ge=-100, le=100)] | None = None
    working_hours: Annotated[float, Field(ge=-800, le=800)] | None = None
    by_mail: bool = True
    is_urgent: bool = False


class LadderForm(Form):
    """`PUT /ladders/{id}`: the next version of a ladder, from its day on, for clocks set then."""

    steps: Annotated[list[StepForm], Field(min_length=1, max_length=20)]
    valid_from: date
    valid_to: date | None = None

    @field_validator("steps")
    @classmethod
    def _each_once_and_timed(cls, steps: list[StepForm]) -> list[StepForm]:
        if len({step.key for step in steps}) != len(steps):
            raise ValueError("each key once")
        for step in steps:
            moments = (step.share, step.working_days, step.working_hours)
            if sum(moment is not None for moment in moments) != 1:
                raise ValueError(f"{step.key}: one of share, working_days, working_hours")
        return steps

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day is not None and day < info.data.get("valid_from", day):
            raise ValueError("not before the first day")
        return day


class NewLadder(LadderForm):
    """`POST /ladders`: a ladder for a unit, a topic, both, or (neither) every question."""

    unit: Slug | None = None
    topic: Slug | None = None


class LadderOut(ScopeOut):
    """A version of a ladder; the one `for_supports` reminds supporting units of their date."""

    id: str
    number: int
    state: State
    changeable: bool
    for_supports: bool = False
    steps: list[StepForm]
    valid_from: date
    valid_to: date | None = None


class PolicyChangeOut(ScopeOut):
    """`GET /policies/changes`: who changed what and when; `before` is null for a new one."""

    id: str
    at: datetime
    by: PersonRef
    kind: Literal["policy", "ladder"]
    before: dict[str, Any] | None
    after: dict[str, Any]


class RecountOut(BaseModel):
    """`GET /policies/recounts`: how far counting again after a change has come.

    Either `calendar` changed, or `unit` changed to another calendar.
    """

    calendar: str = ""
    unit: str | None = None
    wanted_at: datetime
    checked: int
    moved: int
    done_at: datetime | None = None


class PreviewStep(BaseModel):
    """When whom would be reminded or told."""

    key: str
    role: str
    at: datetime
    is_late: bool


class DuePreview(BaseModel):
    """`GET /policies/preview`: by when a question asked now would be answered, day by day."""

    asked_at: datetime
    receive_by: datetime
    due_soon_at: datetime
    due_at: datetime
    is_provisional: bool
    policy: str
    due_policy: str
    due_policy_en: str
    due_days: list[ExplainedDay]
    steps: list[PreviewStep]
