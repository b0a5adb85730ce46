"""What may be refused about a question."""

from typing import Any

from shared.problems import Conflict, Forbidden, InvalidRequest, NotFound, StaleVersion


class QuestionNotFound(NotFound):
    """No question has this code, or this caller may not see it: the answer is the same."""

    slug, title = "question-not-found", "There is no question with this code that you may see"


class NotYourUnit(Forbidden):
    """Only the people of the question's lead unit may do this."""

    slug, title = "not-your-unit", "Another unit is in charge of this question"


class QuestionAlreadyAnswered(Conflict):
    """The question is answered: nothing may change it this way any more."""

    slug, title = "question-already-answered", "This question is answered already"


class QuestionAlreadyReceived(Conflict):
    """The unit has received the question before."""

    slug, title = "question-already-received", "This question was received already"


class NothingToPublish(Conflict):
    """There is neither a text nor a draft long enough to be an answer."""

    slug, title = "nothing-to-publish", "There is no answer to publish yet"


class QuestionChanged(StaleVersion):
    """Somebody changed the question meanwhile; the problem carries what it is now."""

    slug, title = "question-changed", "Somebody else changed this question meanwhile"


def unusable(field: str, code: str, detail: str) -> InvalidRequest:
    """Return the refusal of a field whose value names nothing that can be used."""
    entry: dict[str, Any] = {"pointer": f"#/{field}", "code": code, "detail": detail}
    return InvalidRequest(errors=[entry])
