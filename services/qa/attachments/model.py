"""Who may see, send and take back which files. No I/O."""

from typing import Literal

from services.qa.attachments.problems import AttachmentsClosed
from services.qa.questions.model import Access, Question, Standing
from services.qa.questions.problems import NotYourUnit
from shared.contracts.qa.questions import QuestionStatus

Side = Literal["sender", "responder"]

_CLOSED = {
    QuestionStatus.CLOSED,
    QuestionStatus.MERGED,
    QuestionStatus.REJECTED,
    QuestionStatus.WITHDRAWN,
}


def access_to_files(standing: Standing) -> Access:
    """Return what counts for files: who asked sees their own, also one who looks on in office."""
    if standing.is_sender and standing.access is not Access.RESPONDER:
        return Access.ASKER
    return standing.access


def side_of(seen: Access) -> Side:
    """Return from which side a caller sends; raises `NotYourUnit` for those who only look on."""
    if seen is Access.RESPONDER:
        return "responder"
    if seen is Access.ASKER:
        return "sender"
    raise NotYourUnit


def must_take_files(question: Question) -> None:
    """Raise `AttachmentsClosed` when nothing is added to the question any more."""
    if question.status in _CLOSED:
        raise AttachmentsClosed


def may_see(question: Question, seen: Access, by: Side, *, is_public: bool) -> bool:
    """Say whether a caller sees a file.

    What the sender sent may show who they are: only they and the lead unit see it. The unit's own
    files reach the sender with the answer, and everybody when they were made public with it.
    """
    if seen is Access.RESPONDER:
        return True
    if by == "sender":
        return seen is Access.ASKER
    if seen is Access.PUBLIC:
        return is_public and question.is_published
    return seen is not Access.ASKER or question.answer is not None
