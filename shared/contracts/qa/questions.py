"""Questions as askers, readers and responders see them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, EmailStr, StrictBool

from shared.contracts.qa.base import Form, PersonRef, Slug, UnitRef
from shared.contracts.qa.consents import TextHash
from shared.contracts.qa.parts import (
    AttachmentOut,
    CorrectionOut,
    ExtensionOut,
    FlagOut,
    MergedRef,
    MessageOut,
    NoteOut,
    PauseOut,
    PublicVersion,
    RatingOut,
    RejectionOut,
    SupportOut,
)
from shared.phones import Phone
from shared.text import line, paragraphs


class QuestionStatus(StrEnum):
    """Where a question stands (design: states)."""

    SUBMITTED = "submitted"
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    INFO_REQUESTED = "info_requested"
    DRAFTED = "drafted"
    AWAITING_APPROVAL = "awaiting_approval"
    ANSWERED = "answered"
    CLOSED = "closed"
    RETURNED = "returned"
    REJECTED = "rejected"
    MERGED = "merged"
    REOPENED = "reopened"
    RECALLED = "recalled"
    WITHDRAWN = "withdrawn"


class AskQuestion(Form):
    """`POST /questions`. Contact details are kept private; `email` brings the news by mail."""

    title: Annotated[str, line(5, 200)]
    body: Annotated[str, paragraphs(10, 5_000)]
    unit: Slug | None = None
    topic: Slug | None = None
    name: Annotated[str, line(1, 100)] | None = None
    email: EmailStr | None = None
    phone: Phone | None = None
    may_publish: StrictBool
    publish_text: TextHash | None = None
    """The hash of the words agreed to (`GET /consent-texts`); those of today when left out."""
    language: Literal["vi", "en"] = "vi"


class TopicOut(BaseModel):
    """A topic a question may be filed under."""

    id: str
    name: str
    name_en: str


class AskedQuestion(BaseModel):
    """The answer to asking: the code and the secret together open the question again."""

    code: str
    secret: str
    status: QuestionStatus
    unit: UnitRef
    asked_at: datetime
    due_at: datetime


class ExplainedDay(BaseModel):
    """One day on the way to the due date; `kind` is one of `shared.working_time.DayKind`."""

    day: date
    kind: str
    note: str = ""
    source: str = ""
    counted: int


class TimelineEntry(BaseModel):
    """One step as this reader may see it; `kind` and `role` are stable keys for translation.

    `actor` is a name, empty for readers who may not know it; `unit` is a unit's name: the one that
    acted, of `forwarded`, `returned`, `rerouted` and `support_asked` the one it went to. `before`
    and `after` are old and new: states, names of units or people, topics' ids, moments of a moved
    due date, codes. `told_role` is the role that a reminder or an escalation reached, empty for
    other steps.

    Kinds: `asked`, `received`, `assigned`, `classified`, `forwarded`, `returned`, `rerouted`,
    `info_requested`, `information`, `resumed`, `extended`, `recalculated`, `support_asked`,
    `support_replied`, `drafted`, `submitted`, `sent_back`, `approved`, `answered`, `published`,
    `corrected`, `recalled`, `republished`, `rejected`, `merged`, `merged_from`, `reopened`,
    `closed`, `withdrawn`, `consent_withdrawn`, `follow_up`, `replied`, `noted`, `rated`,
    `attached`, `reminded`, `escalated`.
    """

    at: datetime
    kind: str
    role: Literal["sender", "responder", "system"]
    actor: str = ""
    unit: str = ""
    unit_en: str = ""
    note: str = ""
    before: str = ""
    after: str = ""
    told_role: str = ""


class AnswerOut(BaseModel):
    """An answer; `html` is Markdown already rendered and cleaned, safe to show."""

    text: str
    html: str
    unit: UnitRef
    answered_at: datetime
    published_at: datetime | None = None
    corrected_at: datetime | None = None


class PublicQuestion(BaseModel):
    """A published question with its answer, in lists and search.

    `is_edited` says that it is not word for word what was asked and answered.
    """

    code: str
    title: str
    body: str
    unit: UnitRef
    topic: TopicOut | None = None
    asked_at: datetime
    answer: AnswerOut
    is_edited: bool = False


class ContactOut(BaseModel):
    """How to reach the sender: shown to the lead unit only."""

    name: str = ""
    email: str = ""
    phone: str = ""


class DraftOut(BaseModel):
    """An answer being written; `privately`: submitted to be answered without publication."""

    text: str
    by: str
    saved_at: datetime
    public: PublicVersion | None = None
    privately: bool = False


class QuestionOut(BaseModel):
    """One question as this caller may see it; what is not theirs to see is null or empty.

    `version` is the ETag for `If-Match`; `actions` are what this caller may do now, each the last
    part of its address (`request-info`); `assignable` are the people of the lead unit, to whom this
    caller may assign it and whom they may mention. `unit` is the lead unit, `due_days` explain the
    due date of the present clock, pauses and extensions included. `public` is the edited version
    that everybody reads, of a draft the one being written; null when they read the sender's words
    and the reply. `needs_approval` says that the unit's answers go out only after approval.
    """

    code: str
    title: str
    body: str
    status: QuestionStatus
    unit: UnitRef
    topic: TopicOut | None = None
    may_publish: bool
    is_published: bool
    asked_at: datetime
    due_at: datetime
    due_is_provisional: bool = False
    due_days: list[ExplainedDay]
    due_policy: str
    due_policy_en: str = ""
    is_overdue: bool
    is_due_soon: bool = False
    assignee: str = ""
    assignee_id: str = ""
    assignable: list[PersonRef] = []
    timeline: list[TimelineEntry]
    answer: AnswerOut | None = None
    contact: ContactOut | None = None
    draft: DraftOut | None = None
    public: PublicVersion | None = None
    is_edited: bool = False
    messages: list[MessageOut] = []
    attachments: list[AttachmentOut] = []
    notes: list[NoteOut] = []
    supports: list[SupportOut] = []
    flags: list[FlagOut] = []
    pauses: list[PauseOut] = []
    extensions: list[ExtensionOut] = []
    forwards: int = 0
    forwards_allowed: int = 0
    extension_days_left: int = 0
    rejection: RejectionOut | None = None
    merged_into: MergedRef | None = None
    merged_from: list[MergedRef] = []
    rating: RatingOut | None = None
    corrections: list[CorrectionOut] = []
    needs_approval: bool = False
    reopen_until: datetime | None = None
    version: int
    actions: list[str] = []


class OwnQuestion(BaseModel):
    """`GET /my-questions`: a row of the questions somebody asked signed in, newest first."""

    code: str
    title: str
    status: QuestionStatus
    unit: UnitRef
    asked_at: datetime
    due_at: datetime
    is_overdue: bool
    answered_at: datetime | None = None
    waits_for_sender: bool = False


class QueueItem(BaseModel):
    """A row of the responder's queue."""

    code: str
    title: str
    status: QuestionStatus
    unit: UnitRef
    asked_at: datetime
    due_at: datetime
    is_overdue: bool
    is_due_soon: bool
    assignee: str = ""
    escalation_step: int = 0
    version: int = 1
    topic: str | None = None
    forwards: int = 0
    waits_for_sender: bool = False
    support_due_at: datetime | None = None
    """When the caller's unit supports it: by when it owes its part."""
    days_left: int | None = None
    """Working days after today until it is due, negative since; null when no answer is awaited."""
