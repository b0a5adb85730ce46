"""Asking and reading questions over HTTP; what else is done with them stands beside."""

from fastapi import APIRouter, Response

from services.qa.deps import Code, Qa, Secret
from services.qa.questions import routes_answers, routes_words, routes_work, service
from services.qa.questions.asking import Asking
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.problems import QuestionNotFound
from services.qa.questions.responses import shown
from services.qa.questions.views import standing_of
from shared.contracts.qa.questions import AskedQuestion, AskQuestion, QuestionOut
from shared.idempotency import IdempotencyKey
from shared.identity import AnyCaller

router = APIRouter(tags=["questions"])


@router.post("/questions", status_code=201)
async def ask_question(
    qa: Qa, caller: AnyCaller, form: AskQuestion, key: IdempotencyKey, response: Response
) -> AskedQuestion:
    """Ask a question, as a guest or signed in."""
    response.headers["Cache-Control"] = "no-store"
    return await service.ask_question(qa, Asking(caller, form, key))


@router.get("/questions/{code}")
async def show_question(
    qa: Qa, caller: AnyCaller, code: Code, response: Response, secret: Secret = None
) -> QuestionOut:
    """Return a question as this caller, or who knows its secret, may see it."""
    question = await QuestionDocument.find_one({"code": code})
    standing = await standing_of(question, caller, secret) if question else None
    if question is None or standing is None:
        raise QuestionNotFound
    return await shown(qa, question, standing, response)


for part in (routes_work, routes_answers, routes_words):
    router.include_router(part.router)
