"""What a caller may do with a question now, named by the last parts of the addresses. No I/O."""

from collections.abc import Iterator
from datetime import datetime

from services.qa.questions.access import Access, Standing
from services.qa.questions.problems import TooLateToReopen
from services.qa.questions.states import QuestionRecord
from shared.contracts.qa.questions import QuestionStatus as Status

RESPONDING = (
    "receive", "assign", "classify", "forward", "return", "request-info", "resume", "extend",
    "reject", "merge", "supports", "draft", "submit", "publish", "correct", "close", "replies",
    "notes", "presence", "attachments",
)  # fmt: skip
APPROVING = ("approve", "send-back", "reopen")
MODERATING = ("recall", "republish")
SENDING = ("information", "follow-ups", "attachments", "rating", "withdraw")
ON_APPROVAL = frozenset({"publish", "correct"})
"""What goes out: where approval is the rule, only those who approve may do it."""


def actions(
    question: QuestionRecord,
    standing: Standing,
    moment: datetime,
    *,
    needs_approval: bool = False,
    is_with_coordinator: bool = False,
) -> list[str]:
    """Return what a caller may do now.

    `is_with_coordinator`: the lead unit is the coordinator's own, which cannot return a question.
    """
    offered = dict.fromkeys(_offered(standing))  # who answers for the unit may have asked too
    named = [action for action in offered if question.allows(action)]
    waits = needs_approval and not standing.approves
    found = [action for action in named if not (waits and action in ON_APPROVAL)]
    if is_with_coordinator and "return" in found:
        found.remove("return")
    if "extend" in found and moment > question.due_at:
        found.remove("extend")
    if "recall" in found and not question.is_published:
        found.remove("recall")
    if standing.is_sender and "reopen" not in found and may_sender_reopen(question, moment):
        found.append("reopen")
    is_gone = question.status in {Status.MERGED, Status.WITHDRAWN}
    if standing.is_sender and question.may_publish and not is_gone:
        found.append("withdraw-consent")
    owes = standing.supports & set(question.supporting or ())
    return [*found, "reply"] if owes else found


def _offered(standing: Standing) -> Iterator[str]:
    is_responder = standing.access is Access.RESPONDER
    if is_responder:
        yield from RESPONDING
    if is_responder and standing.approves:
        yield from APPROVING
    if is_responder or standing.moderates:
        yield from MODERATING
    if standing.is_sender:
        yield from SENDING


def may_sender_reopen(question: QuestionRecord, moment: datetime) -> bool:
    """Say whether the sender may reopen it: an answered one, for some days."""
    is_answered = question.allows("reopen") and question.status is not Status.REJECTED
    until = question.reopen_until
    return is_answered and until is not None and moment <= until


def must_be_in_time(question: QuestionRecord, moment: datetime) -> None:
    """Raise unless the sender may reopen it."""
    question.must_allow("reopen")
    if not may_sender_reopen(question, moment):
        raise TooLateToReopen(question_status=question.status, current_version=question.version)
