"""The life of a question: its states, who may do what, and what each step leaves behind. No I/O."""

from datetime import datetime
from enum import IntEnum
from typing import Literal

from pydantic import BaseModel, Field

from services.qa.escalations.model import PlannedStep, split
from services.qa.questions.problems import (
    NothingToPublish,
    QuestionAlreadyAnswered,
    QuestionAlreadyReceived,
)
from shared.contracts.qa.questions import QuestionStatus
from shared.contracts.qa.work import SHORTEST_ANSWER
from shared.identity import Caller, CallerKind
from shared.ids import new_id
from shared.marks import mark

RESPONDERS = ("officer", "head", "coordinator")

OPEN = frozenset(
    {
        QuestionStatus.SUBMITTED,
        QuestionStatus.RECEIVED,
        QuestionStatus.IN_PROGRESS,
        QuestionStatus.INFO_REQUESTED,
        QuestionStatus.DRAFTED,
        QuestionStatus.AWAITING_APPROVAL,
        QuestionStatus.REOPENED,
    }
)


class Access(IntEnum):
    """How much of a question a caller may see, least first."""

    PUBLIC = 1
    ASKER = 2
    OVERSEER = 3
    """Reads what responders read, except who the sender is."""
    RESPONDER = 4


class Entry(BaseModel):
    """A step of the timeline: who did what; `before` and `after` are states, people or steps.

    `told_role` is the role that a reminder or an escalation reached.
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
    """An answer being written."""

    text: str
    by: str
    saved_at: datetime


class Answer(BaseModel):
    """An answer given; `html` is cleaned."""

    text: str
    html: str
    unit: str
    by: str
    answered_at: datetime
    published_at: datetime | None = None


class Question(BaseModel):
    """A question and its rules; the methods change it and note each step in `happened`.

    `version` counts what people change, so that nobody overwrites another's work. The marks put it
    into the lists it belongs to: open ones by due date, answered and public ones by date.
    """

    id: str = Field(default_factory=new_id)
    code: str
    title: str
    body: str
    language: Literal["vi", "en"]
    may_publish: bool
    lead_unit: str
    topic: str | None = None
    status: QuestionStatus = QuestionStatus.SUBMITTED
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
    clock: int = 1
    steps: list[PlannedStep] = []
    next_step_at: datetime | None = None
    escalation_level: int = 0
    assignee: str | None = None
    draft: Draft | None = None
    answer: Answer | None = None
    version: int = 1
    timeline_length: int = 0
    queue_mark: str | None = None
    answered_mark: str | None = None
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
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return self.public_mark is not None

    def is_overdue(self, moment: datetime) -> bool:
        """Say whether the answer is late, or came late."""
        return (self.answer.answered_at if self.answer else moment) > self.due_at

    def is_due_soon(self, moment: datetime) -> bool:
        """Say whether an answer is owed soon, and is not late yet."""
        return self.is_open and self.due_soon_at <= moment <= self.due_at

    def start_clock(self, steps: list[PlannedStep]) -> None:
        """Enter the queue and the ladder."""
        self.steps = steps
        self.next_step_at = steps[0].at if steps else None
        self.queue_mark = mark(self.due_at, self.id)

    def _stop_clock(self) -> None:
        self.next_step_at = None
        self.queue_mark = None

    def receive(self, by: str, at: datetime) -> list[Entry]:
        """Confirm that the unit has it; raises when that was done before."""
        self._must_be_open()
        if self.status is not QuestionStatus.SUBMITTED:
            raise QuestionAlreadyReceived
        self.version += 1
        return self._receive(by, at)

    def assign(self, person: str, by: str, at: datetime) -> list[Entry]:
        """Give it to an officer, receiving it first if nobody has; no news when it is theirs."""
        self._must_be_open()
        self.version += 1
        return self._receive(by, at) + self._assign(person, by, at)

    def save_draft(self, text: str, by: str, at: datetime) -> list[Entry]:
        """Keep the answer so far; whoever writes first takes the question."""
        self._must_be_open()
        self.version += 1
        entries = self._receive(by, at)
        if self.assignee is None:
            entries += self._assign(by, by, at)
        self.draft = Draft(text=text, by=by, saved_at=at)
        if self.status is not QuestionStatus.DRAFTED:
            entries.append(self._entry("drafted", by, at, self.status, QuestionStatus.DRAFTED))
            self.status = QuestionStatus.DRAFTED
        return entries

    def answer_text(self, text: str | None) -> str:
        """Return what will be answered: the text, else the draft; raises when it is no answer."""
        self._must_be_open()
        draft = self.draft.text if self.draft else ""
        chosen = draft if text is None else text
        if len(chosen) < SHORTEST_ANSWER:
            raise NothingToPublish
        return chosen

    def publish(self, text: str, html: str, by: str, at: datetime) -> list[Entry]:
        """Answer the sender, and everybody if the sender allowed it; passes through the states."""
        entries = self.save_draft(text, by, at)
        entries.append(self._entry("answered", by, at, self.status, QuestionStatus.ANSWERED))
        self.status = QuestionStatus.ANSWERED
        self.draft = None
        published_at = at if self.may_publish else None
        self.answer = Answer(
            text=text, html=html, unit=self.lead_unit, by=by, answered_at=at,
            published_at=published_at,
        )  # fmt: skip
        self._stop_clock()
        self.answered_mark = mark(at, self.id)
        if published_at:
            self.public_mark = mark(at, self.id)
            entries.append(self._entry("published", by, at))
        return entries

    def take_steps(self, as_of: datetime) -> list[PlannedStep]:
        """Take the steps of the ladder that are due; returns them, the highest last."""
        if not self.is_open or self.next_step_at is None or self.next_step_at > as_of:
            return []
        due, waiting = split(self.steps, as_of)
        self.steps = waiting
        self.next_step_at = waiting[0].at if waiting else None
        self.escalation_level += sum(step.is_late for step in due)
        return due

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise QuestionAlreadyAnswered

    def _receive(self, by: str, at: datetime) -> list[Entry]:
        if self.status is not QuestionStatus.SUBMITTED:
            return []
        self.status = QuestionStatus.RECEIVED
        self.received_at = at
        return [self._entry("received", by, at, QuestionStatus.SUBMITTED, self.status)]

    def _assign(self, person: str, by: str, at: datetime) -> list[Entry]:
        if person == self.assignee:
            return []
        before, self.assignee = self.assignee, person
        if self.status is QuestionStatus.RECEIVED:
            self.status = QuestionStatus.IN_PROGRESS
        return [self._entry("assigned", by, at, before or "", person)]

    def _entry(self, kind: str, by: str, at: datetime, before: str = "", after: str = "") -> Entry:
        return Entry(
            kind=kind, role="responder", at=at, by=by, unit=self.lead_unit,
            before=before, after=after,
        )  # fmt: skip

    def actions(self, access: Access) -> list[str]:
        """Return what a caller with this access may do now."""
        if access is not Access.RESPONDER or not self.is_open:
            return []
        first = ["receive"] if self.status is QuestionStatus.SUBMITTED else []
        return [*first, "assign", "draft", "publish"]


def access(
    question: Question, caller: Caller, *, knows_secret: bool, above: set[str]
) -> Access | None:
    """Return what a caller may see of a question, None for nothing.

    `above` are the lead unit and the units above it; leaders read what lies below them.
    """
    if caller.kind is CallerKind.PERSON:
        if caller.has_role(*RESPONDERS, unit=question.lead_unit):
            return Access.RESPONDER
        if caller.units_as("coordinator", "leader") & above:
            return Access.OVERSEER
    owns = caller.kind is CallerKind.PERSON and question.owner == caller.id
    if knows_secret or owns:
        return Access.ASKER
    return Access.PUBLIC if question.is_published else None
