"""Versions of the survey as administrators draft, schedule and retire them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.survey.responses import (
    Construct,
    CriterionOut,
    InstrumentOut,
    Key,
    OptionOut,
    Wording,
)
from shared.text import line


class Words(Wording):
    """A text in both languages, as sent."""

    model_config = ConfigDict(extra="forbid")

    vi: Annotated[str, line(1, 300)]
    en: Annotated[str, line(1, 300)]


class OptionDraft(OptionOut):
    """One choice as sent."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    label: Words
    points: Annotated[int, Field(ge=0, le=2)]


class CriterionDraft(CriterionOut):
    """One question as sent: three options, best first, or none for a free text."""

    model_config = ConfigDict(extra="forbid")

    key: Key
    title: Words
    question: Words
    construct_key: Construct
    options: list[OptionDraft]  # type: ignore[assignment]


class InstrumentDraft(BaseModel):
    """`PUT /instruments/drafts/{id}`: what the next version shall ask.

    `breaks` names the questions whose answers may not be compared with earlier ones.
    """

    model_config = ConfigDict(extra="forbid")

    title: Words
    source: Words
    criteria: Annotated[list[CriterionDraft], Field(min_length=1, max_length=6)]
    breaks: Annotated[list[Key], Field(max_length=6)] = []


class DraftOut(InstrumentDraft):
    """A draft as kept; `version` is its ETag, not the instrument's number."""

    id: str
    by: str
    changed_at: datetime
    version: int


class ScheduleInstrument(BaseModel):
    """`POST /instruments/drafts/{id}/schedule`: shown from this day on, with the next number."""

    model_config = ConfigDict(extra="forbid")

    valid_from: date


class RetireInstrument(BaseModel):
    """`POST /instruments/{version}/retire`: shown for the last time on this day."""

    model_config = ConfigDict(extra="forbid")

    valid_to: date


class PublishedInstrument(InstrumentOut):
    """A published version with its last day, null while none is set."""

    valid_to: date | None = None
