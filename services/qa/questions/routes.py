"""Asking, browsing and working on questions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from services.qa.bootstrap import QaRuntime
from services.qa.deps import Code, Qa, Responder, Secret, Work
from services.qa.questions import queries, service
from services.qa.questions.asking import Asking
from services.qa.questions.documents import QuestionDocument
from services.qa.questions.model import Access
from services.qa.questions.problems import QuestionNotFound
from services.qa.questions.views import access_to, question_out
from shared.contracts.qa.base import Slug
from shared.contracts.qa.questions import (
    AskedQuestion,
    AskQuestion,
    PublicQuestion,
    QuestionOut,
    QuestionStatus,
    QueueItem,
)
from shared.contracts.qa.work import AssignQuestion, DraftAnswer, PublishAnswer
from shared.idempotency import IdempotencyKey
from shared.identity import AnyCaller, Caller
from shared.paging import CursorText, Limit, Page
from shared.text import line, paragraphs

router = APIRouter(tags=["questions"])

Words = Annotated[Annotated[str, line(1, 200)] | None, Query(description="Words to find")]
OneUnit = Annotated[Slug | None, Query(description="Only this unit's")]


class QueueQuery(BaseModel):
    """What narrows the queue; `filter=answered` lists what was answered, the newest first."""

    unit: Slug | None = None
    status: QuestionStatus | None = None
    filter: queries.QueueFilter = "all"
    assignee: Annotated[str, Field(max_length=64)] | None = None
    q: Annotated[str, line(1, 200)] | None = None
    cursor: Annotated[str, Field(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


@router.post("/questions", status_code=201)
async def ask_question(
    qa: Qa, caller: AnyCaller, form: AskQuestion, key: IdempotencyKey, response: Response
) -> AskedQuestion:
    """Ask a question, as a guest or signed in."""
    response.headers["Cache-Control"] = "no-store"
    return await service.ask_question(qa, Asking(caller, form, key))


@router.get("/questions")
async def browse_questions(
    _caller: AnyCaller,
    q: Words = None,
    unit: OneUnit = None,
    topic: Annotated[Slug | None, Query(description="Only under this topic")] = None,
    cursor: CursorText = None,
    limit: Limit = 20,
) -> Page[PublicQuestion]:
    """Return published questions with their answers, newest first."""
    return await queries.browse(q, unit, topic, cursor, limit)


@router.get("/suggestions")
async def suggest_questions(
    _caller: AnyCaller, text: Annotated[str, paragraphs(1, 5_200), Query()]
) -> list[PublicQuestion]:
    """Return answered questions like a text, the likest first, at most five."""
    return await queries.suggest(text)


@router.get("/questions/{code}")
async def show_question(
    qa: Qa, caller: AnyCaller, code: Code, response: Response, secret: Secret = None
) -> QuestionOut:
    """Return a question as this caller, or who knows its secret, may see it."""
    question = await QuestionDocument.find_one({"code": code})
    seen = await access_to(question, caller, secret) if question else None
    if question is None or seen is None:
        raise QuestionNotFound
    return await _shown(qa, question, seen, response)


@router.get("/queue")
async def list_queue(
    qa: Qa, caller: Responder, asked: Annotated[QueueQuery, Query()]
) -> Page[QueueItem]:
    """Return the questions of the caller's units (a coordinator's: all), soonest due first."""
    wanted = queries.QueueRequest(
        _units(caller, asked.unit), asked.filter, asked.status, asked.assignee, asked.q
    )
    return await queries.queue(qa, wanted, caller, asked.cursor, asked.limit)


def _units(caller: Caller, unit: str | None) -> list[str] | None:
    """Return the units whose queue is shown, None for all; a unit not the caller's shows none."""
    if caller.has_role("coordinator"):
        return None if unit is None else [unit]
    own = caller.units_as("officer", "head")
    return sorted(own if unit is None else own & {unit})


@router.post("/questions/{code}/receive")
async def receive_question(work: Work, response: Response) -> QuestionOut:
    """Confirm that the unit has the question."""
    question = await service.receive_question(work.qa.mongo, work)
    return await _shown(work.qa, question, Access.RESPONDER, response)


@router.post("/questions/{code}/assign")
async def assign_question(work: Work, form: AssignQuestion, response: Response) -> QuestionOut:
    """Give the question to an officer of the lead unit."""
    question = await service.assign_question(work.qa.mongo, work, form)
    return await _shown(work.qa, question, Access.RESPONDER, response)


@router.post("/questions/{code}/draft")
async def draft_answer(work: Work, form: DraftAnswer, response: Response) -> QuestionOut:
    """Keep the answer as far as it is written."""
    question = await service.draft_answer(work.qa.mongo, work, form)
    return await _shown(work.qa, question, Access.RESPONDER, response)


@router.post("/questions/{code}/publish")
async def publish_answer(work: Work, form: PublishAnswer, response: Response) -> QuestionOut:
    """Answer the sender, publicly if the sender allowed it."""
    question = await service.publish_answer(work.qa.mongo, work, form)
    return await _shown(work.qa, question, Access.RESPONDER, response)


async def _shown(
    qa: QaRuntime, question: QuestionDocument, seen: Access, response: Response
) -> QuestionOut:
    response.headers["ETag"] = f'"{question.version}"'
    if seen > Access.PUBLIC:
        response.headers["Cache-Control"] = "no-store"
    return await question_out(qa, question, seen)
