"""Writing, approving, giving and correcting answers over HTTP."""

from fastapi import APIRouter, Response

from services.qa.deps import Approval, Work
from services.qa.questions import service_answers
from services.qa.questions.responses import changed_by
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import (
    CorrectAnswer,
    DraftAnswer,
    PublishAnswer,
    RecallAnswer,
    RepublishAnswer,
    SendBackAnswer,
    SubmitAnswer,
)

router = APIRouter(tags=["answers"])


@router.post("/questions/{code}/draft")
async def draft_answer(work: Work, form: DraftAnswer, response: Response) -> QuestionOut:
    """Keep the answer as far as it is written."""
    done = await service_answers.draft_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/submit")
async def submit_answer(work: Work, form: SubmitAnswer, response: Response) -> QuestionOut:
    """Ask for approval of the answer."""
    done = await service_answers.submit_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/approve")
async def approve_answer(work: Approval, response: Response) -> QuestionOut:
    """Answer with what was submitted, as it stands."""
    done = await service_answers.approve_answer(work.qa.mongo, work)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/send-back")
async def send_back_answer(work: Work, form: SendBackAnswer, response: Response) -> QuestionOut:
    """Have the officer write again."""
    done = await service_answers.send_back_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/publish")
async def publish_answer(work: Approval, form: PublishAnswer, response: Response) -> QuestionOut:
    """Answer the sender, publicly if the sender allowed it."""
    done = await service_answers.publish_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/correct")
async def correct_answer(work: Approval, form: CorrectAnswer, response: Response) -> QuestionOut:
    """Replace the answer's text; the earlier one stays in the history."""
    done = await service_answers.correct_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/recall")
async def recall_answer(work: Approval, form: RecallAnswer, response: Response) -> QuestionOut:
    """Take the answer off the public pages."""
    done = await service_answers.recall_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/republish")
async def republish_answer(
    work: Approval, form: RepublishAnswer, response: Response
) -> QuestionOut:
    """Put a recalled answer on the public pages again."""
    done = await service_answers.republish_answer(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/close")
async def close_question(work: Work, response: Response) -> QuestionOut:
    """End an answered question: the sender cannot reopen it any more."""
    done = await service_answers.close_question(work.qa.mongo, work)
    return await changed_by(work, done, response)
