"""Answering with a question: as this caller may see it, with its version."""

from fastapi import Response

from services.qa.bootstrap import QaRuntime
from services.qa.questions.access import Access, Standing
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.opening import Working
from services.qa.questions.views import question_out, standing_of
from shared.contracts.qa.questions import QuestionOut
from shared.versions import etag

_GAVE_IT_AWAY = Standing(Access.OVERSEER)


async def shown(
    qa: QaRuntime, question: QuestionDocument, standing: Standing, response: Response
) -> QuestionOut:
    """Return a question, with its version as the ETag; what is not public is not to be stored."""
    response.headers["ETag"] = etag(question.version)
    if standing.access > Access.PUBLIC:
        response.headers["Cache-Control"] = "no-store"
    return await question_out(qa, question, standing)


async def changed_by(work: Working, question: QuestionDocument, response: Response) -> QuestionOut:
    """Return a question to who has just changed it; once more also to who gave it to another."""
    standing = await standing_of(question, work.caller, work.secret)
    return await shown(work.qa, question, standing or _GAVE_IT_AWAY, response)
