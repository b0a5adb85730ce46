"""Ladders and taken steps as stored."""

from datetime import datetime

from beanie import Document
from pydantic import Field

from services.qa.escalations.model import Ladder
from shared.clock import now


class LadderDocument(Ladder, Document):
    """A ladder; questions keep the steps they were given."""

    id: str  # type: ignore[assignment]

    class Settings:
        """Storage."""

        name = "ladders"


class StepDocument(Document):
    """A step taken, never changed: its id is question, clock and step, so that it is taken once.

    A collapsed step was overslept together with a higher one, which alone was told.
    """

    id: str  # type: ignore[assignment]
    code: str
    step: str
    role: str
    planned_at: datetime
    is_late: bool
    is_collapsed: bool
    as_of: datetime
    taken_at: datetime = Field(default_factory=now)

    class Settings:
        """Storage."""

        name = "escalation_steps"


def step_id(question: str, clock: int, step: str) -> str:
    """Return the id under which a step of a question's clock is taken."""
    return f"{question}:{clock}:{step}"
