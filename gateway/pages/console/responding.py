"""`/can-bo/{code}`: one question and what the visitor may do with it.

Every change names the version the visitor read. When somebody else was faster, what was typed is
shown beside what stands there now; when the visitor's session has ended or a service is away, it
comes back to be sent again. Nothing is lost.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from gateway.clients import ServiceProblem
from gateway.pages.console.frame import console_frame
from gateway.pages.console.question_page import OVERTAKEN_NEWS, QuestionPage
from gateway.pages.console.unread import count_unread
from gateway.pages.deps import RESPONDERS, Follower, Pages, Responder
from gateway.pages.forms import check, faults_of, read_form
from gateway.pages.problem_texts import explain
from gateway.visitors import CurrentVisitor, Qa, admit
from shared.contracts.qa.questions import QuestionOut
from shared.contracts.qa.work import AssignQuestion, DraftAnswer, PublishAnswer
from shared.problems import Problem

T = TypeVar("T", DraftAnswer, PublishAnswer)

router = APIRouter(include_in_schema=False)

Version = Annotated[int, Form(ge=0)]
# Somebody was faster: the version is old, or the question is answered already.
OVERTAKEN = {409, 412}


def _question_page(code: str, visitor: CurrentVisitor, pages: Pages, qa: Qa) -> QuestionPage:
    return QuestionPage(pages, visitor, qa, code)


CurrentPage = Annotated[QuestionPage, Depends(_question_page)]


@router.get("/can-bo/{code}")
async def show_question(
    _visitor: Follower, page: CurrentPage, done: Annotated[str, Query(max_length=40)] = ""
) -> HTMLResponse:
    """Show the question with the forms for what the visitor may do now."""
    return await page.show(done=done)


@router.post("/can-bo/{code}/tiep-nhan")
async def receive_question(version: Version, _visitor: Responder, page: CurrentPage) -> Response:
    """Confirm that the unit has taken the question."""
    return await _change(page, "tiep-nhan", page.qa.receive_question(page.code, version))


@router.post("/can-bo/{code}/phan-cong")
async def assign_question(
    version: Version,
    _visitor: Responder,
    page: CurrentPage,
    person: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Give the question to an officer; nobody chosen means to oneself."""
    body = AssignQuestion(person=person or None)
    return await _change(page, "phan-cong", page.qa.assign_question(page.code, body, version))


async def _change(page: QuestionPage, action: str, change: Awaitable[QuestionOut]) -> Response:
    """Make a change without a text; when somebody was faster, show what they made of it."""
    try:
        await change
    except ServiceProblem as problem:
        if problem.status not in OVERTAKEN:
            raise
        return page.back(OVERTAKEN_NEWS)
    return page.back(action)


@router.post("/can-bo/{code}/du-thao")
async def save_draft(request: Request, page: CurrentPage) -> Response:
    """Keep the answer as far as it is written."""
    writing = Writing(page, "du-thao", await read_form(request, "text", "version"))
    return await _write(writing, DraftAnswer, page.qa.save_draft)


@router.post("/can-bo/{code}/tra-loi")
async def publish_answer(request: Request, page: CurrentPage) -> Response:
    """Answer the sender, publicly where the sender allowed it."""
    writing = Writing(page, "tra-loi", await read_form(request, "text", "version"))
    return await _write(writing, PublishAnswer, page.qa.publish_answer)


@dataclass(frozen=True, slots=True)
class Writing:
    """A text on its way to a question; `action` is the last part of its form's address."""

    page: QuestionPage
    action: str
    values: Mapping[str, str]


async def _write(
    writing: Writing, kind: type[T], send: Callable[[str, T, int], Awaitable[QuestionOut]]
) -> Response:
    """Make a change that carries a text; what was typed survives every refusal."""
    page = writing.page
    try:
        admit(page.visitor, *RESPONDERS)
        return await _send(writing, kind, send)
    except (Problem, ServiceProblem) as problem:
        context = {
            **writing.values,
            "code": page.code,
            "action": writing.action,
            "problem": explain(problem.slug, problem.status),
        }
        return page.pages.render("console/unsent.html", context, status=problem.status)


async def _send(
    writing: Writing, kind: type[T], send: Callable[[str, T, int], Awaitable[QuestionOut]]
) -> Response:
    page, values = writing.page, writing.values
    body = check(kind, {"text": values["text"]})
    if isinstance(body, list):
        return await page.show(values, body, 422)
    try:
        await send(page.code, body, _version(values))
    except ServiceProblem as problem:
        if problem.status in OVERTAKEN:
            return await _show_conflict(writing, body.text)
        return await page.show(values, faults_of(problem), problem.status)
    return page.back(writing.action)


async def _show_conflict(writing: Writing, text: str | None) -> Response:
    """Show both texts, unless it is the same one: then a form was only sent twice."""
    page = writing.page
    question, unread = await asyncio.gather(page.qa.show_question(page.code), count_unread(page.qa))
    stored = question.draft if writing.action == "du-thao" else question.answer
    if stored and stored.text == text:
        return page.back(writing.action)
    context = {"question": question, "text": writing.values["text"]}
    frame = console_frame(page.visitor, "/can-bo", unread)
    return page.pages.render("console/conflict.html", context, status=409, **frame)


def _version(values: Mapping[str, str]) -> int:
    text = values["version"]
    return int(text) if text.isdecimal() and len(text) < 10 else -1
