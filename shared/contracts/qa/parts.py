"""What belongs to a question beside its text: messages, notes, supports, attachments, ratings."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel

from shared.contracts.qa.base import Form, PersonRef, UnitRef
from shared.text import line, paragraphs


class RejectionGround(StrEnum):
    """Why a question is not answered here."""

    OUT_OF_COMPETENCE = "out_of_competence"
    COMPLAINT = "complaint"
    """Khiếu nại: falls under another law."""
    DENUNCIATION = "denunciation"
    """Tố cáo: falls under another law."""
    FEEDBACK_REPORT = "feedback_report"
    """Phản ánh hiện trường: another system takes it."""
    UNCLEAR = "unclear"
    ABUSE = "abuse"


class AnswerRating(StrEnum):
    """How the sender finds the answer, best first."""

    SATISFIED = "satisfied"
    ACCEPTABLE = "acceptable"
    DISSATISFIED = "dissatisfied"


class PublicVersion(Form):
    """What everybody reads instead of the sender's words and the private reply.

    `[…]` marks what was left out, and is shown as such.
    """

    title: Annotated[str, line(5, 200)]
    body: Annotated[str, paragraphs(10, 5_000)]
    text: Annotated[str, paragraphs(10, 20_000)]


class AttachmentOut(BaseModel):
    """A file; `state` is `waiting` until it was checked, `refused` when the check found harm."""

    id: str
    name: str
    media_type: str
    bytes: int
    at: datetime
    by: Literal["sender", "responder"]
    is_public: bool = False
    state: Literal["waiting", "ready", "refused"]


class MessageOut(BaseModel):
    """A word between the sender and the unit after the question was sent."""

    id: str
    kind: Literal["info_request", "information", "follow_up", "reply"]
    at: datetime
    by: Literal["sender", "responder"]
    actor: str = ""
    text: str


class NoteOut(BaseModel):
    """An internal note."""

    id: str
    at: datetime
    by: PersonRef
    text: str
    mentions: list[PersonRef] = []


class SupportOut(BaseModel):
    """A supporting unit: what it was asked, by when, and what it said."""

    unit: UnitRef
    request: str
    asked_at: datetime
    due_at: datetime
    is_overdue: bool
    reply: str | None = None
    replied_at: datetime | None = None


class RejectionOut(BaseModel):
    """Why the question is not answered here, and where to turn; `html` is cleaned."""

    ground: RejectionGround
    guidance: str
    html: str
    at: datetime


class RatingOut(BaseModel):
    """How the sender rated the answer."""

    level: AnswerRating
    comment: str = ""
    at: datetime


class FlagOut(BaseModel):
    """Likely personal data: `text[start:end]` of that field, of the public version in `public_…`.

    `answer` is the draft as long as there is one.
    """

    field: Literal["title", "body", "answer", "public_title", "public_body", "public_text"]
    kind: Literal["personal_number", "phone", "email"]
    start: int
    end: int


class CorrectionOut(BaseModel):
    """An earlier text of the answer, replaced at a moment for a reason.

    Readers of the public page learn when and why only: the texts are empty for them.
    """

    at: datetime
    reason: str
    text: str
    html: str


class PauseOut(BaseModel):
    """A stretch in which the clock stood still; `ends` is null while it still does."""

    starts: datetime
    ends: datetime | None = None


class ExtensionOut(BaseModel):
    """A due date moved back, with the reason the sender reads."""

    at: datetime
    working_days: int
    reason: str
    due_before: datetime
    due_after: datetime


class MergedRef(BaseModel):
    """The question this one went into; its answer is this one's too."""

    code: str
    title: str = ""
    is_published: bool = False


class PresentPerson(BaseModel):
    """Somebody who has the question open just now."""

    person: PersonRef
    doing: Literal["reading", "writing"]
