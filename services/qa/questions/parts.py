"""What belongs to a question beside its text, as it is stored inside it. No I/O."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from shared.contracts.qa.parts import AnswerRating, PublicVersion, RejectionGround
from shared.ids import new_id

MessageKind = Literal["info_request", "information", "follow_up", "reply"]


class Entry(BaseModel):
    """A step of the timeline: who did what; `before` and `after` are old and new.

    States, people, units, topics, moments or steps, as `kind` says. `told_role` is the role that a
    reminder or an escalation reached.
    """

    kind: str
    role: Literal["sender", "responder", "system"]
    at: datetime
    by: str = ""
    unit: str = ""
    note: str = ""
    before: str = ""
    after: str = ""
    told_role: str = ""


class Draft(BaseModel):
    """An answer being written, and what everybody is to read instead, if that differs."""

    text: str
    by: str
    saved_at: datetime
    public: PublicVersion | None = None
    privately: bool = False
    """Submitted to be answered without publication."""


class Answer(BaseModel):
    """An answer given; `html` is cleaned. `public` is read by everybody but the sender.

    `answered_in_seconds` is the working time it took, without the pauses.
    """

    text: str
    html: str
    unit: str
    by: str
    answered_at: datetime
    answered_in_seconds: int | None = None
    published_at: datetime | None = None
    corrected_at: datetime | None = None
    approved_by: str = ""
    public: PublicVersion | None = None
    public_html: str = ""

    @property
    def text_for_all(self) -> str:
        """What everybody reads."""
        return self.public.text if self.public else self.text

    @property
    def html_for_all(self) -> str:
        """What everybody reads, to be shown."""
        return self.public_html if self.public else self.html


class Correction(BaseModel):
    """An earlier text of the answer, replaced at a moment for a reason."""

    at: datetime
    by: str
    reason: str
    text: str
    html: str
    was_public: bool


class Message(BaseModel):
    """A word between the sender and a unit; `actor` is who wrote for the unit."""

    id: str = Field(default_factory=new_id)
    kind: MessageKind
    at: datetime
    by: Literal["sender", "responder"]
    actor: str = ""
    text: str


class Note(BaseModel):
    """An internal note."""

    id: str = Field(default_factory=new_id)
    at: datetime
    by: str
    text: str
    mentions: list[str] = []


class Support(BaseModel):
    """What a supporting unit was asked, by when, and what it said."""

    unit: str
    request: str
    by: str
    asked_at: datetime
    due_at: datetime
    reply: str | None = None
    replied_by: str = ""
    replied_at: datetime | None = None

    @property
    def is_owed(self) -> bool:
        """Whether the unit has not replied yet."""
        return self.reply is None


class Extension(BaseModel):
    """More working days, and the reason."""

    at: datetime
    by: str
    working_days: int
    reason: str
    due_before: datetime
    due_after: datetime


class Rejection(BaseModel):
    """Why a question is not answered here, and where to turn; `html` is cleaned."""

    ground: RejectionGround
    guidance: str
    html: str
    by: str
    at: datetime


class Rating(BaseModel):
    """How the sender rated the answer; its id stays when it is rated again."""

    id: str = Field(default_factory=new_id)
    level: AnswerRating
    comment: str = ""
    at: datetime
