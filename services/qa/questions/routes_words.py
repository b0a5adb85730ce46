"""What is said beside the answer, by sender, unit, supporters and colleagues, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.qa.deps import Sending, Words
from services.qa.questions import presence, service_moves, service_words
from services.qa.questions.responses import changed_by
from shared.contracts.qa.parts import PresentPerson
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import (
    AddFollowUp,
    AddNote,
    KeepPresence,
    ProvideInformation,
    RateAnswer,
    ReplySupport,
    ReplyToSender,
    WithdrawQuestion,
)
from shared.idempotency import IdempotencyKey

router = APIRouter(tags=["words beside the answer"])


@router.post("/questions/{code}/information")
async def provide_information(
    work: Sending, form: ProvideInformation, response: Response
) -> QuestionOut:
    """Give what the unit asked for, as the sender; the clock goes on."""
    done = await service_words.provide_information(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/follow-ups")
async def add_follow_up(
    work: Sending, form: AddFollowUp, key: IdempotencyKey, response: Response
) -> QuestionOut:
    """Say a further word, as the sender."""
    done = await service_words.add_follow_up(work.qa.mongo, work, form, key)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/rating")
async def rate_answer(work: Sending, form: RateAnswer, response: Response) -> QuestionOut:
    """Rate the answer, as the sender; again replaces the rating."""
    done = await service_words.rate_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/withdraw")
async def withdraw_question(
    work: Sending, form: WithdrawQuestion, response: Response
) -> QuestionOut:
    """Want no answer any more, as the sender."""
    done = await service_moves.withdraw_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/supports/{unit}/reply")
async def reply_support(
    work: Words,
    unit: Annotated[str, Path(max_length=64)],
    form: ReplySupport,
    response: Response,
) -> QuestionOut:
    """Give a supporting unit's part."""
    done = await service_words.reply_support(work.qa.mongo, work, unit, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/replies")
async def reply_to_sender(work: Words, form: ReplyToSender, response: Response) -> QuestionOut:
    """Say a further word to the sender."""
    done = await service_words.reply_to_sender(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/notes")
async def add_note(work: Words, form: AddNote, response: Response) -> QuestionOut:
    """Leave an internal note; who is mentioned is told."""
    done = await service_words.add_note(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/presence")
async def keep_presence(work: Words, form: KeepPresence) -> list[PresentPerson]:
    """Say that one has the question open; the answer is who else has."""
    return await presence.keep_presence(work, form)
