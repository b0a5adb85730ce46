"""The instrument people answer and what they send."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.text import paragraphs

Construct = Literal["access", "adequacy", "grade", "satisfaction", "text"]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{0,39}$")]
PortalId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Wording(BaseModel):
    """A text in both languages."""

    vi: str
    en: str


class OptionOut(BaseModel):
    """One choice; options stand best first, `points` 2, 1, 0 (Circular 01/2018)."""

    key: str
    label: Wording
    points: int


class CriterionOut(BaseModel):
    """One question of the instrument."""

    key: str
    title: Wording
    question: Wording
    construct_key: Construct
    options: list[OptionOut]


class InstrumentOut(BaseModel):
    """A numbered version, with the hash of its content and the document it rests on."""

    version: int
    title: Wording
    source: Wording
    valid_from: date
    sha256: str
    criteria: list[CriterionOut]
    breaks: list[str] = []
    """Questions whose answers may not be compared with those to earlier versions."""


class PortalOut(BaseModel):
    """A portal people rate."""

    id: str
    name: str
    unit: str
    is_open: bool


class Ratings(BaseModel):
    """One option key per criterion; each may be left out, at least one is given."""

    model_config = ConfigDict(extra="forbid")

    interface: Key | None = None
    content: Key | None = None
    quality: Key | None = None
    interaction: Key | None = None
    support: Key | None = None


class SubmitResponse(BaseModel):
    """`POST /responses`. Nothing about the rater is asked or kept; `page_url` loses its query.

    `proof` is the solution of a challenge, `ticket` that challenge's ticket from a form without
    scripts; both may be left out, as long as not too many come from one place. `website` is a
    field people do not see and leave empty. None of the three is kept.
    """

    model_config = ConfigDict(extra="forbid")

    portal: PortalId
    instrument_version: Annotated[int, Field(strict=True, ge=1)] | None = None
    ratings: Ratings
    other: Annotated[str, paragraphs(0, 2_000)] | None = None
    page_url: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    proof: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    ticket: Annotated[str, StringConstraints(max_length=200)] | None = None
    website: Annotated[str, StringConstraints(max_length=2_000)] | None = None


class ResponseReceipt(BaseModel):
    """The response is stored."""

    id: str
