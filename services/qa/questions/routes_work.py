"""What a unit does with a question until it answers, over HTTP."""

from fastapi import APIRouter, Response

from services.qa.deps import Qa, Responder, Sending, Work
from services.qa.questions import service, service_moves, service_words
from services.qa.questions.responses import changed_by
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import (
    AskSupport,
    AssignOutcome,
    AssignQuestion,
    AssignQuestions,
    ClassifyQuestion,
    ExtendDeadline,
    ForwardQuestion,
    MergeQuestion,
    RejectQuestion,
    ReopenQuestion,
    RequestInformation,
    ResumeWork,
    ReturnQuestion,
)

router = APIRouter(tags=["work on questions"])


@router.post("/questions/{code}/receive")
async def receive_question(work: Work, response: Response) -> QuestionOut:
    """Confirm that the unit has the question."""
    done = await service.receive_question(work.qa.mongo, work)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/assign")
async def assign_question(work: Work, form: AssignQuestion, response: Response) -> QuestionOut:
    """Give the question to an officer of the lead unit."""
    done = await service.assign_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/queue/assign")
async def assign_questions(qa: Qa, caller: Responder, form: AssignQuestions) -> list[AssignOutcome]:
    """Give several questions to an officer; each succeeds or fails for itself."""
    return await service.assign_questions(qa, caller, form)


@router.post("/questions/{code}/classify")
async def classify_question(work: Work, form: ClassifyQuestion, response: Response) -> QuestionOut:
    """File the question under another topic."""
    done = await service.classify_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/forward")
async def forward_question(work: Work, form: ForwardQuestion, response: Response) -> QuestionOut:
    """Give the lead to another unit; forwarded too often, the coordinator's takes it instead."""
    done = await service_moves.forward_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/return")
async def return_question(work: Work, form: ReturnQuestion, response: Response) -> QuestionOut:
    """Give the question back to the coordinator: it is not for this unit."""
    done = await service_moves.return_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/request-info")
async def request_information(
    work: Work, form: RequestInformation, response: Response
) -> QuestionOut:
    """Ask the sender for more; the clock stands still until they answer."""
    done = await service_words.request_information(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/resume")
async def resume_work(work: Work, form: ResumeWork, response: Response) -> QuestionOut:
    """Go on without the information asked for."""
    done = await service_words.resume_work(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/extend")
async def extend_deadline(work: Work, form: ExtendDeadline, response: Response) -> QuestionOut:
    """Move the due date back, with a reason that the sender reads."""
    done = await service_moves.extend_deadline(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/supports")
async def ask_support(work: Work, form: AskSupport, response: Response) -> QuestionOut:
    """Ask another unit to contribute; it does not learn who the sender is."""
    done = await service_words.ask_support(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/reject")
async def reject_question(work: Work, form: RejectQuestion, response: Response) -> QuestionOut:
    """Tell the sender why it is not answered here, and where to turn."""
    done = await service_moves.reject_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/merge")
async def merge_question(work: Work, form: MergeQuestion, response: Response) -> QuestionOut:
    """Leave the answer to another question, in which the same is asked."""
    done = await service_moves.merge_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)


@router.post("/questions/{code}/reopen")
async def reopen_question(work: Sending, form: ReopenQuestion, response: Response) -> QuestionOut:
    """Owe an answer again: the sender may ask for it for some days, the unit's head until then."""
    done = await service_moves.reopen_question(work.qa.mongo, work, form)
    return await changed_by(work, done, response)
