"""Questions as askers, readers and responders see them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, StrictBool, StringConstraints

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


SHORTEST_ANSWER = 10

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]


class Form(BaseModel):
    """A request body: a field we do not know is an error, so that a typo is not lost silently."""

    model_config = ConfigDict(extra="forbid")


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
    language: Literal["vi", "en"] = "vi"


class UnitRef(BaseModel):
    """A unit as named beside a question."""

    id: str
    name: str
    name_en: str = ""


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

    `actor` is a name, empty for readers who may not know it; `unit` is a unit's name. `told_role`
    is the role that a reminder or an escalation reached, empty for other steps.
    """

    at: datetime
    kind: str
    role: Literal["sender", "responder", "system"]
    actor: str = ""
    unit: str = ""
    note: str = ""
    told_role: str = ""


class AnswerOut(BaseModel):
    """An answer; `html` is Markdown already rendered and cleaned, safe to show."""

    text: str
    html: str
    unit: UnitRef
    answered_at: datetime
    published_at: datetime | None = None


class PublicQuestion(BaseModel):
    """A published question with its answer, in lists and search."""

    code: str
    title: str
    body: str
    unit: UnitRef
    topic: TopicOut | None = None
    asked_at: datetime
    answer: AnswerOut


class ContactOut(BaseModel):
    """How to reach the sender: shown to the lead unit only."""

    name: str = ""
    email: str = ""
    phone: str = ""


class PersonRef(BaseModel):
    """Somebody who works for a unit."""

    id: str
    name: str


class DraftOut(BaseModel):
    """An answer being written."""

    text: str
    by: str
    saved_at: datetime


class QuestionOut(BaseModel):
    """One question as this caller may see it; what is not theirs to see is null or empty.

    `version` is the ETag for `If-Match`; `actions` are what this caller may do now, `assignable`
    are the people of the lead unit to whom this caller may assign it.
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
    version: int
    actions: list[str] = []


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


class AssignQuestion(Form):
    """`POST …/assign`: to an officer of the lead unit; nobody means to oneself."""

    person: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class DraftAnswer(Form):
    """`POST …/draft`: the answer so far, Markdown."""

    text: Annotated[str, paragraphs(1, 20_000)]


class PublishAnswer(Form):
    """`POST …/publish`: answer the sender; on the public pages only if the sender allowed it.

    With `text` it also replaces the draft, so that one step is enough.
    """

    text: Annotated[str, paragraphs(SHORTEST_ANSWER, 20_000)] | None = None


class NotificationOut(BaseModel):
    """An entry of a person's inbox; `kind` is the template's key.

    `told_role` is the role in which a reminder or an escalation reached them, else empty.
    """

    id: str
    kind: str
    code: str
    title: str
    at: datetime
    read: bool
    told_role: str = ""


class QaFigures(BaseModel):
    """How a subtree of units answers: of the questions asked in a period, and how they stand now.

    `on_time` counts those answered by their due date; `on_time_share` is their part of all that
    were answered or are overdue, null when there are none.
    """

    received: int
    answered: int
    open: int
    overdue: int
    escalated: int
    on_time: int
    on_time_share: float | None
    as_of: datetime
