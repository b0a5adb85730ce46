"""Facts qa tells of: codes and ids, nothing personal."""

from datetime import datetime

from shared.contracts.qa.parts import AnswerRating, RejectionGround
from shared.events import Event


class QuestionAsked(Event):
    """A question reached its lead unit."""

    wire_name = "qa.question_asked.v1"
    listeners = ("qa",)

    code: str
    unit: str


class QuestionAssigned(Event):
    """A question has an officer."""

    wire_name = "qa.question_assigned.v1"
    listeners = ("qa",)

    code: str
    unit: str
    person: str
    by: str


class QuestionAnswered(Event):
    """The sender has an answer, on the public pages too if `is_published`."""

    wire_name = "qa.question_answered.v1"
    listeners = ("qa",)

    code: str
    unit: str
    is_published: bool


class QuestionEscalated(Event):
    """A step of the ladder was taken; `clock` and `step` make it unique for the question."""

    wire_name = "qa.question_escalated.v1"
    listeners = ("qa",)

    code: str
    unit: str
    clock: int
    step: str
    role: str


class QuestionForwarded(Event):
    """Another unit has the lead: `unit`, after `before`."""

    wire_name = "qa.question_forwarded.v1"
    listeners = ("qa",)

    code: str
    unit: str
    before: str
    by: str


class QuestionReturned(Event):
    """A unit gave it back: the coordinator's `unit` has the lead, after `before`."""

    wire_name = "qa.question_returned.v1"
    listeners = ("qa",)

    code: str
    unit: str
    before: str
    by: str


class InformationRequested(Event):
    """The sender is asked for more; the clock stands still."""

    wire_name = "qa.information_requested.v1"
    listeners = ("qa",)

    code: str
    unit: str


class InformationProvided(Event):
    """The sender gave what was asked for; the clock goes on."""

    wire_name = "qa.information_provided.v1"
    listeners = ("qa",)

    code: str
    unit: str


class DeadlineExtended(Event):
    """The answer is due later."""

    wire_name = "qa.deadline_extended.v1"
    listeners = ("qa",)

    code: str
    unit: str


class DueChanged(Event):
    """A changed calendar moved the due date."""

    wire_name = "qa.due_changed.v1"
    listeners = ("qa",)

    code: str
    unit: str


class QuestionRejected(Event):
    """The question is not answered here; the sender has guidance."""

    wire_name = "qa.question_rejected.v1"
    listeners = ("qa",)

    code: str
    unit: str
    ground: RejectionGround


class QuestionMerged(Event):
    """The same is asked in the question `into`, whose answer is this one's too."""

    wire_name = "qa.question_merged.v1"
    listeners = ("qa",)

    code: str
    unit: str
    into: str


class SupportAsked(Event):
    """The unit `support` is asked to contribute."""

    wire_name = "qa.support_asked.v1"
    listeners = ("qa",)

    code: str
    unit: str
    support: str


class SupportReplied(Event):
    """The unit `support` has contributed."""

    wire_name = "qa.support_replied.v1"
    listeners = ("qa",)

    code: str
    unit: str
    support: str


class SupportReminded(Event):
    """The unit `support` still owes its part; `step` of its sub-deadline reaches `role`."""

    wire_name = "qa.support_reminded.v1"
    listeners = ("qa",)

    code: str
    unit: str
    support: str
    step: str
    role: str


class AnswerSubmitted(Event):
    """An answer waits for approval."""

    wire_name = "qa.answer_submitted.v1"
    listeners = ("qa",)

    code: str
    unit: str
    by: str


class AnswerApproved(Event):
    """What `person` submitted was approved, and went out."""

    wire_name = "qa.answer_approved.v1"
    listeners = ("qa",)

    code: str
    unit: str
    person: str
    by: str


class AnswerSentBack(Event):
    """What `person` submitted was not approved."""

    wire_name = "qa.answer_sent_back.v1"
    listeners = ("qa",)

    code: str
    unit: str
    person: str
    by: str


class AnswerCorrected(Event):
    """The answer has a new text."""

    wire_name = "qa.answer_corrected.v1"
    listeners = ("qa",)

    code: str
    unit: str
    is_published: bool


class AnswerRecalled(Event):
    """The answer was taken off the public pages."""

    wire_name = "qa.answer_recalled.v1"
    listeners = ("qa",)

    code: str
    unit: str
    by: str


class QuestionReopened(Event):
    """An answer is owed again, on a new clock."""

    wire_name = "qa.question_reopened.v1"
    listeners = ("qa",)

    code: str
    unit: str
    by_sender: bool


class QuestionWithdrawn(Event):
    """The sender wants no answer any more."""

    wire_name = "qa.question_withdrawn.v1"
    listeners = ("qa",)

    code: str
    unit: str


class FollowUpAdded(Event):
    """The sender has a further word."""

    wire_name = "qa.follow_up_added.v1"
    listeners = ("qa",)

    code: str
    unit: str


class ReplyAdded(Event):
    """The unit has a further word for the sender."""

    wire_name = "qa.reply_added.v1"
    listeners = ("qa",)

    code: str
    unit: str


class ColleagueMentioned(Event):
    """An internal note names somebody."""

    wire_name = "qa.colleague_mentioned.v1"
    listeners = ("qa",)

    code: str
    unit: str
    person: str
    by: str


class QuestionRaised(Event):
    """A comment of a survey is now the question `code`."""

    wire_name = "qa.question_raised.v1"
    listeners = ("survey",)

    comment: str
    code: str


class AnswerRated(Event):
    """An answer of `unit` was rated; who did and of which question stays in qa.

    `rating_id` is the same when the rating is given again; the latest `at` counts.
    """

    wire_name = "qa.answer_rated.v1"
    listeners = ("survey",)

    rating_id: str
    unit: str
    level: AnswerRating
    at: datetime
