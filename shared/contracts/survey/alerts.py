"""Alerts about ratings: what moved, who sees to it and by when."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict

from shared.contracts.survey.figures import Change
from shared.text import paragraphs


class AlertKind(StrEnum):
    """What an alert is about."""

    FALL = "fall"
    """The answers to a question became clearly worse."""
    SILENCE = "silence"
    """Far fewer rated than before."""


class AlertState(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class AlertWord(BaseModel):
    """`POST /alerts/{id}/acknowledge` and `…/resolve`: what is being, or was, done."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, paragraphs(3, 1_000)]


class AlertStep(BaseModel):
    """Who said what about an alert, and when; `role` is the one in which they did."""

    state: AlertState
    at: datetime
    by: str
    role: Literal["head", "leader"] = "leader"
    note: str


class AlertOut(BaseModel):
    """An alert; the unit of the portal owns it. `change` is null for silence."""

    id: str
    kind: AlertKind
    portal: str
    portal_name: str
    unit: str
    criterion: str = ""
    first: date
    last: date
    change: Change | None = None
    responses_before: int
    responses_now: int
    opened_at: datetime
    due_on: date
    is_overdue: bool
    state: AlertState
    steps: list[AlertStep]
