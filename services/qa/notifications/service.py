"""What each event tells whom: delivery rows, written in the transaction of the event's receipt.

News of a question that needs no answer any more, or that another unit has meanwhile, reach no
officer: whoever tells looks at the question as it is now.
"""

from collections.abc import Sequence

from services.qa.escalations.documents import Step
from services.qa.escalations.model import NOT_RECEIVED
from services.qa.notifications.model import Kind
from services.qa.notifications.recipients import people_for
from services.qa.notifications.rows import (
    News,
    question_of,
    tell_focal,
    tell_officers,
    tell_people,
    tell_sender,
)
from services.qa.questions.documents import QuestionDocument
from shared.contracts.qa import events as told
from shared.contracts.qa.notifications import MailKind
from shared.mongo import Transaction


async def tell_of_asked(tx: Transaction, event: told.QuestionAsked) -> None:
    """Tell the unit's officers while it is open, and the sender by mail that it arrived."""
    question = await question_of(tx, event.code)
    await tell_sender(tx, question, "question_receipt", in_inbox=False)
    if _is_with(question, event.unit):
        await tell_officers(tx, question, "question_asked")


async def tell_of_assigned(tx: Transaction, event: told.QuestionAssigned) -> None:
    """Tell the officer while the question is theirs, unless they took it themselves."""
    question = await question_of(tx, event.code)
    if event.person != event.by and question.is_open and question.assignee == event.person:
        news = News("question_assigned", event.code, question.lead_unit)
        await tell_people(tx, news, [event.person])


async def tell_of_answered(tx: Transaction, event: told.QuestionAnswered) -> None:
    """Tell the sender."""
    await tell_sender(tx, await question_of(tx, event.code), "question_answered")


async def tell_of_step(
    tx: Transaction, question: QuestionDocument, step: Step, told_role: str, people: Sequence[str]
) -> None:
    """Tell whom a step of its clock reaches; nobody any more once it was answered or paused."""
    if not question.is_open or question.is_paused:
        return
    kind: Kind = "question_escalated" if step.is_late else "reminder"
    if step.step == NOT_RECEIVED:
        if not question.is_new:
            return
        kind = "question_not_received"
    unit, by_mail, is_urgent = question.lead_unit, step.by_mail, step.is_urgent
    news = News(kind, question.code, unit, told_role, question.clock, by_mail, is_urgent)
    await tell_people(tx, news, people)


async def tell_of_forwarded(tx: Transaction, event: told.QuestionForwarded) -> None:
    """Tell the officers of the unit that leads now, and the sender who that is."""
    await _tell_of_move(tx, event.code, event.unit, "question_forwarded")


async def tell_of_returned(tx: Transaction, event: told.QuestionReturned) -> None:
    """Tell the coordinator, and the sender who has it now."""
    await _tell_of_move(tx, event.code, event.unit, "question_returned")


async def _tell_of_move(tx: Transaction, code: str, unit: str, kind: MailKind) -> None:
    question = await question_of(tx, code)
    if _is_with(question, unit):
        await tell_officers(tx, question, kind)
        await tell_sender(tx, question, "question_moved")


async def tell_of_information_requested(tx: Transaction, event: told.InformationRequested) -> None:
    """Tell the sender what is needed, while it still is."""
    question = await question_of(tx, event.code)
    if question.is_paused:
        await tell_sender(tx, question, "information_requested")


async def tell_of_information_provided(tx: Transaction, event: told.InformationProvided) -> None:
    """Tell who works on it."""
    question = await question_of(tx, event.code)
    if _is_with(question, event.unit):
        await tell_focal(tx, question, "information_provided")


async def tell_of_extended(tx: Transaction, event: told.DeadlineExtended) -> None:
    """Tell the sender until when."""
    question = await question_of(tx, event.code)
    if question.is_open:
        await tell_sender(tx, question, "deadline_extended")


async def tell_of_due_changed(tx: Transaction, event: told.DueChanged) -> None:
    """Tell who works on it and the sender that the calendar moved the due date."""
    question = await question_of(tx, event.code)
    if question.is_open:
        await tell_focal(tx, question, "due_changed")
        await tell_sender(tx, question, "due_moved")


async def tell_of_rejected(tx: Transaction, event: told.QuestionRejected) -> None:
    """Tell the sender where to turn."""
    await tell_sender(tx, await question_of(tx, event.code), "question_rejected")


async def tell_of_merged(tx: Transaction, event: told.QuestionMerged) -> None:
    """Tell the sender that another question's answer is theirs too."""
    await tell_sender(tx, await question_of(tx, event.code), "question_merged")


