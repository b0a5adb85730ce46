"""What of a question its ladder looks at and moves: a scan reads no more of it. No I/O."""

from datetime import datetime

from pydantic import BaseModel, Field

from services.qa.escalations.model import PlannedStep, split
from shared.contracts.qa.questions import QuestionStatus as Status
from shared.ids import new_id

OPEN = frozenset(
    {
        Status.SUBMITTED,
        Status.RECEIVED,
        Status.IN_PROGRESS,
        Status.INFO_REQUESTED,
        Status.DRAFTED,
        Status.AWAITING_APPROVAL,
        Status.REOPENED,
        Status.RETURNED,
    }
)


class Climbing(BaseModel):
    """A question on its ladder; `timeline_length` counts the lines of its timeline."""

    id: str = Field(default_factory=new_id)
    code: str
    lead_unit: str
    assignee: str | None = None
    status: Status = Status.SUBMITTED
    clock: int = 1
    steps: list[PlannedStep] = []
    next_step_at: datetime | None = None
    escalation_level: int = 0
    timeline_length: int = 0

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.status in OPEN

    def take_steps(self, as_of: datetime) -> list[PlannedStep]:
        """Take the steps of the ladder that are due; returns them, the highest last."""
        if not self.is_open or self.next_step_at is None or self.next_step_at > as_of:
            return []
        due, waiting = split(self.steps, as_of)
        self.steps = waiting
        self.next_step_at = waiting[0].at if waiting else None
        self.escalation_level += sum(step.is_late for step in due)
        return due

    def count_line(self) -> int:
        """Count one more line of the timeline; return its number."""
        self.timeline_length += 1
        return self.timeline_length

    def forget_step(self, key: str) -> None:
        """Take a step of the ladder no more: there is no need for it."""
        self.steps = [step for step in self.steps if step.key != key]
        if self.next_step_at is not None:
            self.next_step_at = self.steps[0].at if self.steps else None
