"""What people send to move a question on: its responders, supporting units and its sender."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.qa.base import Form, Slug
from shared.contracts.qa.parts import AnswerRating, PublicVersion, RejectionGround
from shared.text import line, paragraphs

SHORTEST_ANSWER = 10

Code = Annotated[str, StringConstraints(min_length=4, max_length=40)]
PersonId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Reason = Annotated[str, paragraphs(5, 1_000)]
Message = Annotated[str, paragraphs(5, 5_000)]
AnswerText = Annotated[str, paragraphs(SHORTEST_ANSWER, 20_000)]
WorkingDays = Annotated[int, Field(ge=1, le=60)]


class AssignQuestion(Form):
    """`POST …/assign`: to an officer of the lead unit; nobody means to oneself."""

    person: PersonId | None = None


class ChosenQuestion(Form):
    """One question of several, in the version its row was read."""

    code: Code
    version: Annotated[int, Field(ge=1)]


class AssignQuestions(Form):
    """`POST /queue/assign`: several at once; each succeeds or fails for itself."""

    questions: Annotated[list[ChosenQuestion], Field(min_length=1, max_length=100)]
    person: PersonId | None = None


class AssignOutcome(BaseModel):
    """What became of one of several: its new version, or the slug of what refused it."""

    code: str
    version: int | None = None
    problem: str = ""


class ClassifyQuestion(Form):
    """`POST …/classify`: file it under another topic; the due date stays."""

    topic: Slug | None


class ForwardQuestion(Form):
    """`POST …/forward`: another unit takes the lead. The sender reads the reason."""

    unit: Slug
    reason: Reason


class ReturnQuestion(Form):
    """`POST …/return`: it is not for this unit; the coordinator takes it."""

    reason: Reason


class RequestInformation(Form):
    """`POST …/request-info`: ask the sender; the clock pauses until they answer."""

    text: Message


class ProvideInformation(Form):
    """`POST …/information`, by the sender: what was asked for; the clock goes on."""

    text: Message


class ResumeWork(Form):
    """`POST …/resume`: go on without the information asked for."""

    reason: Reason


class ExtendDeadline(Form):
    """`POST …/extend`: more working days, with a reason the sender reads."""

    working_days: WorkingDays
    reason: Reason


class RejectQuestion(Form):
    """`POST …/reject`: it cannot be answered here; the guidance tells the sender where to turn."""

    ground: RejectionGround
    guidance: AnswerText


class MergeQuestion(Form):
    """`POST …/merge`: the same is asked in another question of this unit; its answer counts."""

    into: Code


class AskSupport(Form):
    """`POST …/supports`: another unit contributes by its own date; it never sees the sender."""

    unit: Slug
    request: Message
    working_days: WorkingDays = 5


class ReplySupport(Form):
    """`POST …/supports/{unit}/reply`, by the supporting unit."""

    text: Message


class DraftAnswer(Form):
    """`POST …/draft`: the answer so far, Markdown, and the public version so far."""

    text: Annotated[str, paragraphs(1, 20_000)]
    public: PublicVersion | None = None


class SubmitAnswer(Form):
    """`POST …/submit`: ask for approval; with `text` it also replaces the draft."""

    text: AnswerText | None = None
    public: PublicVersion | None = None
    privately: bool = False


class ApproveAnswer(Form):
    """`POST …/approve`, by who may approve: the submitted answer goes out as it stands."""


class SendBackAnswer(Form):
    """`POST …/send-back`, by who may approve: the officer writes again."""

    reason: Reason


class PublishAnswer(Form):
    """`POST …/publish`: answer the sender; on the public pages only if the sender allowed it.

    With `text` it also replaces the draft, so that one step is enough. `privately` keeps it off
    the public pages although the sender allowed it.
    """

    text: AnswerText | None = None
    public: PublicVersion | None = None
    privately: bool = False


class CorrectAnswer(Form):
    """`POST …/correct`: a new text after the answer; the earlier one stays in the history.

    Without `public` the edited version that everybody reads stays as it is.
    """

    text: AnswerText
    public: PublicVersion | None = None
    reason: Reason


class RecallAnswer(Form):
    """`POST …/recall`: take it off the public pages; `republish` brings it back."""

    reason: Reason


class RepublishAnswer(Form):
    """`POST …/republish`: put a recalled answer on the public pages again."""

    reason: Reason


class ReopenQuestion(Form):
    """`POST …/reopen`: the answer does not answer it; a new clock starts."""

    reason: Reason


class WithdrawQuestion(Form):
    """`POST …/withdraw`, by the sender: no answer is wanted any more."""

    reason: Annotated[str, paragraphs(0, 1_000)] = ""


class AddFollowUp(Form):
    """`POST …/follow-ups`, by the sender: a further word, before or after the answer."""

    text: Message


class ReplyToSender(Form):
    """`POST …/replies`: the unit's word on a follow-up."""

    text: Message


class RateAnswer(Form):
    """`POST …/rating`, by the sender of an answered question; again replaces it."""

    level: AnswerRating
    comment: Annotated[str, paragraphs(0, 1_000)] = ""


class AddNote(Form):
    """`POST …/notes`: seen inside only; the people mentioned are told."""

    text: Annotated[str, paragraphs(1, 5_000)]
    mentions: Annotated[list[PersonId], Field(default_factory=list, max_length=20)]


class KeepPresence(Form):
    """`POST …/presence`: this person has the question open, or writes; good for a minute."""

    doing: Literal["reading", "writing"] = "reading"


class FindWords(Form):
    """Words typed so far."""

    text: Annotated[str, line(1, 5_200)]