async def tell_of_support_asked(tx: Transaction, event: told.SupportAsked) -> None:
    """Tell the supporting unit's officers, while its part is owed."""
    question = await question_of(tx, event.code)
    if _owes_part(question, event.support):
        _, people = await people_for("officer", event.support)
        await tell_people(tx, News("support_asked", event.code, event.support), people)


async def tell_of_support_reminded(tx: Transaction, event: told.SupportReminded) -> None:
    """Tell the supporting unit that its part is owed, while it is."""
    question = await question_of(tx, event.code)
    if _owes_part(question, event.support):
        told_role, people = await people_for(event.role, event.support)
        news = News("support_reminder", event.code, event.support, told_role)
        await tell_people(tx, news, people)


async def tell_of_support_replied(tx: Transaction, event: told.SupportReplied) -> None:
    """Tell who works on it."""
    question = await question_of(tx, event.code)
    if _is_with(question, event.unit):
        await tell_focal(tx, question, "support_replied")


async def tell_of_submitted(tx: Transaction, event: told.AnswerSubmitted) -> None:
    """Tell who approves for the unit."""
    question = await question_of(tx, event.code)
    if _is_with(question, event.unit):
        role, people = await people_for("head", event.unit)
        news = News("answer_submitted", event.code, event.unit, role)
        await tell_people(tx, news, people, but=event.by)


async def tell_of_approved(tx: Transaction, event: told.AnswerApproved) -> None:
    """Tell who wrote the answer."""
    await _tell_person(tx, event, "answer_approved")


async def tell_of_sent_back(tx: Transaction, event: told.AnswerSentBack) -> None:
    """Tell who wrote the answer, while one is owed."""
    question = await question_of(tx, event.code)
    if _is_with(question, event.unit):
        await _tell_person(tx, event, "answer_sent_back")


async def tell_of_corrected(tx: Transaction, event: told.AnswerCorrected) -> None:
    """Tell the sender."""
    await tell_sender(tx, await question_of(tx, event.code), "answer_corrected")


async def tell_of_recalled(tx: Transaction, event: told.AnswerRecalled) -> None:
    """Tell the unit's head, and who works on it; the sender keeps the answer."""
    question = await question_of(tx, event.code)
    _, heads = await people_for("head", event.unit)
    people = list(dict.fromkeys([*heads, *([question.assignee] if question.assignee else [])]))
    await tell_people(tx, News("answer_recalled", event.code, event.unit), people, but=event.by)


async def tell_of_reopened(tx: Transaction, event: told.QuestionReopened) -> None:
    """Tell the unit when the sender reopened it, and the sender when the unit did."""
    question = await question_of(tx, event.code)
    if not _is_with(question, event.unit):
        return
    if event.by_sender:
        await tell_focal(tx, question, "question_reopened")
    else:
        await tell_sender(tx, question, "question_taken_up_again")


async def tell_of_withdrawn(tx: Transaction, event: told.QuestionWithdrawn) -> None:
    """Tell who worked on it."""
    await tell_focal(tx, await question_of(tx, event.code), "question_withdrawn")


async def tell_of_follow_up(tx: Transaction, event: told.FollowUpAdded) -> None:
    """Tell who works, or worked, on it."""
    await tell_focal(tx, await question_of(tx, event.code), "follow_up_added")


async def tell_of_reply(tx: Transaction, event: told.ReplyAdded) -> None:
    """Tell the sender."""
    await tell_sender(tx, await question_of(tx, event.code), "reply_added")


async def tell_of_mention(tx: Transaction, event: told.ColleagueMentioned) -> None:
    """Tell who is named in a note, unless they named themselves."""
    await _tell_person(tx, event, "colleague_mentioned")


async def _tell_person(
    tx: Transaction,
    event: told.AnswerApproved | told.AnswerSentBack | told.ColleagueMentioned,
    kind: MailKind,
) -> None:
    """Tell whom an event names, unless it was their own doing."""
    if event.person != event.by:
        await tell_people(tx, News(kind, event.code, event.unit), [event.person])


def _is_with(question: QuestionDocument, unit: str) -> bool:
    """Say whether this unit still owes the answer."""
    return question.is_open and question.lead_unit == unit


def _owes_part(question: QuestionDocument, unit: str) -> bool:
    """Say whether this supporting unit still owes its part."""
    owed = {one.unit for one in question.supports if one.is_owed}
    return question.is_open and unit in owed
