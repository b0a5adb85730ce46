"""A question as it is kept: its states, in which of them what may happen, its marks. No I/O."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel, Field

from services.qa.questions.parts import (
    Answer,
    Correction,
    Draft,
    Entry,
    Extension,
    Message,
    Note,
    Rating,
    Rejection,
    Support,
)
from services.qa.questions.problems import NotInThisState, QuestionAlreadyAnswered
from shared.contracts.qa.questions import QuestionStatus as Status
from shared.ids import new_id
from shared.marks import mark

RESPONDERS = ("officer", "head", "coordinator")

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
ANSWERED = frozenset({Status.ANSWERED, Status.CLOSED, Status.RECALLED})
_NEW = frozenset({Status.SUBMITTED, Status.RETURNED})
_RUNNING = OPEN - {Status.INFO_REQUESTED}
_WRITABLE = _RUNNING - {Status.AWAITING_APPROVAL}
_GONE = frozenset({Status.MERGED, Status.WITHDRAWN})
_ALL = frozenset(Status)

ALLOWED: Mapping[str, frozenset[Status]] = MappingProxyType(
    {
        "receive": _NEW,
        "assign": OPEN,
        "classify": _ALL - _GONE,
        "forward": _WRITABLE,
        "return": _WRITABLE,
        "request-info": _WRITABLE,
        "information": frozenset({Status.INFO_REQUESTED}),
        "resume": frozenset({Status.INFO_REQUESTED}),
        "extend": _RUNNING,
        "reject": OPEN,
        "merge": OPEN,
        "supports": OPEN,
        "draft": OPEN,
        "submit": _WRITABLE,
        "approve": frozenset({Status.AWAITING_APPROVAL}),
        "send-back": frozenset({Status.AWAITING_APPROVAL}),
        "publish": _RUNNING,
        "correct": ANSWERED,
        "recall": frozenset({Status.ANSWERED, Status.CLOSED}),
        "republish": frozenset({Status.RECALLED}),
        "reopen": frozenset({Status.ANSWERED, Status.RECALLED, Status.REJECTED}),
        "close": frozenset({Status.ANSWERED}),
        "replies": _ALL - _GONE,
        "notes": _ALL,
        "presence": _ALL,
        "withdraw": OPEN,
        "follow-ups": OPEN | {Status.ANSWERED, Status.RECALLED},
        "rating": ANSWERED,
        "attachments": _ALL - _GONE - {Status.CLOSED, Status.REJECTED},
    }
)
"""In which states each action, named by the last part of its address, may happen at all."""


class QuestionRecord(BaseModel):
    """What is kept of a question, and what every rule about it is made of.

    `version` counts the changes that two people must not make at once: of state, unit, officer,
    topic, draft and answer; a word, a note or a rating leaves it as it is. The marks put it into
    the lists it belongs to: open ones by due date, those no longer open and public ones by date.
    How far its clock has climbed the ladder stands with the clock (`deadlines.documents`); what it
    is told of that is `escalation_level`, how many steps fell because the answer was late.
    """

    id: str = Field(default_factory=new_id)
    code: str
    lead_unit: str
    assignee: str | None = None
    status: Status = Status.SUBMITTED
    clock: int = 1
    escalation_level: int = 0
    climbs_from: int = 1
    """The first clock whose steps count for the level: reopening begins anew."""
    timeline_length: int = 0
    """How many lines its timeline has."""
    title: str
    body: str
    language: Literal["vi", "en"]
    may_publish: bool
    topic: str | None = None
    contact: str | None = None
    """Name, address and telephone number of the sender, sealed."""
    owner: str | None = None
    """The person who asked signed in."""
    secret_hash: str
    asked_at: datetime
    received_at: datetime | None = None
    due_at: datetime
    due_soon_at: datetime
    due_is_provisional: bool = False
    paused_since: datetime | None = None
    """While the sender is asked for information: nothing that lies behind it makes it late."""
    settled_at: datetime | None = None
    """When an answer was no longer owed; None while one is."""
    draft: Draft | None = None
    submitted_by: str | None = None
    """While it awaits approval: who asked for it."""
    answer: Answer | None = None
    corrections: list[Correction] = Field(default_factory=list)
    messages: list[Message] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)
    supports: list[Support] = Field(default_factory=list)
    supporting: list[str] | None = None
    """The units that still owe their part; None when there is none."""
    extensions: list[Extension] = Field(default_factory=list)
    forwards: int = 0
    reopens: int = 0
    rejection: Rejection | None = None
    merged_into: str | None = None
    merged_from: list[str] = Field(default_factory=list)
    rating: Rating | None = None
    reopen_until: datetime | None = None
    close_at: datetime | None = None
    imported_from: str | None = None
    """The old portal it was taken over from, published and answered there."""
    version: int = 1
    queue_mark: str | None = None
    answered_mark: str | None = None
    """By when it was settled, answered or not."""
    public_mark: str | None = None
    title_key: str = ""
    """The title folded, for finding within the queue."""
    search_terms: list[str] | None = None
    """Only while public: what the public search finds it by."""

    @property
    def is_open(self) -> bool:
        """Whether an answer is still owed."""
        return self.status in OPEN

    @property
    def is_new(self) -> bool:
        """Whether the unit that has it has neither received nor forwarded it."""
        return self.status in _NEW

    @property
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return self.public_mark is not None

    @property
    def is_paused(self) -> bool:
        """Whether its clock stands still until the sender has answered."""
        return self.status is Status.INFO_REQUESTED

    @property
    def title_for_all(self) -> str:
        """The title as everybody reads it."""
        return self.answer.public.title if self.answer and self.answer.public else self.title

    @property
    def body_for_all(self) -> str:
        """The text as everybody reads it."""
        return self.answer.public.body if self.answer and self.answer.public else self.body

    def is_overdue(self, moment: datetime) -> bool:
        """Say whether the answer is late, or came late."""
        answered_at = self.answer.answered_at if self.answer else None
        return (answered_at or self.settled_at or self.paused_since or moment) > self.due_at

    def is_due_soon(self, moment: datetime) -> bool:
        """Say whether an answer is owed soon, and is not late yet."""
        measured = self.paused_since or moment
        return self.is_open and self.due_soon_at <= measured <= self.due_at

    def allows(self, action: str) -> bool:
        """Say whether the state allows an action."""
        return self.status in ALLOWED[action]

    def must_allow(self, action: str) -> None:
        """Raise the refusal of an action that the state does not allow."""
        if self.allows(action):
            return
        is_answered = ALLOWED[action] <= OPEN and self.status in ANSWERED
        refusal = QuestionAlreadyAnswered if is_answered else NotInThisState
        raise refusal(question_status=self.status, current_version=self.version)

    def count_line(self) -> int:
        """Count one more line of the timeline; return its number."""
        self.timeline_length += 1
        return self.timeline_length

    def escalate(self, clock: int, levels: int) -> None:
        """Rise by the late steps that a clock of it has taken."""
        if clock >= self.climbs_from:
            self.escalation_level += levels

    def settle(self, status: Status, at: datetime) -> None:
        """Leave the queue: no answer is owed any more. Whoever saves it stops the clock."""
        self.status = status
        self.settled_at = at
        self.paused_since = None
        self.submitted_by = None
        self.supporting = None
        self.queue_mark = None
        self.answered_mark = mark(at, self.id)

    def unpublish(self) -> None:
        """Leave the public pages and their search."""
        self.public_mark = None
        self.search_terms = None
        if self.answer:
            self.answer.published_at = None

    def show_to_all(self, at: datetime) -> None:
        """Enter the public pages."""
        self.public_mark = mark(at, self.id)
        if self.answer:
            self.answer.published_at = at

    def keep_open_for(self, reopen_days: int, close_after_days: int) -> None:
        """Set until when the sender may reopen it, and when it closes by itself."""
        if self.answer is None:
            return
        answered_at = self.answer.answered_at
        self.reopen_until = answered_at + timedelta(days=reopen_days)
        self.close_at = max(self.reopen_until, answered_at + timedelta(days=close_after_days))

    def responder_did(
        self, kind: str, by: str, at: datetime, *, before: str = "", after: str = "", note: str = ""
    ) -> Entry:
        """Return what the timeline says of a step of the lead unit."""
        return Entry(
            kind=kind, role="responder", at=at, by=by, unit=self.lead_unit,
            before=before, after=after, note=note,
        )  # fmt: skip

    def sender_did(self, kind: str, at: datetime, *, before: str = "", after: str = "") -> Entry:
        """Return what the timeline says of a step of the sender, who is not named in it."""
        return Entry(kind=kind, role="sender", at=at, before=before, after=after)
