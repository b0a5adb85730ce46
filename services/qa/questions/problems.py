"""What may be refused about a question."""

from typing import Any

from shared.problems import Conflict, Forbidden, InvalidRequest, NotFound, StaleVersion


class QuestionNotFound(NotFound):
    """No question has this code, or this caller may not see it: the answer is the same."""

    slug, title = "question-not-found", "There is no question with this code that you may see"


class NotYourUnit(Forbidden):
    """Only the people of the question's lead unit may do this."""

    slug, title = "not-your-unit", "Another unit is in charge of this question"


class NotTheSender(Forbidden):
    """Only who asked may do this."""

    slug, title = "not-the-sender", "Only the sender of this question may do this"


class ApprovalRequired(Forbidden):
    """Answers of this unit go out on the word of those who approve, and this caller does not."""

    slug, title = "approval-required", "This needs the approval of the unit's head"


class QuestionAlreadyAnswered(Conflict):
    """The question is answered: nothing may change it this way any more."""

    slug, title = "question-already-answered", "This question is answered already"


class QuestionAlreadyReceived(Conflict):
    """The unit has received the question before."""

    slug, title = "question-already-received", "This question was received already"


class NotInThisState(Conflict):
    """The question's state does not allow it; `question_status` says which one that is."""

    slug, title = "not-in-this-state", "The question's present state does not allow this"


class NothingToPublish(Conflict):
    """There is neither a text nor a draft long enough to be an answer."""

    slug, title = "nothing-to-publish", "There is no answer to publish yet"


class NotReturnable(Conflict):
    """The unit in charge is the coordinator's own: there is nobody to return it to."""

    slug, title = "not-returnable", "This question is with the coordinator's unit already"


class SupportNotAsked(Conflict):
    """The unit owes no part of this question, or has given it."""

    slug, title = "support-not-asked", "This unit owes no part of this question"


class SupportAlreadyAsked(Conflict):
    """The unit was asked for its part before, and has not given it yet."""

    slug, title = "support-already-asked", "This unit was asked for its part already"


class TooLateToExtend(Conflict):
    """The answer is overdue: more time does not make it timely."""

    slug, title = "too-late-to-extend", "The answer is overdue; its due date stays"


class TooLateToReopen(Conflict):
    """The days in which the sender may reopen the question are over."""

    slug, title = "too-late-to-reopen", "The time to reopen this question is over"


class TooManyMessages(Conflict):
    """One side said as much as one question holds."""

    slug, title = "too-many-messages", "This question takes no further messages"


class QuestionChanged(StaleVersion):
    """Somebody changed the question meanwhile; the problem carries what it is now."""

    slug, title = "question-changed", "Somebody else changed this question meanwhile"


def unusable(field: str, code: str, detail: str) -> InvalidRequest:
    """Return the refusal of a field whose value names nothing that can be used."""
    entry: dict[str, Any] = {"pointer": f"#/{field}", "code": code, "detail": detail}
    return InvalidRequest(errors=[entry])
