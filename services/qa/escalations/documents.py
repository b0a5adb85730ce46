"""Ladders and taken steps as stored."""

from datetime import datetime

from pydantic import BaseModel, Field
from pymongo import IndexModel

from services.qa.escalations.model import Climbing, Ladder, PlannedStep
from shared.clock import now
from shared.documents import Document


class LadderDocument(Ladder, Document):
    """A version of a ladder; questions keep the steps they were given."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "ladders"
        indexes = (IndexModel([("scope", 1), ("number", 1)], unique=True),)


class Step(BaseModel):
    """A step taken, never changed: its id is question, clock and step, so that it is taken once.

    A collapsed step was overslept together with a higher one, which alone is told; `levels` says
    how many steps that fell when the answer was late are told with it.
    """

    id: str
    code: str
    step: str
    levels: int = 0
    role: str
    planned_at: datetime
    is_late: bool
    is_collapsed: bool
    by_mail: bool = True
    is_urgent: bool = False
    as_of: datetime
    taken_at: datetime = Field(default_factory=now)

    @classmethod
    def of(cls, climbing: Climbing, step: PlannedStep, as_of: datetime, levels: int) -> "Step":
        """Return a planned step as taken by a clock and told."""
        return cls(
            id=step_id(climbing.id, climbing.clock, step.key),
            code=climbing.code,
            step=step.key,
            levels=levels,
            role=step.role,
            planned_at=step.at,
            is_late=step.is_late,
            is_collapsed=False,
            by_mail=step.by_mail,
            is_urgent=step.is_urgent,
            as_of=as_of,
        )


class StepDocument(Step, Document):
    """A step as stored."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "escalation_steps"


class SupportClockDocument(Document):
    """The reminders of a part that a supporting unit owes; its id names question and unit."""

    id: str  # type: ignore[assignment]
    question: str
    unit: str
    due_at: datetime
    steps: list[PlannedStep]
    next_step_at: datetime | None

    class Settings:
        """Storage."""

        name = "support_clocks"
        indexes = (IndexModel([("next_step_at", 1)]),)


def step_id(question: str, clock: int, step: str) -> str:
    """Return the id under which a step of a question's clock is taken."""
    return f"{question}:{clock}:{step}"
